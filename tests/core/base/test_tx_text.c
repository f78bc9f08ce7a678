/*
 * test_tx_text.c: an input as a line says what its kind has, and no more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/reject_text.h"
#include "core/base/tx_text.h"

static void expect(const struct vx_tx *tx, const char *text)
{
    char line[VX_TX_TEXT_MAX], cut[12];
    assert_int_equal(vx_tx_text(line, sizeof line, tx), (int)strlen(text));
    assert_string_equal(line, text);
    assert_int_equal(vx_tx_text(cut, sizeof cut, tx), (int)strlen(text));
    assert_true(strncmp(cut, text, sizeof cut - 1) == 0 && cut[sizeof cut - 1] == '\0');
}

static uint8_t flags(enum vx_side side, enum vx_tif tif, enum vx_source source)
{
    return vx_tx_flags(side, tif, source);
}

static void orders_have_a_side_and_lots(void **state)
{
    (void)state;
    expect(&(struct vx_tx){.kind = VX_TX_LIMIT,
                           .id = 7,
                           .price = 1002500,
                           .qty = 5,
                           .flags = flags(VX_BID, VX_TIF_GTC, VX_SOURCE_LOAD)},
           "limit id=7 buy 5 @ 100.25 tif=gtc owner=0 instrument=0 from=load");
    expect(
        &(struct vx_tx){.kind = VX_TX_LIMIT,
                        .id = 8,
                        .price = 1002500,
                        .qty = 5,
                        .owner = 3,
                        .instrument = 2,
                        .flags = flags(VX_ASK, VX_TIF_POST, VX_SOURCE_OPERATOR) | VX_TX_RESTORED},
        "limit id=8 sell 5 @ 100.25 tif=post owner=3 instrument=2 from=operator restored");
    expect(&(struct vx_tx){.kind = VX_TX_MARKET,
                           .id = 9,
                           .qty = 4,
                           .flags = flags(VX_ASK, VX_TIF_GTC, VX_SOURCE_FEED)},
           "market id=9 sell 4 owner=0 instrument=0 from=feed");
}

static void changes_say_what_is_given(void **state)
{
    (void)state;
    const uint8_t typed = flags(VX_BID, VX_TIF_GTC, VX_SOURCE_OPERATOR);
    expect(&(struct vx_tx){.kind = VX_TX_CANCEL, .id = 7, .flags = typed},
           "cancel id=7 owner=0 instrument=0 from=operator");
    expect(&(struct vx_tx){.kind = VX_TX_CANCEL, .id = 7, .qty = 2, .flags = typed},
           "cancel id=7 qty=2 owner=0 instrument=0 from=operator");
    expect(&(struct vx_tx){.kind = VX_TX_REPLACE, .id = 7, .price = 999900, .flags = typed},
           "replace id=7 price=99.99 owner=0 instrument=0 from=operator");
    expect(&(struct vx_tx){.kind = VX_TX_REPLACE, .id = 7, .qty = 3, .flags = typed},
           "replace id=7 qty=3 owner=0 instrument=0 from=operator");
}

static void all_is_said_in_words(void **state)
{
    (void)state;
    const uint8_t typed = flags(VX_ASK, VX_TIF_GTC, VX_SOURCE_OPERATOR);
    expect(
        &(struct vx_tx){.kind = VX_TX_CANCEL_ALL, .instrument = VX_ALL_INSTRUMENTS, .flags = typed},
        "cancel-all owner=0 instrument=all from=operator");
    expect(
        &(struct vx_tx){
            .kind = VX_TX_CANCEL_ALL, .instrument = 1, .owner = 4, .flags = typed | VX_TX_ONE_SIDE},
        "cancel-all side=sell owner=4 instrument=1 from=operator");
}

static void a_refusal_says_what_it_was(void **state)
{
    (void)state;
    expect(&(struct vx_tx){.kind = VX_TX_REFUSED,
                           .was = VX_TX_REPLACE,
                           .code = VX_REJECT_HALTED,
                           .id = 7,
                           .qty = 3,
                           .flags = flags(VX_BID, VX_TIF_GTC, VX_SOURCE_OPERATOR)},
           "refused id=7 qty=3 owner=0 instrument=0 from=operator was=replace code=halted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_have_a_side_and_lots),
        cmocka_unit_test(changes_say_what_is_given),
        cmocka_unit_test(all_is_said_in_words),
        cmocka_unit_test(a_refusal_says_what_it_was),
    };
    return cmocka_run_group_tests_name("tx_text", tests, NULL, NULL);
}
