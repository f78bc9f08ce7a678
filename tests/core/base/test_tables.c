/*
 * test_tables.c: the tables of base: errors, reject codes, hash, small helpers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/base/reject_text.h"
#include "core/base/tx.h"

static void errors_are_unique_and_have_texts(void **state)
{
    (void)state;
    static const struct {
        int number;
        const char *text;
    } rows[] = {
#define VX_ERR(name, number, text) {number, text},
#include "core/base/err.def"
#undef VX_ERR
    };
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_true(rows[i].number > 0 && rows[i].text[0] != '\0');
        assert_string_equal(vx_err_text(-rows[i].number), rows[i].text);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(rows[i].number, rows[k].number);
            assert_string_not_equal(rows[i].text, rows[k].text);
        }
    }
    assert_string_equal(vx_err_text(VX_OK), "ok");
    assert_string_equal(vx_err_text(1), "unknown error");
    assert_string_equal(vx_err_text(-9999), "unknown error");
}

static void reject_codes_are_stable(void **state)
{
    (void)state;
    static const struct {
        unsigned code;
        const char *name;
    } contract[] = {
        {1, "unknown-id"},   {2, "duplicate-id"}, {3, "price"},      {4, "qty"},
        {5, "instrument"},   {6, "would-take"},   {7, "fok"},        {8, "orders-full"},
        {9, "kind"},         {32, "halted"},      {33, "risk-qty"},  {34, "risk-notional"},
        {35, "risk-collar"}, {36, "risk-rate"},   {37, "risk-open"},
    };
    for (size_t i = 0; i < VX_LEN(contract); i++)
        assert_string_equal(vx_reject_name(contract[i].code), contract[i].name);
}

static void reject_rows_are_unique_sorted_and_documented(void **state)
{
    (void)state;
    static const struct {
        unsigned code;
        const char *name, *help;
    } rows[] = {
#define VX_REJECT_ROW(NAME, code, name, help) {code, name, help},
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    };
    for (size_t i = 0; i < VX_LEN(rows); i++) {
        assert_true(rows[i].code > 0 && rows[i].code < VX_REJECT_CODES);
        assert_true(strlen(rows[i].help) > 10);
        assert_string_equal(vx_reject_name(rows[i].code), rows[i].name);
        assert_string_equal(vx_reject_help(rows[i].code), rows[i].help);
        assert_int_equal(strspn(rows[i].name, "abcdefghijklmnopqrstuvwxyz-"), strlen(rows[i].name));
        if (i > 0)
            assert_true(rows[i].code > rows[i - 1].code);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rows[i].name, rows[k].name);
    }
    assert_string_equal(vx_reject_name(VX_REJECT_NONE), "none");
    assert_string_equal(vx_reject_name(VX_REJECT_CODES), "?");
    assert_string_equal(vx_reject_help(VX_REJECT_NONE), "");
}

static void hash_is_golden(void **state)
{
    (void)state;
    assert_true(vx_hash_word(VX_HASH_START, 0) == 0x399b00104bbfccefu);
    uint64_t chain = VX_HASH_START;
    for (uint64_t i = 0; i < 1000; i++)
        chain = vx_hash_word(chain, i * i);
    assert_true(chain == 0xff0799e5c0eb8da3u);
    chain = VX_HASH_START;
    for (uint64_t i = 0; i < 1000; i++)
        chain = vx_hash_record(chain, i, i * i, ~i, 0);
    assert_true(chain == 0x6b68e83ee654429bu);
}

static void hash_depends_on_order_and_on_every_bit(void **state)
{
    (void)state;
    uint64_t ab = vx_hash_word(vx_hash_word(VX_HASH_START, 1), 2);
    uint64_t ba = vx_hash_word(vx_hash_word(VX_HASH_START, 2), 1);
    assert_true(ab != ba);
    uint64_t base = vx_hash_word(vx_hash_word(VX_HASH_START, 0), 0);
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t other = vx_hash_word(vx_hash_word(VX_HASH_START, (uint64_t)1 << bit), 0);
        int differ = __builtin_popcountll(base ^ other);
        assert_in_range(differ, 12, 52);
    }
}

static uint64_t hash_of(const uint64_t word[4])
{
    const uint64_t first = vx_hash_record(VX_HASH_START, word[0], word[1], word[2], word[3]);
    return vx_hash_record(first, 1, 2, 3, 4); /* as later records mix it */
}

