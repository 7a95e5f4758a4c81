from .pieces import Pieces
