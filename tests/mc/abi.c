/*
 * abi.c: what the compiler calls in code compiled with -fsanitize=thread, in the place of libtsan.
 *
 * Also memcpy, memmove, memset and memcmp (the linker sends them here, --wrap): no compiler tells
 * of the bytes that they touch.
 */
#undef _FORTIFY_SOURCE
#include "engine.h"

#include <string.h>

struct mc_site *mc_next_site;

void mc_at(struct mc_site *site)
{
    site->reached = true;
    mc_next_site = site;
}

static bool watched(void)
{
    return mc.running >= 0 && !mc_self()->inside;
}

/* ---- plain accesses ---- */

static bool on_own_stack(uintptr_t at)
{
    return at - (uintptr_t)mc_self()->stack < MC_STACK_BYTES;
}

static void plain(const void *p, size_t bytes, bool write, void *pc)
{
    uintptr_t at = (uintptr_t)p;
    if (!watched() || bytes == 0 || on_own_stack(at))
        return;
    mc_self()->inside = true;
    if (mc.tracing == MC_TRACE && mc_was_shared(at)) {
        struct mc_event *e = mc_record(write ? MC_K_WRITE : MC_K_READ);
        e->pc = pc;
        e->at = at;
        e->bytes = bytes;
    }
    mc_shadow(at, bytes, write, false);
    if (write)
        mc_plain_write(at, bytes);
    mc_self()->inside = false;
}

#define CALLER __builtin_return_address(0)

#define PLAIN(name, bytes, write)        \
    void __tsan_##name(void *at);        \
    void __tsan_##name(void *at)         \
    {                                    \
        plain(at, bytes, write, CALLER); \
    }