static void hash_of_a_record_depends_on_order_and_on_every_bit(void **state)
{
    (void)state;
    const uint64_t zero[4] = {0};
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < a; b++) {
            uint64_t word[4] = {0};
            word[a / 64] ^= (uint64_t)1 << a % 64;
            const int one = __builtin_popcountll(hash_of(word) ^ hash_of(zero));
            word[b / 64] ^= (uint64_t)1 << b % 64;
            const int two = __builtin_popcountll(hash_of(word) ^ hash_of(zero));
            assert_in_range(one, 8, 56);
            assert_in_range(two, 8, 56);
        }
    const uint64_t ab = vx_hash_record(vx_hash_record(VX_HASH_START, 1, 0, 0, 0), 2, 0, 0, 0);
    const uint64_t ba = vx_hash_record(vx_hash_record(VX_HASH_START, 2, 0, 0, 0), 1, 0, 0, 0);
    assert_true(ab != ba);
    for (unsigned i = 0; i < 4; i++) { /* words do not change places */
        uint64_t word[4] = {0}, other[4] = {0};
        word[i] = other[(i + 1) % 4] = 77;
        assert_true(hash_of(word) != hash_of(other));
    }
}

static void hash_slots_spread(void **state)
{
    (void)state;
    static uint32_t seen[1 << 10];
    for (uint64_t id = 1; id <= 1 << 10; id++)
        seen[vx_hash_slot(id, 10)]++;
    for (size_t i = 0; i < VX_LEN(seen); i++)
        assert_true(seen[i] <= 3); /* consecutive ids hardly meet */
    assert_true(vx_hash_slot(UINT64_MAX, 1) < 2);
    assert_true(vx_hash_slot(0, 32) == 0);
}

static void pow2_ceil(void **state)
{
    (void)state;
    assert_int_equal(vx_pow2_ceil(1), 1);
    assert_int_equal(vx_pow2_ceil(2), 2);
    assert_int_equal(vx_pow2_ceil(3), 4);
    assert_int_equal(vx_pow2_ceil(4096), 4096);
    assert_int_equal(vx_pow2_ceil(4097), 8192);
    assert_true(vx_pow2_ceil((uint64_t)1 << 63) == (uint64_t)1 << 63);
    assert_true(vx_pow2_ceil(((uint64_t)1 << 62) + 1) == (uint64_t)1 << 63);
}

static void flags_of_a_transaction_come_back(void **state)
{
    (void)state;
    for (unsigned side = 0; side < 2; side++)
        for (unsigned tif = 0; tif < 4; tif++)
            for (unsigned source = 0; source < 4; source++) {
                struct vx_tx t = {.flags = vx_tx_flags(side, tif, source)};
                assert_int_equal(vx_tx_side(&t), side);
                assert_int_equal(vx_tx_tif(&t), tif);
                assert_int_equal(vx_tx_source(&t), source);
                assert_int_equal(t.flags & VX_TX_ONE_SIDE, 0);
            }
}

static void bits_of_a_report_come_back(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < VX_REPORT_KINDS; kind++)
        for (unsigned source = 0; source < 4; source++) {
            struct vx_report r = {
                .kind = (uint8_t)(kind | VX_REPORT_SIDE | source << VX_REPORT_SRC_SHIFT)};
            assert_int_equal(vx_report_kind(&r), kind);
            assert_int_equal(vx_report_side(&r), VX_ASK);
            assert_int_equal(vx_report_source(&r), source);
            assert_int_equal(r.kind & (VX_REPORT_ANSWER | VX_REPORT_LAST), 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_unique_and_have_texts),
        cmocka_unit_test(reject_codes_are_stable),
        cmocka_unit_test(reject_rows_are_unique_sorted_and_documented),
        cmocka_unit_test(hash_is_golden),
        cmocka_unit_test(hash_depends_on_order_and_on_every_bit),
        cmocka_unit_test(hash_of_a_record_depends_on_order_and_on_every_bit),
        cmocka_unit_test(hash_slots_spread),
        cmocka_unit_test(pow2_ceil),
        cmocka_unit_test(flags_of_a_transaction_come_back),
        cmocka_unit_test(bits_of_a_report_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
