/*
 * test_check.c: the bitmaps and the id index by themselves, and every rule of rules.def broken
 * from inside, to see that vx_book_check finds it.
 */
#include "kit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/prng.h"
#include "core/book/inside.h"

/* ---- the map ---- */

static uint32_t next_of_bytes(const uint8_t *set, uint32_t from, uint32_t n)
{
    while (from < n && !set[from])
        from++;
    return from < n ? from : MAP_NOTHING;
}

static void a_map_is_a_set(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 63, 64, 65, 4096, 4097, 262144, 262145};
    struct vx_prng p;
    vx_prng_seed(&p, 5);
    for (size_t s = 0; s < VX_LEN(sizes); s++) {
        const uint32_t n = sizes[s];
        const struct map_shape shape = map_shape_make(n);
        uint64_t *map = calloc(shape.words, sizeof *map);
        uint8_t *set = calloc(n, 1);
        assert_true(map && set);
        assert_int_equal(map_first(&shape, map), MAP_NOTHING);
        for (int i = 0; i < 3000; i++) {
            const uint32_t at = (uint32_t)vx_prng_below(&p, i % 2 ? n : n / 50 + 1);
            if (vx_prng_below(&p, 2))
                map_set(&shape, map, at);
            else
                map_clear(&shape, map, at);
            set[at] = map_has(map, at);
            const uint32_t from = (uint32_t)vx_prng_below(&p, n);
            assert_int_equal(map_next(&shape, map, from), next_of_bytes(set, from + 1, n));
            if (i % 16 == 0)
                assert_int_equal(map_first(&shape, map), next_of_bytes(set, 0, n));
        }
        free(map);
        free(set);
    }
}

static void a_map_of_2_24_has_four_depths(void **state)
{
    (void)state;
    assert_int_equal(map_shape_make(1).depths, 1);
    assert_int_equal(map_shape_make(64).depths, 1);
    assert_int_equal(map_shape_make(65).depths, 2);
    assert_int_equal(map_shape_make(1u << 18).depths, 3);
    assert_int_equal(map_shape_make((1u << 18) + 1).depths, 4);
    assert_int_equal(map_shape_make(BOOK_BAND_MAX).depths, MAP_DEPTHS);
}

/* ---- the index ---- */

#define CROWD 64u

/* Ids whose probes all begin at the same group of a table. */
static void crowd_make(struct index_table t, uint64_t *id, uint32_t ids)
{
    uint32_t n = 0;
    for (uint64_t i = 1; n < ids; i++)
        if (index_home(t, i) == t.mask + 1)
            id[n++] = i;
}

static void submit_all(struct vx_book *b, const uint64_t *id, uint32_t ids)
{
    struct vx_report r[1];
    for (uint32_t i = 0; i < ids; i++) {
        const struct vx_book_order order = {.id = id[i], .price_ticks = 5, .qty_lots = 1};
        vx_book_submit(b, &order, r, 1);
        assert_int_equal(vx_report_kind(r), VX_REPORT_ACCEPTED);
        if (i % 16 == 0)
            assert_int_equal(vx_book_check(b), 0);
    }
}

/* In another order than they came; each deletion leaves the others findable. */
static void cancel_all(struct vx_book *b, const uint64_t *id, uint32_t ids)
{
    struct vx_report r[1];
    for (uint32_t i = 0; i < ids; i++) {
        vx_book_cancel(b, id[i * 29 % ids], 0, r, 1);
        assert_int_equal(vx_report_kind(r), VX_REPORT_CANCELLED);
        if (i % 16 == 0)
            assert_int_equal(vx_book_check(b), 0);
    }
}

static void no_word_but_passed(const struct vx_book *b, uint64_t passed)
{
    for (uint32_t i = 0; i < 2u << b->index_bits_max; i++)
        assert_true(book_words(b)[i] == 0 || book_words(b)[i] == passed << INDEX_PASSED);
}

