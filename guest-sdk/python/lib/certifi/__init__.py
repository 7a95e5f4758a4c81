"""The certificates of the authorities are the agent's: there is no file of them."""


def where():
    return "/etc/ssl/certs/ca-certificates.crt"


def contents():
    return ""
