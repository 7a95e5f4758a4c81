// Errors of the C library under the numbers of Linux, see include/errno.h, and
// in the words that it is known for there.
#include <errno.h>
#include <stddef.h>
#include <string.h>

// By the number of WASI, that of Linux.
static const unsigned char linux_numbers[] = {
	[E2BIG] = 7,
	[EACCES] = 13,
	[EADDRINUSE] = 98,
	[EADDRNOTAVAIL] = 99,
	[EAFNOSUPPORT] = 97,
	[EAGAIN] = 11,
	[EALREADY] = 114,
	[EBADF] = 9,
	[EBADMSG] = 74,
	[EBUSY] = 16,
	[ECANCELED] = 125,
	[ECHILD] = 10,
	[ECONNABORTED] = 103,
	[ECONNREFUSED] = 111,
	[ECONNRESET] = 104,
	[EDEADLK] = 35,
	[EDESTADDRREQ] = 89,
	[EDOM] = 33,
	[EDQUOT] = 122,
	[EEXIST] = 17,
	[EFAULT] = 14,
	[EFBIG] = 27,
	[EHOSTUNREACH] = 113,
	[EIDRM] = 43,
	[EILSEQ] = 84,
	[EINPROGRESS] = 115,
	[EINTR] = 4,
	[EINVAL] = 22,
	[EIO] = 5,
	[EISCONN] = 106,
	[EISDIR] = 21,
	[ELOOP] = 40,
	[EMFILE] = 24,
	[EMLINK] = 31,
	[EMSGSIZE] = 90,
	[EMULTIHOP] = 72,
	[ENAMETOOLONG] = 36,
	[ENETDOWN] = 100,
	[ENETRESET] = 102,
	[ENETUNREACH] = 101,
	[ENFILE] = 23,
	[ENOBUFS] = 105,
	[ENODEV] = 19,
	[ENOENT] = 2,
	[ENOEXEC] = 8,
	[ENOLCK] = 37,
	[ENOLINK] = 67,
	[ENOMEM] = 12,
	[ENOMSG] = 42,
	[ENOPROTOOPT] = 92,
	[ENOSPC] = 28,
	[ENOSYS] = 38,
	[ENOTCONN] = 107,
	[ENOTDIR] = 20,
	[ENOTEMPTY] = 39,
	[ENOTRECOVERABLE] = 131,
	[ENOTSOCK] = 88,
	[ENOTSUP] = 95,
	[ENOTTY] = 25,
	[ENXIO] = 6,
	[EOVERFLOW] = 75,
	[EOWNERDEAD] = 130,
	[EPERM] = 1,
	[EPIPE] = 32,
	[EPROTO] = 71,
	[EPROTONOSUPPORT] = 93,
	[EPROTOTYPE] = 91,
	[ERANGE] = 34,
	[EROFS] = 30,
	[ESPIPE] = 29,
	[ESRCH] = 3,
	[ESTALE] = 116,
	[ETIMEDOUT] = 110,
	[ETXTBSY] = 26,
	[EXDEV] = 18,
	[ENOTCAPABLE] = 13, // no such file is granted: permission denied
};

// By the number of Linux, the words of its C library where those of WASI's differ.
static const char *const linux_words[] = {
	[5] = "Input/output error",
	[12] = "Cannot allocate memory",
	[24] = "Too many open files",
	[25] = "Inappropriate ioctl for device",
	[29] = "Illegal seek",
	[33] = "Numerical argument out of domain",
	[34] = "Numerical result out of range",
	[36] = "File name too long",
	[40] = "Too many levels of symbolic links",
	[110] = "Connection timed out",
	[113] = "No route to host",
};

int *sandpiper_errno(void) {
	static int number;
	if (errno) { // set by the library since the last call
		size_t known = sizeof linux_numbers;
		number = (size_t)errno < known && linux_numbers[errno] ? linux_numbers[errno] : 5;
		errno = 0;
	}
	return &number;
}

char *sandpiper_strerror(int number) {
	if (number > 0 && (size_t)number < sizeof linux_words / sizeof *linux_words && linux_words[number]) {
		return (char *)linux_words[number];
	}
	for (size_t i = 0; i < sizeof linux_numbers; i++) {
		if (linux_numbers[i] == number && i != ENOTCAPABLE) {
			return strerror((int)i);
		}
	}
	return strerror(number ? -1 : 0);
}