#define PLAIN_ALL(bytes)                       \
    PLAIN(read##bytes, bytes, false)           \
    PLAIN(write##bytes, bytes, true)           \
    PLAIN(unaligned_read##bytes, bytes, false) \
    PLAIN(unaligned_write##bytes, bytes, true) \
    PLAIN(volatile_read##bytes, bytes, false)  \
    PLAIN(volatile_write##bytes, bytes, true)
PLAIN_ALL(1)
PLAIN_ALL(2)
PLAIN_ALL(4)
PLAIN_ALL(8)
PLAIN_ALL(16)

#define RANGE(name, write)                      \
    void __tsan_##name(void *at, size_t bytes); \
    void __tsan_##name(void *at, size_t bytes)  \
    {                                           \
        plain(at, bytes, write, CALLER);        \
    }
RANGE(read_range, false)
RANGE(write_range, true)

void *__real_memcpy(void *to, const void *from, size_t bytes);
void *__real_memmove(void *to, const void *from, size_t bytes);
void *__real_memset(void *to, int byte, size_t bytes);
int __real_memcmp(const void *a, const void *b, size_t bytes);
void *__wrap_memcpy(void *to, const void *from, size_t bytes);
void *__wrap_memmove(void *to, const void *from, size_t bytes);
void *__wrap_memset(void *to, int byte, size_t bytes);
int __wrap_memcmp(const void *a, const void *b, size_t bytes);
void *__tsan_memcpy(void *to, const void *from, size_t bytes);
void *__tsan_memmove(void *to, const void *from, size_t bytes);
void *__tsan_memset(void *to, int byte, size_t bytes);

void *__wrap_memcpy(void *to, const void *from, size_t bytes)
{
    plain(from, bytes, false, CALLER);
    plain(to, bytes, true, CALLER);
    return __real_memcpy(to, from, bytes);
}

void *__wrap_memmove(void *to, const void *from, size_t bytes)
{
    plain(from, bytes, false, CALLER);
    plain(to, bytes, true, CALLER);
    return __real_memmove(to, from, bytes);
}

void *__wrap_memset(void *to, int byte, size_t bytes)
{
    plain(to, bytes, true, CALLER);
    return __real_memset(to, byte, bytes);
}

int __wrap_memcmp(const void *a, const void *b, size_t bytes)
{
    plain(a, bytes, false, CALLER);
    plain(b, bytes, false, CALLER);
    return __real_memcmp(a, b, bytes);
}

void *__tsan_memcpy(void *to, const void *from, size_t bytes)
{
    return __wrap_memcpy(to, from, bytes);
}

void *__tsan_memmove(void *to, const void *from, size_t bytes)
{
    return __wrap_memmove(to, from, bytes);
}

void *__tsan_memset(void *to, int byte, size_t bytes)
{
    return __wrap_memset(to, byte, bytes);
}

void __tsan_init(void);
void __tsan_func_entry(void *pc);
void __tsan_func_exit(void);
void __tsan_init(void)
{
}
void __tsan_func_entry(void *pc)
{
    (void)pc;
}
void __tsan_func_exit(void)
{
}

/* ---- atomic operations ---- */

static enum mc_order weakened(int order, const struct mc_site *site)
{
    bool acquire = order == MC_ACQUIRE || order == MC_CONSUME || order >= MC_ACQ_REL;
    bool release = order == MC_RELEASE || order >= MC_ACQ_REL;
    if (site == NULL || !(site->no_acquire || site->no_release))
        return (enum mc_order)order;
    acquire = acquire && !site->no_acquire;
    release = release && !site->no_release;
    return acquire && release ? MC_ACQ_REL
           : acquire          ? MC_ACQUIRE
           : release          ? MC_RELEASE
                              : MC_RELAXED;
}

/* The access as the compiler tells it; only while a thread runs. */
static struct mc_access access_of(enum mc_kind kind, uintptr_t at, size_t bytes, int order,
                                  void *pc)
{
    struct mc_access a = {.kind = kind, .site = mc_next_site, .pc = pc};
    mc_next_site = NULL;
    a.order = weakened(order, a.site);
    if (kind != MC_K_FENCE)
        a.location = mc_location_at(at, bytes);
    return a;
}

static uint64_t fetch(uintptr_t at, size_t bytes)
{
    uint64_t value = 0;
    __real_memcpy(&value, (const void *)at, bytes);
    return value;
}

static void put(uintptr_t at, size_t bytes, uint64_t value)
{
    __real_memcpy((void *)at, &value, bytes);
}

static uint64_t do_load(uintptr_t at, size_t bytes, int order, void *pc)
{
    if (!watched())
        return fetch(at, bytes);
    mc_self()->inside = true;
    struct mc_access a = access_of(MC_K_LOAD, at, bytes, order, pc);
    uint64_t value = mc_read(&a);
    mc_self()->inside = false;
    return value;
}

static void do_store(uintptr_t at, size_t bytes, uint64_t value, int order, void *pc)
{
    if (!watched()) {
        put(at, bytes, value);
        return;
    }
    mc_self()->inside = true;
    struct mc_access a = access_of(MC_K_STORE, at, bytes, order, pc);
    a.operand = value;
    if (a.site == NULL || !a.site->lost)
        mc_write(&a);
    mc_self()->inside = false;
}

static uint64_t do_modify(uintptr_t at, size_t bytes, uint64_t operand, int order, mc_apply apply,
                          void *pc)
{
    uint64_t was = 0;
    if (!watched()) {
        was = fetch(at, bytes);
        put(at, bytes, apply(was, operand));
        return was;
    }
    mc_self()->inside = true;
    struct mc_access a = access_of(MC_K_RMW, at, bytes, order, pc);
    a.operand = operand;
    a.apply = apply;
    mc_modify(&a, &was);
    mc_self()->inside = false;
    return was;
}

static uint64_t apply_exchange(uint64_t was, uint64_t operand)
{
    (void)was;
    return operand;
}

struct exchange {
    uint64_t expected, desired;
    int order, order_failed;
    bool weak;
};

/* *was is what was found; whether it was exchanged. */
static bool do_compare(uintptr_t at, size_t bytes, const struct exchange *x, uint64_t *was,
                       void *pc)
{
    if (!watched()) {
        *was = fetch(at, bytes);
        if (*was == x->expected)
            put(at, bytes, x->desired);
        return *was == x->expected;
    }
    mc_self()->inside = true;
    struct mc_access a = access_of(MC_K_CAS, at, bytes, x->order, pc);
    a.order_failed = weakened(x->order_failed, a.site);
    a.expected = x->expected;
    a.operand = x->desired;
    a.apply = apply_exchange;
    a.weak = x->weak;
    bool done = mc_modify(&a, was);
    mc_self()->inside = false;
    return done;
}

static uint64_t apply_add(uint64_t was, uint64_t operand)
{
    return was + operand;
}

static uint64_t apply_sub(uint64_t was, uint64_t operand)
{
    return was - operand;
}

static uint64_t apply_and(uint64_t was, uint64_t operand)
{
    return was & operand;
}

static uint64_t apply_or(uint64_t was, uint64_t operand)
{
    return was | operand;
}

static uint64_t apply_xor(uint64_t was, uint64_t operand)
{
    return was ^ operand;
}

#define MODIFY(bits, type, name, apply)                                                     \
    type __tsan_atomic##bits##_##name(void *at, type operand, int order);                   \
    type __tsan_atomic##bits##_##name(void *at, type operand, int order)                    \
    {                                                                                       \
        return (type)do_modify((uintptr_t)at, sizeof(type), operand, order, apply, CALLER); \
    }

#define COMPARE(bits, type, name, is_weak)                                                    \
    int __tsan_atomic##bits##_compare_exchange_##name(void *at, type *expected, type desired, \
                                                      int order, int order_failed);           \
    int __tsan_atomic##bits##_compare_exchange_##name(void *at, type *expected, type desired, \
                                                      int order, int order_failed)            \
    {                                                                                         \
        struct exchange x = {*expected, desired, order, order_failed, is_weak};               \
        uint64_t was;                                                                         \
        bool done = do_compare((uintptr_t)at, sizeof(type), &x, &was, CALLER);                \
        if (!done)                                                                            \
            *expected = (type)was;                                                            \
        return done;                                                                          \
    }

#define ATOMIC(bits, type)                                                                 \
    type __tsan_atomic##bits##_load(const void *at, int order);                            \
    type __tsan_atomic##bits##_load(const void *at, int order)                             \
    {                                                                                      \
        return (type)do_load((uintptr_t)at, sizeof(type), order, CALLER);                  \
    }                                                                                      \
    void __tsan_atomic##bits##_store(void *at, type value, int order);                     \
    void __tsan_atomic##bits##_store(void *at, type value, int order)                      \
    {                                                                                      \
        do_store((uintptr_t)at, sizeof(type), value, order, CALLER);                       \
    }                                                                                      \
    MODIFY(bits, type, exchange, apply_exchange)                                           \
    MODIFY(bits, type, fetch_add, apply_add)                                               \
    MODIFY(bits, type, fetch_sub, apply_sub)                                               \
    MODIFY(bits, type, fetch_and, apply_and)                                               \
    MODIFY(bits, type, fetch_or, apply_or)                                                 \
    MODIFY(bits, type, fetch_xor, apply_xor)                                               \
    COMPARE(bits, type, strong, false)                                                     \
    COMPARE(bits, type, weak, true)                                                        \
    type __tsan_atomic##bits##_compare_exchange_val(void *at, type expected, type desired, \
                                                    int order, int order_failed);          \
    type __tsan_atomic##bits##_compare_exchange_val(void *at, type expected, type desired, \
                                                    int order, int order_failed)           \
    {                                                                                      \
        struct exchange x = {expected, desired, order, order_failed, false};               \
        uint64_t was;                                                                      \
        do_compare((uintptr_t)at, sizeof(type), &x, &was, CALLER);                         \
        return (type)was;                                                                  \
    }
ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

void __tsan_atomic_thread_fence(int order)
{
    if (!watched())
        return;
    mc_self()->inside = true;
    mc_fence((enum mc_order)order, NULL, CALLER);
    mc_self()->inside = false;
}

void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}
