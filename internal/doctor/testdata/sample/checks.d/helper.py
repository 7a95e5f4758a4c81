from disk import Disk

class Helper(Disk):
    pass
