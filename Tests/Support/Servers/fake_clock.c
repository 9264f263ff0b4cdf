// Loaded before the C library (LD_PRELOAD): shifts the wall clock of a program, CLOCK_REALTIME alone, by the seconds that
// stand in the file FAKE_CLOCK, which a test writes while the program runs.
//
// Unlike libfaketime 0.9.10, it leaves timers of other clocks alone: that one takes its shift off every absolute time that
// is given to timerfd_settime(2), whatever the timer's clock, so that sleeps by the monotonic clock last as much longer.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int (*real_gettime)(clockid_t, struct timespec *);

static int raw(clockid_t clock, struct timespec *t) {
    if (!real_gettime) real_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    return real_gettime(clock, t);
}

/// Read at most every ten milliseconds: programs ask for the time very often.
static long shift(void) {
    static atomic_long seconds, read_at;
    struct timespec now;
    raw(CLOCK_MONOTONIC, &now);
    long milliseconds = now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (read_at && milliseconds - read_at < 10) return seconds;
    const char *path = getenv("FAKE_CLOCK");
    char text[32] = "";
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        ssize_t n = read(file, text, sizeof text - 1);
        close(file);
        // An empty file is one that is being written.
        if (n > 0) seconds = atol(text);
    }
    read_at = milliseconds;
    return seconds;
}

static int is_wall(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *t) {
    int result = raw(clock, t);
    if (!result && is_wall(clock)) t->tv_sec += shift();
    return result;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec;
    t->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}

/// The kernel waits by the real clock.
static struct timespec unshifted(const struct timespec *t) {
    struct timespec real = *t;
    real.tv_sec -= shift();
    return real;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict end) {
    static int (*next)(sem_t *, const struct timespec *);
    if (!next) next = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
    struct timespec real = unshifted(end);
    return next(semaphore, &real);
}

/// A condition's own clock cannot be asked for: the end lies near the present of one of the two.
int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict end
) {
    static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!next) {
        next = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))dlvsym(
            RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    }
    if (!next) {
        next = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))dlsym(
            RTLD_NEXT, "pthread_cond_timedwait");
    }
    struct timespec wall, monotonic, real;
    clock_gettime(CLOCK_REALTIME, &wall);
    raw(CLOCK_MONOTONIC, &monotonic);
    int is_monotonic = labs(end->tv_sec - monotonic.tv_sec) < labs(end->tv_sec - wall.tv_sec);
    real = is_monotonic ? *end : unshifted(end);
    return next(condition, mutex, &real);
}
