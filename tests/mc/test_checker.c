/*
 * What the checker must see, and what it must not: races byte by byte, deadlock, livelock, and
 * counterexamples that come out the same again.  The threads call what the compiler would.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

void __tsan_read1(void *at);
void __tsan_write1(void *at);
void __tsan_read4(void *at);
void __tsan_write4(void *at);
void __tsan_write8(void *at);
uint64_t __tsan_atomic64_load(const void *at, int order);
void __tsan_atomic64_store(void *at, uint64_t value, int order);
uint64_t __tsan_atomic64_fetch_add(void *at, uint64_t value, int order);
int __tsan_atomic64_compare_exchange_weak(void *at, uint64_t *expected, uint64_t desired, int order,
                                          int order_failed);

static uint64_t word, flag;
static unsigned char bytes[16] __attribute__((aligned(8)));
static unsigned seen; /* bit by bit */
static struct mc_result result;

static void set_up(void)
{
    word = flag = 0;
    mc_name(&word, sizeof(word), "word");
    mc_name(&flag, sizeof(flag), "flag");
    mc_name(bytes, sizeof(bytes), "bytes");
}

static void explore(void (*a)(void), void (*b)(void), unsigned spurious)
{
    static struct mc_model model;
    model = (struct mc_model){
        .name = "test", .setup = set_up, .thread = {{"a", a}, {"b", b}}, .spurious = spurious};
    seen = 0;
    mc_explore(&model, &result);
}

static void assert_fails(void (*a)(void), void (*b)(void), const char *why)
{
    explore(a, b, 0);
    assert_true(result.failed);
    assert_non_null(strstr(result.why, why));
}

static void assert_holds(void (*a)(void), void (*b)(void))
{
    explore(a, b, 0);
    assert_false(result.failed);
    assert_true(result.executions > 0);
}

/* ---- races ---- */

static void write_first_byte(void)
{
    __tsan_write1(&bytes[0]);
}
static void write_second_byte(void)
{
    __tsan_write1(&bytes[1]);
}
static void read_first_four(void)
{
    __tsan_read4(&bytes[0]);
}
static void write_second_four(void)
{
    __tsan_write4(&bytes[4]);
}
static void write_first_four(void)
{
    __tsan_write4(&bytes[0]);
}
static void write_all(void)
{
    __tsan_write8(&bytes[0]);
}
static void read_last_byte(void)
{
    __tsan_read1(&bytes[7]);
}
static void copy_out(void)
{
    unsigned char to[8];
    memcpy(to, bytes, sizeof(to));
}

static void races_are_seen_byte_by_byte(void **state)
{
    (void)state;
    assert_holds(write_first_byte, write_second_byte);
    assert_holds(read_first_four, write_second_four);
    assert_holds(read_first_four, copy_out);
    assert_fails(write_first_byte, write_first_byte, "data race on bytes: write by b");
    assert_fails(write_first_four, read_first_four, "data race");
    assert_fails(write_second_byte, read_first_four, "data race on bytes+1");
    assert_fails(write_all, read_last_byte, "data race on bytes+7: read by b");
    assert_fails(read_last_byte, write_all, "data race on bytes+7: write by b");
    assert_fails(write_second_byte, copy_out, "data race on bytes+1");
}

static void publish_release(void)
{
    __tsan_write4(&bytes[0]);
    __tsan_atomic64_store(&flag, 1, MC_RELEASE);
}
static void publish_relaxed(void)
{
    __tsan_write4(&bytes[0]);
    __tsan_atomic64_store(&flag, 1, MC_RELAXED);
}
static void publish_too_early(void)
{
    __tsan_atomic64_store(&flag, 1, MC_RELEASE);
    __tsan_write4(&bytes[0]);
}
static void look_acquire(void)
{
    if (__tsan_atomic64_load(&flag, MC_ACQUIRE) == 1)
        __tsan_read4(&bytes[0]);
}
static void look_relaxed(void)
{
    if (__tsan_atomic64_load(&flag, MC_RELAXED) == 1)
        __tsan_read4(&bytes[0]);
}

static void what_is_ordered_does_not_race(void **state)
{
    (void)state;
    assert_holds(publish_release, look_acquire);
    assert_fails(publish_relaxed, look_acquire, "data race on bytes");
    assert_fails(publish_release, look_relaxed, "data race on bytes");
    assert_fails(publish_too_early, look_acquire, "data race on bytes");
}

/* ---- plain accesses to what is atomic ---- */

static void write_plainly(void)
{
    __tsan_write8(&word);
    word = 5;
}
static void load_word(void)
{
    __tsan_atomic64_load(&word, MC_RELAXED);
}
static void write_plainly_and_publish(void)
{
    __tsan_atomic64_store(&word, 3, MC_RELAXED);
    write_plainly();
    __tsan_atomic64_store(&flag, 1, MC_RELEASE);
}
static void load_when_published(void)
{
    if (__tsan_atomic64_load(&flag, MC_ACQUIRE) == 1)
        mc_check(__tsan_atomic64_load(&word, MC_RELAXED) == 5);
}