static void crowded_ids_are_all_found(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    config.orders_max = CROWD;
    struct vx_book *b = kit_open(&config);
    uint64_t id[CROWD];
    crowd_make(table_of(b->index_bits_max), id, CROWD);
    for (int round = 0; round < 3; round++) {
        submit_all(b, id, CROWD);
        cancel_all(b, id, CROWD);
    }
    no_word_but_passed(b, 0);
    kit_close(b);
}

/* The counter of those who passed a full group stops at its end, and stays there. */
static void more_ids_pass_a_group_than_it_can_count(void **state)
{
    (void)state;
    enum { IDS = 300 };
    struct vx_book_config config = kit_config;
    struct vx_report r[1];
    config.orders_max = IDS;
    struct vx_book *b = kit_open(&config);
    uint64_t id[IDS];
    crowd_make(table_of(b->index_bits_max), id, IDS);
    for (int round = 0; round < 2; round++) {
        submit_all(b, id, IDS);
        vx_book_cancel(b, id[0] + 1, 0, r, 1);
        assert_int_equal(vx_report_kind(r), VX_REPORT_REJECTED);
        cancel_all(b, id, IDS);
    }
    no_word_but_passed(b, INDEX_PASSED_MAX);
    kit_close(b);
}

/* The index grows while orders come, and each is found at any moment. */
static void a_growing_index_finds_everything(void **state)
{
    (void)state;
    struct vx_book_config config = kit_config;
    config.orders_max = 12000;
    struct vx_book *b = kit_open(&config);
    struct vx_report r[1];
    uint32_t moving = 0;
    for (uint64_t i = 1; i <= config.orders_max; i++) {
        const struct vx_book_order order = {.id = i * i, .price_ticks = 5, .qty_lots = 1};
        vx_book_submit(b, &order, r, 1);
        assert_int_equal(vx_report_kind(r), VX_REPORT_ACCEPTED);
        moving += b->index_old.mask != 0;
        for (uint64_t k = (i + 2) / 3; k <= i; k += 1 + i / 50)
            assert_int_not_equal(book_find(b, k * k).order, NO_ORDER);
        assert_int_equal(book_find(b, i * i + 1).order, NO_ORDER);
        if (i % 3 == 0) { /* out of the table that is being left too */
            vx_book_cancel(b, (i / 3) * (i / 3), 0, r, 1);
            assert_int_equal(vx_report_kind(r), VX_REPORT_CANCELLED);
        }
        if (i % 64 == 0)
            assert_int_equal(vx_book_check(b), 0);
    }
    assert_int_equal(b->index_bits, b->index_bits_max - 1); /* a third was cancelled */
    assert_in_range(moving, 200, 4000);
    kit_close(b);
}

/* ---- the rules ---- */

/* 1 and 2 bid at 100, 3 bids at 90, 4 asks at 110; an order and a level were given back. */
static struct vx_book *sound(void)
{
    struct vx_book_config config = kit_config;
    config.orders_max = 3 * INDEX_GROUP_LOAD << INDEX_BITS_MIN; /* the index can grow */
    struct vx_book *b = kit_open(&config);
    KIT_PLAY(b, {"bid 1 10@100", "accepted 1 bid 10@100."},
             {"bid 2 10@100", "accepted 2 bid 10@100."}, {"bid 3 10@90", "accepted 3 bid 10@90."},
             {"ask 4 10@110", "accepted 4 ask 10@110."}, {"ask 5 10@120", "accepted 5 ask 10@120."},
             {"cancel 5", "cancelled 5 10@120 asked."});
    return b;
}

static struct order *the(struct vx_book *b, uint64_t id)
{
    const uint32_t order = book_find(b, id).order;
    assert_int_not_equal(order, NO_ORDER);
    return book_order(b, order);
}

static struct level *level_at(struct vx_book *b, int32_t price)
{
    return book_level(b, book_level_at(b, 0, price));
}

