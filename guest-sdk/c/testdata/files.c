// Reads what it was granted as any program with the C library does, and says
// what it found. The folder is the first text of the instance's configuration.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../sandpiper.h"

static char config[4096], path[4096];

static const char *at(const char *name) {
	const char *folder = strchr(config, ':') + 2;
	snprintf(path, sizeof path, "%.*s/%s", (int)strcspn(folder, "\""), folder, name);
	return path;
}

static void say_open(const char *name, int flags) {
	int fd = open(at(name), flags, 0600);
	printf("open %s: %s\n", name, fd < 0 ? strerror(errno) : "opened");
	close(fd);
}

int32_t check_run(void) {
	sp_config(SP_SECTION_INSTANCE, config, sizeof config);

	char text[16] = "";
	FILE *f = fopen(at("file"), "r");
	if (f == NULL)
		return 1;
	fgets(text, sizeof text, f);
	printf("fgets: %s\n", text);
	fseek(f, -3, SEEK_END);
	fgets(text, sizeof text, f);
	printf("fseek: %s at %ld\n", text, ftell(f));
	fclose(f);

	int n = 0;
	DIR *d = opendir(at("many"));
	if (d == NULL)
		return 2;
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	printf("readdir: %d\n", n);

	struct stat status;
	printf("stat: %d, %lld bytes\n", stat(at("file"), &status), (long long)status.st_size);
	printf("lstat: %d, link %d\n", lstat(at("link"), &status), S_ISLNK(status.st_mode));

	say_open("out", O_RDONLY);
	say_open("none", O_RDONLY);
	say_open("pipe", O_RDONLY);
	say_open("../secret", O_RDONLY);
	say_open("file", O_WRONLY);
	say_open("file", O_RDWR | O_TRUNC);
	say_open("new", O_WRONLY | O_CREAT);
	fflush(stdout);
	return 0;
}
