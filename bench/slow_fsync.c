/* Preloaded into PostgreSQL: every fsync and fdatasync takes two milliseconds longer, like a cloud disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait_two_milliseconds(void) {
    struct timespec pause = {0, 2000000};
    nanosleep(&pause, 0);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_two_milliseconds();
    return real(file);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_two_milliseconds();
    return real(file);
}
