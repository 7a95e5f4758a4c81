"""A check has no sockets and waits for none."""

error = OSError

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP = 1, 2, 4, 8, 16


def select(rlist, wlist, xlist, timeout=None):
    if rlist or wlist or xlist:
        raise OSError("a check has no sockets to wait for")
    if timeout:
        import time

        time.sleep(timeout)
    return [], [], []


def poll():
    raise OSError("a check has no sockets to wait for")
