/* A disk that refuses, for tests: the n-th write, sync or rename under a folder fails. Loaded with LD_PRELOAD.
 *
 * FAULT_FOLDER  only files under this folder count
 * FAULT_AT      which call fails, from 1; 0 counts only
 * FAULT_STAYS   with 1 all calls after it fail too, as on a full disk
 * FAULT_KIND    ENOSPC, EIO or SHORT (half of a write is done, then ENOSPC)
 * FAULT_COUNT   a file that gets the number of calls at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static int inside(const char *path) {
    const char *folder = setting("FAULT_FOLDER");
    return *folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int concerns(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

/* 0: go on; 1: fail with errno set; 2: a short write first */
static int strikes(void) {
    long number = atomic_fetch_add(&calls, 1) + 1, at = atol(setting("FAULT_AT"));
    if (at == 0 || number < at || (number > at && strcmp(setting("FAULT_STAYS"), "1") != 0)) return 0;
    const char *kind = setting("FAULT_KIND");
    errno = strcmp(kind, "EIO") == 0 ? EIO : ENOSPC;
    return strcmp(kind, "SHORT") == 0 && number == at ? 2 : 1;
}

__attribute__((destructor)) static void report(void) {
    const char *path = setting("FAULT_COUNT");
    if (!*path) return;
    FILE *file = fopen(path, "w");
    if (file) {
        fprintf(file, "%ld\n", atomic_load(&calls));
        fclose(file);
    }
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int descriptor, const void *data, size_t size) {
    REAL(write);
    int strike = concerns(descriptor) ? strikes() : 0;
    if (strike == 1) return -1;
    return real(descriptor, data, strike == 2 ? size / 2 : size);
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t offset) {
    REAL(pwrite);
    int strike = concerns(descriptor) ? strikes() : 0;
    if (strike == 1) return -1;
    return real(descriptor, data, strike == 2 ? size / 2 : size, offset);
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64);
    int strike = concerns(descriptor) ? strikes() : 0;
    if (strike == 1) return -1;
    return real(descriptor, data, strike == 2 ? size / 2 : size, offset);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    REAL(fwrite);
    int strike = concerns(fileno(file)) ? strikes() : 0;
    if (strike == 1) return 0;
    return real(data, size, strike == 2 ? count / 2 : count, file);
}

int fsync(int descriptor) {
    REAL(fsync);
    return concerns(descriptor) && strikes() ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return concerns(descriptor) && strikes() ? -1 : real(descriptor);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    return inside(to) && strikes() ? -1 : real(from, to);
}
