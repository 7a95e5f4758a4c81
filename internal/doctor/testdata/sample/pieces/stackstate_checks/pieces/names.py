TYPES = {"host": "server"}
