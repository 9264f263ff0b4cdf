#pragma once

// What Swift's Glibc module leaves out: statfs(2), adjtimex(2), renameat2(2), locks of open files and signals.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

typedef struct {
    uint64_t free_bytes, total_bytes;
    bool read_only;
    /// `f_type` of statfs(2).
    uint32_t kind;
} cmachine_file_system;

/// 0, or errno.
static inline int cmachine_file_system_of(const char *path, cmachine_file_system *state) {
    struct statvfs space;
    struct statfs kind;
    if (statvfs(path, &space) != 0 || statfs(path, &kind) != 0) return errno;
    state->free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
    state->total_bytes = (uint64_t)space.f_blocks * space.f_frsize;
    state->read_only = (space.f_flag & ST_RDONLY) != 0;
    state->kind = (uint32_t)kind.f_type;
    return 0;
}

/// 0, or errno. Only asks: `modes` is 0.
static inline int cmachine_clock(bool *synchronised, long *maximum_error) {
    struct timex state;
    memset(&state, 0, sizeof state);
    int answer = adjtimex(&state);
    if (answer < 0) return errno;
    *synchronised = answer != TIME_ERROR && !(state.status & STA_UNSYNC);
    *maximum_error = state.maxerror;
    return 0;
}

/// 0, or errno. Without `replacing`, EEXIST when something has the new name.
static inline int cmachine_rename(const char *old_name, const char *new_name, bool replacing) {
    if (replacing) return rename(old_name, new_name) == 0 ? 0 : errno;
    if (syscall(SYS_renameat2, AT_FDCWD, old_name, AT_FDCWD, new_name, 1u /* RENAME_NOREPLACE */) == 0) return 0;
    // A file system that does not know the flag.
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (access(new_name, F_OK) == 0) return EEXIST;
    return rename(old_name, new_name) == 0 ? 0 : errno;
}

/// A descriptor that only names the file (open(2), O_PATH), or -1 with errno.
static inline int cmachine_remember(const char *path) {
#ifndef O_PATH
#define O_PATH 010000000
#endif
    return open(path, O_PATH | O_CLOEXEC);
}

// Locks of open file descriptions (fcntl(2)), in numbers, for <fcntl.h> names them for _GNU_SOURCE alone.
enum { CMACHINE_GETLK = 36, CMACHINE_SETLK = 37 };

/// Locks the whole file for as long as the descriptor is open: 0, or errno.
static inline int cmachine_hold(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, CMACHINE_SETLK, &lock) == 0 ? 0 : errno;
}

/// Whether another open descriptor holds such a lock. Takes none.
static inline bool cmachine_is_held(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, CMACHINE_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/// Names the calling thread; the system keeps 15 bytes.
static inline void cmachine_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline void cmachine_ignore_hang_up(void) { signal(SIGHUP, SIG_IGN); }

/// 0, or errno.
static inline int cmachine_hang_up(int32_t process) { return kill(process, SIGHUP) == 0 ? 0 : errno; }

static inline void cmachine_ignore_closed_pipes(void) { signal(SIGPIPE, SIG_IGN); }

static inline void cmachine_end_as_of_closed_pipe(void) {
    sigset_t set;
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(SIGPIPE);
}
