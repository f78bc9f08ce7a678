#include "kit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIT_RECORDS 256u
#define KIT_TEXT    4096u

const struct vx_book_config kit_config = {
    .orders_max = 100,
    .instruments = 2,
    .tick_min = 1,
    .tick_max = 1000,
};

struct vx_book *kit_open(const struct vx_book_config *config)
{
    const size_t bytes = vx_book_footprint(config);
    struct vx_book *book = NULL;
    assert_true(bytes > 0);
    void *mem = aligned_alloc(VX_BOOK_ALIGN, bytes);
    assert_non_null(mem);
    memset(mem, 0xa5, bytes);
    assert_int_equal(vx_book_init(mem, bytes, config, &book), 0);
    assert_ptr_equal(book, mem);
    return book;
}

struct vx_book *kit_open_stp(enum vx_stp stp)
{
    struct vx_book_config config = kit_config;
    config.stp = stp;
    return kit_open(&config);
}

void kit_close(struct vx_book *book)
{
    vx_book_fini(book);
    free(book);
}

uint32_t kit_do(struct vx_book *book, const char *line, struct vx_report *out, uint32_t cap)
{
    struct op op;
    if (!op_parse(line, &op))
        fail_msg("not a line of script.h: %s", line);
    uint32_t n = op_begin(book, &op, out, op.room);
    while (vx_book_busy(book)) {
        assert_int_equal(vx_book_check(book), 0);
        assert_true(n + op.room <= cap);
        const uint32_t more = vx_book_resume(book, &out[n], op.room);
        assert_true(more > 0);
        n += more;
    }
    return n;
}

void kit_say(struct vx_book *book, const char *line, const char *want)
{
    struct vx_report out[KIT_RECORDS];
    char have[KIT_TEXT];
    const uint32_t n = kit_do(book, line, out, KIT_RECORDS);
    reports_print(out, n, have, sizeof have);
    if (strcmp(have, want) != 0)
        print_error("to: %s\n", line);
    assert_string_equal(have, want);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal((out[i].kind & VX_REPORT_ANSWER) != 0, i == 0);
    assert_int_equal(vx_book_check(book), 0);
}

void kit_play(struct vx_book *book, const struct kit_turn *turn, size_t n)
{
    for (size_t i = 0; i < n; i++)
        kit_say(book, turn[i].say, turn[i].want);
}

void kit_stands(const struct vx_book *book, const char *want)
{
    struct vx_book_resting list[KIT_RECORDS];
    char have[KIT_TEXT] = "";
    size_t len = 0;
    uint32_t n = 0;
    for (uint16_t i = 0; i < kit_config.instruments; i++)
        for (unsigned side = VX_BID; side <= VX_ASK; side++)
            n += vx_book_list(book, i, (enum vx_side)side, &list[n], KIT_RECORDS - n);
    for (uint32_t i = 0; i < n; i++)
        len += (size_t)snprintf(have + len, sizeof have - len, "%s%" PRIu64 " %s %" PRIu32 "@%d",
                                i ? ", " : "", list[i].id, list[i].side ? "ask" : "bid",
                                list[i].open_lots, list[i].price_ticks);
    assert_string_equal(have, want);
    assert_int_equal(vx_book_orders(book), n);
}