static void magic(struct vx_book *b)
{
    b->magic++;
}
static void summary(struct vx_book *b)
{
    book_map(b, 0, VX_BID)[b->shape.at[1]] ^= 1;
}
static void best(struct vx_book *b)
{
    *book_best(b, 0, VX_BID) += 10;
}
static void crossed(struct vx_book *b)
{
    const uint32_t pos = book_pos(b, VX_ASK, 95);
    map_set(&b->shape, book_map(b, 0, VX_ASK), pos);
    *book_best(b, 0, VX_ASK) = pos;
}
static void bit_without_level(struct vx_book *b)
{
    map_set(&b->shape, book_map(b, 0, VX_BID), book_pos(b, VX_BID, 80));
}
static void level_without_bit(struct vx_book *b)
{
    map_clear(&b->shape, book_map(b, 0, VX_BID), book_pos(b, VX_BID, 90));
}
static void level_of_another_price(struct vx_book *b)
{
    *half_rung(b, book_half(b, 0, VX_BID), 90) = book_level_at(b, 0, 100);
}
static void wild_rung(struct vx_book *b)
{
    *half_rung(b, book_half(b, 0, VX_BID), 90) = UINT32_MAX;
}
static void rung_without_orders(struct vx_book *b)
{
    *half_rung(b, book_half(b, 0, VX_BID), 95) = b->free_level;
}
static void level_of_another_instrument(struct vx_book *b)
{
    level_at(b, 90)->half = 2;
}
static void leaked_level(struct vx_book *b)
{
    b->free_level = NO_LEVEL;
}
static void level_in_use_freed(struct vx_book *b)
{
    b->free_level = book_level_at(b, 0, 90);
}
static void looping_free_levels(struct vx_book *b)
{
    book_level(b, b->free_level)->link.next = b->free_level;
}
static void back_link(struct vx_book *b)
{
    the(b, 2)->link.prev = NO_ORDER;
}
static void loop(struct vx_book *b)
{
    the(b, 2)->link.next = level_at(b, 100)->link.next;
}
static void wild_link(struct vx_book *b)
{
    the(b, 2)->link.next = UINT32_MAX;
}
static void tail(struct vx_book *b)
{
    level_at(b, 100)->link.prev = level_at(b, 100)->link.next;
}
static void no_open_lots(struct vx_book *b)
{
    the(b, 1)->open = 0;
}
static void other_price(struct vx_book *b)
{
    the(b, 1)->price = 99;
}
static void other_side(struct vx_book *b)
{
    the(b, 3)->marks = marks_of(VX_ASK, 0);
}
static void level_lots(struct vx_book *b)
{
    level_at(b, 100)->lots++;
}
static void level_orders(struct vx_book *b)
{
    level_at(b, 100)->orders++;
}
static void index_leads_elsewhere(struct vx_book *b)
{
    book_slots(b)[book_find(b, 1).slot] = book_find(b, 2).order;
}
static void total_lots(struct vx_book *b)
{
    b->lots++;
}
static void leaked_cell(struct vx_book *b)
{
    b->free = NO_ORDER;
}
static void live_cell_freed(struct vx_book *b)
{
    b->free = level_at(b, 90)->link.next;
}
static void looping_free_list(struct vx_book *b)
{
    book_order(b, b->free)->link.next = b->free;
}
static void stray(struct vx_book *b)
{
    book_enter(b, 77, index_home(b->index, 77), b->first_order);
}
static void wild_index(struct vx_book *b)
{
    book_slots(b)[book_find(b, 1).slot] = UINT32_MAX;
}
static void entry_in_no_table(struct vx_book *b)
{
    book_enter(b, 77, index_home(table_of(b->index_bits + 1), 77), b->first_order);
}
static void table_too_large(struct vx_book *b)
{
    b->index_bits = b->index_bits_max + 1;
}
static void table_of_another_size(struct vx_book *b)
{
    b->index.mask = b->index.mask * 2 + 1;
}
static void table_that_is_not_left(struct vx_book *b)
{
    b->index_old = b->index;
}
static void side_of_a_level(struct vx_book *b)
{
    level_at(b, 90)->half = VX_ASK;
}
static void position_of_a_level(struct vx_book *b)
{
    level_at(b, 90)->pos++;
}