static void plain_writes_to_atomics_are_known(void **state)
{
    (void)state;
    assert_fails(write_plainly, load_word, "data race on word");
    assert_fails(load_word, write_plainly, "data race on word");
    assert_holds(write_plainly_and_publish, load_when_published);
}

/* ---- progress ---- */

static void wait_for_flag(void)
{
    mc_until(__tsan_atomic64_load(&flag, MC_ACQUIRE) == 1);
}
static void set_flag(void)
{
    __tsan_atomic64_store(&flag, 1, MC_RELEASE);
}
static void set_word(void)
{
    __tsan_atomic64_store(&word, 1, MC_RELEASE);
}
static void wait_for_both(void)
{
    mc_until(__tsan_atomic64_load(&flag, MC_ACQUIRE) + __tsan_atomic64_load(&word, MC_ACQUIRE) ==
             2);
}
static void set_both(void)
{
    set_word();
    set_flag();
}
static void never_end(void)
{
    for (;;)
        __tsan_atomic64_fetch_add(&word, 1, MC_RELAXED);
}
/* Would end if an old value had to be given up at last; it is. */
static void spin(void)
{
    while (__tsan_atomic64_load(&flag, MC_RELAXED) != 1)
        continue;
}

static void deadlock_and_livelock_are_seen(void **state)
{
    (void)state;
    assert_holds(wait_for_flag, set_flag);
    assert_holds(wait_for_both, set_both);
    assert_fails(wait_for_flag, set_word, "deadlock: a waits");
    assert_fails(wait_for_both, set_word, "deadlock: a waits");
    assert_fails(never_end, set_flag, "livelock");
    assert_fails(spin, set_word, "livelock");
    assert_holds(spin, set_flag);
}

/* ---- compare-exchange ---- */

static void exchange_once(void)
{
    uint64_t expected = 0;
    int done = __tsan_atomic64_compare_exchange_weak(&word, &expected, 7, MC_RELAXED, MC_RELAXED);
    seen |= done ? 1u : expected == 0 ? 2u : 4u;
}

static void a_weak_exchange_fails_as_often_as_it_may(void **state)
{
    (void)state;
    explore(exchange_once, set_flag, 0);
    assert_int_equal(seen, 1);
    explore(exchange_once, set_flag, 1);
    assert_int_equal(seen, 1 | 2);
    explore(exchange_once, set_word, 1);
    assert_int_equal(seen, 1 | 2 | 4);
}

/* ---- load buffering ---- */

static void load_then_store_relaxed(void)
{
    __tsan_atomic64_load(&word, MC_RELAXED);
    __tsan_atomic64_store(&flag, 1, MC_RELAXED);
}
static void load_then_store_release(void)
{
    __tsan_atomic64_load(&word, MC_RELAXED);
    __tsan_atomic64_store(&flag, 1, MC_RELEASE);
}
static void load_acquire_then_store(void)
{
    __tsan_atomic64_load(&word, MC_ACQUIRE);
    __tsan_atomic64_store(&flag, 1, MC_RELAXED);
}
static void answer_relaxed(void)
{
    if (__tsan_atomic64_load(&flag, MC_RELAXED) == 1)
        __tsan_atomic64_store(&word, 1, MC_RELAXED);
}
static void answer_acquire(void)
{
    if (__tsan_atomic64_load(&flag, MC_ACQUIRE) == 1)
        __tsan_atomic64_store(&word, 1, MC_RELAXED);
}
static void answer_release(void)
{
    if (__tsan_atomic64_load(&flag, MC_RELAXED) == 1)
        __tsan_atomic64_store(&word, 1, MC_RELEASE);
}
static void add_to_word(void)
{
    __tsan_atomic64_fetch_add(&word, 1, MC_RELAXED);
    __tsan_atomic64_fetch_add(&word, 1, MC_RELAXED);
}

static void loads_that_may_be_buffered_are_seen(void **state)
{
    (void)state;
    assert_fails(load_then_store_relaxed, answer_relaxed, "load buffering on word");
    assert_fails(load_then_store_relaxed, answer_acquire, "load buffering on word");
    assert_fails(load_then_store_release, answer_relaxed, "load buffering on word");
    assert_holds(load_then_store_release, answer_acquire);
    assert_holds(load_acquire_then_store, answer_acquire);
    assert_holds(load_then_store_release, answer_release);
    assert_holds(add_to_word, add_to_word);
}

/* ---- counterexamples ---- */

static void a_counterexample_comes_out_the_same_again(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    assert_fails(publish_release, look_relaxed, "data race on bytes");
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(mc_replay(&result, out));
    fclose(out);
    assert_non_null(strstr(text, "store  release  flag = 1"));
    assert_non_null(strstr(text, "load   relaxed  flag is 1  from #2"));
    assert_non_null(strstr(text, "bytes, 4 bytes"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(races_are_seen_byte_by_byte),
        cmocka_unit_test(what_is_ordered_does_not_race),
        cmocka_unit_test(plain_writes_to_atomics_are_known),
        cmocka_unit_test(deadlock_and_livelock_are_seen),
        cmocka_unit_test(a_weak_exchange_fails_as_often_as_it_may),
        cmocka_unit_test(loads_that_may_be_buffered_are_seen),
        cmocka_unit_test(a_counterexample_comes_out_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
