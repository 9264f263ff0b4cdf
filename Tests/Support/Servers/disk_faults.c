// Loaded before the C library (LD_PRELOAD): lets the disk under the store fail, or kills the process at a write, as no
// real disk can be asked to. Only files whose path contains FAULT_FILES are touched.
//
//   FAULT_KILL = before-sync:N | after-sync:N | before-write:N    SIGKILL at the N-th of these calls
//   FAULT_IO   = PATH      while the file PATH exists, writes and syncs fail with EIO
//   FAULT_HANG = PATH      while the file PATH exists, syncs wait
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long syncs, writes;

static int concerns(int fd) {
    const char *files = getenv("FAULT_FILES");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0 || !files) return 0;
    path[n] = 0;
    return strstr(path, files) != NULL;
}

static int exists(const char *variable) {
    const char *path = getenv(variable);
    return path && access(path, F_OK) == 0;
}

static void kill_at(const char *what, long count) {
    const char *wanted = getenv("FAULT_KILL");
    size_t length = strlen(what);
    if (!wanted || strncmp(wanted, what, length) || wanted[length] != ':') return;
    if (atol(wanted + length + 1) == count) kill(getpid(), SIGKILL);
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (!concerns(fd)) return real(fd);
    while (exists("FAULT_HANG")) usleep(10000);
    if (exists("FAULT_IO")) {
        errno = EIO;
        return -1;
    }
    long count = ++syncs;
    kill_at("before-sync", count);
    int result = real(fd);
    kill_at("after-sync", count);
    return result;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

static ssize_t write_with(const char *name, int fd, const void *bytes, size_t count, off64_t offset) {
    ssize_t (*real)(int, const void *, size_t, off64_t) =
        (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, name);
    if (concerns(fd)) {
        if (exists("FAULT_IO")) {
            errno = EIO;
            return -1;
        }
        kill_at("before-write", ++writes);
    }
    return real(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return write_with("pwrite", fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    return write_with("pwrite64", fd, bytes, count, offset);
}