static void every_broken_rule_is_found(void **state)
{
    (void)state;
    enum {
#define RULE(name, number, text) BROKEN_##name = (number),
#include "core/book/rules.def"
#undef RULE
    };
    static const struct {
        void (*damage)(struct vx_book *);
        int rule;
    } rows[] = {
        {magic, BROKEN_MAGIC},
        {summary, BROKEN_SUMMARY},
        {best, BROKEN_BEST},
        {crossed, BROKEN_CROSSED},
        {bit_without_level, BROKEN_LEVEL},
        {level_without_bit, BROKEN_LEVEL},
        {level_of_another_price, BROKEN_LEVEL},
        {wild_rung, BROKEN_LEVEL},
        {rung_without_orders, BROKEN_LEVEL},
        {level_of_another_instrument, BROKEN_LEVEL},
        {side_of_a_level, BROKEN_LEVEL},
        {position_of_a_level, BROKEN_LEVEL},
        {leaked_level, BROKEN_LEVEL_CELLS},
        {level_in_use_freed, BROKEN_LEVEL_CELLS},
        {looping_free_levels, BROKEN_LEVEL_CELLS},
        {back_link, BROKEN_LINK},
        {loop, BROKEN_LINK},
        {wild_link, BROKEN_LINK},
        {tail, BROKEN_LINK},
        {no_open_lots, BROKEN_ORDER},
        {other_price, BROKEN_ORDER},
        {other_side, BROKEN_ORDER},
        {level_lots, BROKEN_SUM},
        {level_orders, BROKEN_SUM},
        {index_leads_elsewhere, BROKEN_INDEX},
        {total_lots, BROKEN_TOTAL},
        {leaked_cell, BROKEN_CELLS},
        {live_cell_freed, BROKEN_CELLS},
        {looping_free_list, BROKEN_CELLS},
        {stray, BROKEN_STRAY},
        {wild_index, BROKEN_STRAY},
        {entry_in_no_table, BROKEN_STRAY},
        {table_too_large, BROKEN_STRAY},
        {table_of_another_size, BROKEN_STRAY},
        {table_that_is_not_left, BROKEN_STRAY},
    };
    bool broken[64] = {0};
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        struct vx_book *b = sound();
        rows[i].damage(b);
        assert_int_equal(vx_book_check(b), rows[i].rule);
        broken[rows[i].rule] = true;
        kit_close(b);
    }
#define RULE(name, number, text) assert_true(broken[number]);
#include "core/book/rules.def"
#undef RULE
}

static void rules_have_words(void **state)
{
    (void)state;
    int last = 0;
#define RULE(name, number, text)                     \
    assert_int_equal(number, last + 1);              \
    assert_string_equal(vx_book_rule(number), text); \
    last = number;
#include "core/book/rules.def"
#undef RULE
    assert_string_equal(vx_book_rule(0), "sound");
    assert_string_equal(vx_book_rule(last + 1), "no such rule");
}

static void a_closed_book_is_no_book(void **state)
{
    (void)state;
    struct vx_book *b = sound();
    vx_book_fini(b);
    assert_int_not_equal(vx_book_check(b), 0);
    kit_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_is_a_set),
        cmocka_unit_test(a_map_of_2_24_has_four_depths),
        cmocka_unit_test(crowded_ids_are_all_found),
        cmocka_unit_test(more_ids_pass_a_group_than_it_can_count),
        cmocka_unit_test(a_growing_index_finds_everything),
        cmocka_unit_test(every_broken_rule_is_found),
        cmocka_unit_test(rules_have_words),
        cmocka_unit_test(a_closed_book_is_no_book),
    };
    return cmocka_run_group_tests_name("book: check", tests, NULL, NULL);
}
