/*
 * site.h: what every file under the model checker is compiled with (-include).  It gives each
 * atomic operation of the shipped source a site: file, line, function, order as it is written.
 * The source itself holds no macro for it, and the orders reach the compiler unchanged; a mutation
 * weakens a site when the operation arrives at the checker.
 */
#ifndef MC_SITE_H
#define MC_SITE_H

#undef _FORTIFY_SOURCE
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct mc_site {
    const char *file, *function;
    const char *operation; /* "load", "store", ... */
    const char *place;     /* its address, as written */
    const char *order;     /* as written */
    int line;
    int number;   /* of the place, from 0; the same place compiled into two files has one number */
    bool reached; /* by the model that runs */
    bool no_acquire, no_release; /* weakened by the mutation that runs */
    bool lost;                   /* left out by the mutation that runs */
};

/* Names the site of the next atomic operation of this thread. */
void mc_at(struct mc_site *site);

#define MC_SITE(what, where, how)                                                             \
    __extension__({                                                                           \
        static struct mc_site mc_site_ = {.file = __FILE__,                                   \
                                          .function = __func__,                               \
                                          .operation = what,                                  \
                                          .place = where,                                     \
                                          .order = how,                                       \
                                          .line = __LINE__};                                  \
        static struct mc_site *const mc_site_at_ __attribute__((section("mc_sites"), used)) = \
            &mc_site_;                                                                        \
        mc_at(mc_site_at_);                                                                   \
    })

#undef atomic_init
#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_exchange_explicit
#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub_explicit
#undef atomic_compare_exchange_weak_explicit
#undef atomic_compare_exchange_strong_explicit

#ifdef __clang__
#define MC_GET(p, o)             __c11_atomic_load(p, o)
#define MC_PUT(p, v, o)          __c11_atomic_store(p, v, o)
#define MC_EXCHANGE(p, v, o)     __c11_atomic_exchange(p, v, o)
#define MC_ADD(p, v, o)          __c11_atomic_fetch_add(p, v, o)
#define MC_SUB(p, v, o)          __c11_atomic_fetch_sub(p, v, o)
#define MC_WEAK(p, e, v, o, f)   __c11_atomic_compare_exchange_weak(p, e, v, o, f)
#define MC_STRONG(p, e, v, o, f) __c11_atomic_compare_exchange_strong(p, e, v, o, f)
#define atomic_init(p, v)        __c11_atomic_init(p, v)
#else
#define MC_GET(p, o)             __atomic_load_n(p, o)
#define MC_PUT(p, v, o)          __atomic_store_n(p, v, o)
#define MC_EXCHANGE(p, v, o)     __atomic_exchange_n(p, v, o)
#define MC_ADD(p, v, o)          __atomic_fetch_add(p, v, o)
#define MC_SUB(p, v, o)          __atomic_fetch_sub(p, v, o)
#define MC_WEAK(p, e, v, o, f)   __atomic_compare_exchange_n(p, e, v, 1, o, f)
#define MC_STRONG(p, e, v, o, f) __atomic_compare_exchange_n(p, e, v, 0, o, f)
/* C11: not an atomic operation, so a race with it is one. */
#define atomic_init(p, v)        ((void)(*(__typeof__((void)0, *(p)) *)(p) = (v)))
#endif

#define atomic_load_explicit(p, o)         (MC_SITE("load", #p, #o), MC_GET(p, o))
#define atomic_store_explicit(p, v, o)     (MC_SITE("store", #p, #o), MC_PUT(p, v, o))
#define atomic_exchange_explicit(p, v, o)  (MC_SITE("exchange", #p, #o), MC_EXCHANGE(p, v, o))
#define atomic_fetch_add_explicit(p, v, o) (MC_SITE("add", #p, #o), MC_ADD(p, v, o))
#define atomic_fetch_sub_explicit(p, v, o) (MC_SITE("subtract", #p, #o), MC_SUB(p, v, o))
#define atomic_compare_exchange_weak_explicit(p, e, v, o, f) \
    (MC_SITE("compare-exchange", #p, #o "/" #f), MC_WEAK(p, e, v, o, f))
#define atomic_compare_exchange_strong_explicit(p, e, v, o, f) \
    (MC_SITE("compare-exchange", #p, #o "/" #f), MC_STRONG(p, e, v, o, f))

#endif
