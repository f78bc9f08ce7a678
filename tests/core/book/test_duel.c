/*
 * test_duel.c: the book equals the naive one, on a million inputs of every kind.
 *
 *   VX_BOOK_OPS=100000000   so many inputs instead (make stress-book)
 *   VX_BOOK_SEED=N          from this seed; a failure says which one shows it again, alone:
 *   VX_BOOK_EPISODE=SEED    that one script
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "generate.h"
#include "shrink.h"
#include "../../scale.h"

#define OPS              1000000u
#define EPISODE_OPS      2000u
#define EPISODES_FOR_ALL 400u /* so many show everything there is */

static uint64_t from_env(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

static void fail_with(struct duel_script *script, struct duel_loss *loss)
{
    script->seen = NULL;
    shrink_script(script, REF_RIGHT, loss);
    printf("# the books differ; VX_BOOK_EPISODE=%" PRIu64 " shows it again; shrunk to:\n",
           script->seed);
    duel_print(script, loss);
    fail_msg("the book and the reference differ");
}

/* A comparison is worth what came up in it. */
static void saw_everything(const struct duel_seen *seen)
{
    for (unsigned kind = VX_REPORT_ACCEPTED; kind < VX_REPORT_KINDS; kind++)
        assert_true(seen->kind[kind] > 1000);
    for (unsigned code = VX_REJECT_UNKNOWN_ID; code <= VX_REJECT_ID; code++)
        assert_true(seen->reject[code] > 20);
    for (unsigned reason = 0; reason < VX_CANCEL_REASONS; reason++)
        assert_true(seen->cancel[reason] > 100);
    assert_true(seen->pauses > 1000);
    assert_true(seen->kept > 100);
    assert_true(seen->most > OP_ROOM);
    assert_true(seen->standing > 100);
}

static void equals_the_reference(void **state)
{
    (void)state;
    static struct op op[EPISODE_OPS];
    struct duel_script script;
    struct duel_loss loss;
    struct duel_seen seen = {0};
    const uint64_t ops = from_env("VX_BOOK_OPS", vx_test_scaled(OPS));
    uint64_t seed = from_env("VX_BOOK_EPISODE", from_env("VX_BOOK_SEED", 1) << 32);
    const uint64_t episodes = getenv("VX_BOOK_EPISODE") ? 1 : (ops + EPISODE_OPS - 1) / EPISODE_OPS;
    for (uint64_t i = 0; i < episodes; i++, seed++) {
        generate(&script, seed, op, EPISODE_OPS);
        script.seen = &seen;
        if (!duel_run(&script, REF_RIGHT, &loss))
            fail_with(&script, &loss);
    }
    if (episodes >= EPISODES_FOR_ALL)
        saw_everything(&seen);
    printf("# %" PRIu64 " inputs, the same records\n", episodes * EPISODE_OPS);
}

/* The inputs that show a mistake, when nothing can be left out any more. */
static uint32_t smallest(enum ref_fault fault, struct duel_script *script, struct op *op)
{
    struct duel_loss loss;
    uint64_t seed = 1;
    for (;; seed++) {
        generate(script, seed, op, EPISODE_OPS);
        if (!duel_run(script, fault, &loss))
            break;
        assert_true(seed < 100); /* a mistake that cannot be found */
    }
    shrink_script(script, fault, &loss);
    assert_false(duel_run(script, fault, &loss));
    assert_true(duel_run(script, REF_RIGHT, &loss));
    return script->n;
}

static void a_mistake_is_found_and_shrunk(void **state)
{
    (void)state;
    static const struct {
        enum ref_fault fault;
        uint32_t inputs;
    } rows[] = {
        {REF_LIFO, 3},          /* two that rest, one that takes */
        {REF_REPLACE_KEEPS, 2}, /* one that rests, its replacement */
        {REF_SELF_TRADES, 2},   /* one that rests, one that takes */
        {REF_THROUGH, 2},       /* the same */
        {REF_LOSES_A_LOT, 1},   /* one that rests */
    };
    static struct op op[EPISODE_OPS];
    struct duel_script script;
    for (size_t i = 0; i < VX_LEN(rows); i++)
        assert_int_equal(smallest(rows[i].fault, &script, op), rows[i].inputs);
}

/* What is printed of a failure is a script again. */
static void scripts_print_and_parse(void **state)
{
    (void)state;
    static struct op op[EPISODE_OPS];
    struct duel_script script;
    char text[256], again[256];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        generate(&script, seed, op, EPISODE_OPS);
        for (uint32_t i = 0; i < script.n; i++) {
            struct op parsed;
            op_print(&op[i], text, sizeof text);
            assert_true(op_parse(text, &parsed));
            op_print(&parsed, again, sizeof again);
            assert_string_equal(text, again);
        }
    }
    assert_false(op_parse("", &op[0]));
    assert_false(op_parse("bid", &op[0]));
    assert_false(op_parse("bid 1 10", &op[0]));
    assert_false(op_parse("bid 1 10@5 sideways", &op[0]));
    assert_false(op_parse("cancel x", &op[0]));
    assert_false(op_parse("replace 1", &op[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_reference),
        cmocka_unit_test(a_mistake_is_found_and_shrunk),
        cmocka_unit_test(scripts_print_and_parse),
    };
    return cmocka_run_group_tests_name("book: duel", tests, NULL, NULL);
}
