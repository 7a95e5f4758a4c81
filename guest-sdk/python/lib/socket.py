"""A check has no sockets: HTTP goes by requests, urllib3, urllib or http.client,
through the agent. What is here are the names that these libraries and scripts
expect, and an error for whoever opens a socket himself."""

import errno as _errno
from enum import IntEnum as _IntEnum

import _sandpiper

error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


class AddressFamily(_IntEnum):
    AF_UNSPEC = 0
    AF_UNIX = 1
    AF_INET = 2
    AF_INET6 = 10


class SocketKind(_IntEnum):
    SOCK_STREAM = 1
    SOCK_DGRAM = 2
    SOCK_RAW = 3


AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = AddressFamily
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW = SocketKind
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 1, 6, 17, 41
SOL_SOCKET, SO_REUSEADDR, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE = 1, 2, 6, 7, 8, 9
TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 4, 5, 6
SHUT_RD, SHUT_WR, SHUT_RDWR = range(3)
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST = 1, 2, 4
NI_NUMERICHOST, NI_NUMERICSERV = 1, 2
EAI_NONAME, EAI_AGAIN, EAI_FAMILY = -2, -3, -6
INADDR_ANY, INADDR_LOOPBACK = 0, 0x7F000001
SOMAXCONN = 4096
MSG_PEEK, MSG_DONTWAIT = 2, 0x40
has_ipv6 = False

_GLOBAL_DEFAULT_TIMEOUT = object()
_default_timeout = None
_WAY_OUT = "a check has no sockets: for HTTP use requests or urllib, which go through the agent"


def _refuse(what):
    # Checks take an error for a service that is down: what it is must be seen.
    _sandpiper.warning(f"{what}: {_WAY_OUT}")
    raise PermissionError(_errno.EACCES, f"{what}: {_WAY_OUT}")


class socket:
    def __init__(self, *args, **kwargs):
        _refuse("socket.socket")


SocketType = socket


def create_connection(address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None, **kwargs):
    _refuse(f"connecting to {address[0]}:{address[1]}")


def create_server(*args, **kwargs):
    _refuse("socket.create_server")


def socketpair(*args, **kwargs):
    _refuse("socket.socketpair")


def fromfd(*args, **kwargs):
    _refuse("socket.fromfd")


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout):
    global _default_timeout
    _default_timeout = timeout


def gethostname():
    """The hostname that the agent reports."""
    from sandpiper.agentcheck import AgentCheck

    return AgentCheck._sp_agent.get("hostname") or "localhost"


def getfqdn(name=""):
    return name if name and name != "0.0.0.0" else gethostname()


def gethostbyname(name):
    if name in ("localhost", ""):
        return "127.0.0.1"
    try:
        inet_aton(name)
    except OSError:
        raise gaierror(EAI_NONAME, f"the name {name} is looked up by the agent, in requests of HTTP only") from None
    return name


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    return [(AF_INET, SOCK_STREAM, IPPROTO_TCP, "", (gethostbyname(host or "localhost"), int(port or 0)))]


def gethostbyname_ex(name):
    return name, [], [gethostbyname(name)]


def gethostbyaddr(address):
    raise herror(1, f"the agent looks up no names of addresses: {address}")


def getservbyname(name, protocol="tcp"):
    known = {"http": 80, "https": 443}
    if name not in known:
        raise OSError("service/proto not found")
    return known[name]


def inet_aton(text):
    import ipaddress

    parts = text.split(".")
    if not all(part.isdigit() for part in parts) or len(parts) > 4:
        raise OSError("illegal IP address string passed to inet_aton")
    numbers = [int(part) for part in parts]
    if any(n > 255 for n in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(parts)):
        raise OSError("illegal IP address string passed to inet_aton")
    value = numbers[-1]
    for i, n in enumerate(numbers[:-1]):
        value |= n << 8 * (3 - i)
    return ipaddress.IPv4Address(value).packed


def inet_ntoa(packed):
    return inet_ntop(AF_INET, packed)


def inet_pton(family, text):
    import ipaddress

    try:
        return (ipaddress.IPv4Address if family == AF_INET else ipaddress.IPv6Address)(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, packed):
    import ipaddress

    return str((ipaddress.IPv4Address if family == AF_INET else ipaddress.IPv6Address)(bytes(packed)))


def htons(n):
    return n >> 8 | (n & 0xFF) << 8


def htonl(n):
    return int.from_bytes(n.to_bytes(4, "little"), "big")


ntohs, ntohl = htons, htonl
