/*
 * failing.c: preloaded into velox, makes one call fail for want of memory: the VX_FAIL_AT-th of
 * malloc and its kin, mmap or pthread_create, as VX_FAIL_WHAT says ("heap", "map", "thread"); with
 * VX_FAIL_OWN only the calls that the program makes itself count, not those of its libraries.  The
 * file VX_FAIL_SEEN is made when it happens.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t n, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

static atomic_ulong calls;

/* Whether the place lies in the program, not in a library. */
static bool is_own(const void *place)
{
    Dl_info found;
    if (dladdr(place, &found) == 0)
        return false;
    const ElfW(Ehdr) *head = found.dli_fbase;
    return (uintptr_t)head + head->e_phoff == getauxval(AT_PHDR);
}

static void say(void)
{
    const char *seen = getenv("VX_FAIL_SEEN");
    int fd = seen ? open(seen, O_CREAT | O_WRONLY | O_CLOEXEC, 0600) : -1;
    if (fd >= 0)
        close(fd);
}

/* Whether this call, that returns to `place`, is to fail. */
static bool fails(const char *what, const void *place)
{
    const char *wanted = getenv("VX_FAIL_WHAT"), *at = getenv("VX_FAIL_AT");
    if (!wanted || !at || strcmp(wanted, what) != 0 || (getenv("VX_FAIL_OWN") && !is_own(place)))
        return false;
    if (1 + atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed) != strtoul(at, NULL, 10))
        return false;
    say();
    errno = ENOMEM;
    return true;
}

#define FAILS(what) fails(what, __builtin_return_address(0))

void *malloc(size_t bytes)
{
    return FAILS("heap") ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t n, size_t bytes)
{
    return FAILS("heap") ? NULL : __libc_calloc(n, bytes);
}

void *realloc(void *p, size_t bytes)
{
    return FAILS("heap") ? NULL : __libc_realloc(p, bytes);
}

void *aligned_alloc(size_t align, size_t bytes)
{
    return FAILS("heap") ? NULL : __libc_memalign(align, bytes);
}

int posix_memalign(void **p, size_t align, size_t bytes)
{
    void *area = FAILS("heap") ? NULL : __libc_memalign(align, bytes);
    if (!area)
        return ENOMEM;
    *p = area;
    return 0;
}

void *mmap(void *at, size_t bytes, int prot, int flags, int fd, off_t offset)
{
    if (FAILS("map"))
        return MAP_FAILED;
    return (void *)(uintptr_t)syscall(SYS_mmap, at, bytes, prot, flags, fd, offset);
}

int pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
    typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static create *next;
    if (FAILS("thread"))
        return EAGAIN;
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "pthread_create");
    return next(t, attr, run, arg);
}
