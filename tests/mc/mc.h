/*
 * mc.h: what a model says to the model checker.  How it works and what it covers: README.md.
 *
 * A model is a set-up, two to four threads and a finish.  The threads are compiled with
 * -fsanitize=thread, and every access they make to memory arrives at the checker, which runs them
 * again and again, one at a time, through every behaviour that the memory model allows.
 *
 * A model's threads keep what they saw in variables of their own, or on their stack; what only the
 * set-up and the finish touch besides is free.  They must be deterministic, and may not call what
 * blocks.
 */
#ifndef MC_MC_H
#define MC_MC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MC_THREADS 4u

struct mc_model {
    const char *name;
    void (*setup)(void); /* alone, before the threads */
    struct {
        const char *name;
        void (*run)(void);
    } thread[MC_THREADS];
    void (*finish)(void); /* alone, after them; may be NULL */
    unsigned stale;       /* how often in a row a thread may read one old value; 0: MC_STALE */
    unsigned spurious;    /* how often in all a weak compare-exchange of a thread may fail so */
    bool large;           /* for make stress alone */
    bool rc11;            /* does not look for buffered loads besides (buffer.c) */
};
#define MC_STALE 4u

/* The execution that runs is wrong: it ends here. */
void mc_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define mc_check(condition)                                \
    do {                                                   \
        if (!(condition))                                  \
            mc_fail_check(__FILE__, __LINE__, #condition); \
    } while (0)
void mc_fail_check(const char *file, int line, const char *condition);

/* This execution is of no interest: it ends here, and is not wrong. */
void mc_discard(void);

/*
 * Tries until it is true.  Each try must read something else than the one before, so it is
 * explored only once something that the try has read was written again; if nobody does, the
 * execution ends as a deadlock.  A try that fails must leave nothing behind that counts tries.
 */
#define mc_until(condition)  \
    do {                     \
        mc_try();            \
        while (!(condition)) \
            mc_wait();       \
    } while (0)
void mc_try(void);
void mc_wait(void);

/* What a trace calls these bytes. */
void mc_name(const void *at, size_t bytes, const char *name);

#endif
