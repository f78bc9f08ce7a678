/*
 * The checker's own tests: the classic programs with exactly the outcomes that C11 (RC11) allows,
 * and random programs against the axioms: the same executions, each of them once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus.h"

#define X   0u
#define Y   1u
#define Z   2u
#define RLX MC_RELAXED
#define ACQ MC_ACQUIRE
#define REL MC_RELEASE
#define AR  MC_ACQ_REL
#define SC  MC_SEQ_CST
#define R(p, o)         \
    {                   \
        L_LOAD, p, o, 0 \
    }
#define W(p, v, o)       \
    {                    \
        L_STORE, p, o, v \
    }
#define XCHG(p, v, o)       \
    {                       \
        L_EXCHANGE, p, o, v \
    }
#define ADD(p, v, o)   \
    {                  \
        L_ADD, p, o, v \
    }
#define F(o)             \
    {                    \
        L_FENCE, 0, o, 0 \
    }

struct expected {
    struct litmus litmus;
    const char *outcomes; /* sorted; what the loads read, in the order of the threads */
};

static const struct expected classic[] = {
    {{"MP", {{W(X, 1, RLX), W(Y, 1, REL)}, {R(Y, ACQ), R(X, RLX)}}}, "00 01 11"},
    {{"MP, relaxed store", {{W(X, 1, RLX), W(Y, 1, RLX)}, {R(Y, ACQ), R(X, RLX)}}}, "00 01 10 11"},
    {{"MP, relaxed load", {{W(X, 1, RLX), W(Y, 1, REL)}, {R(Y, RLX), R(X, RLX)}}}, "00 01 10 11"},
    {{"MP, fences", {{W(X, 1, RLX), F(REL), W(Y, 1, RLX)}, {R(Y, RLX), F(ACQ), R(X, RLX)}}},
     "00 01 11"},
    {{"MP, release fence, acquire load",
      {{W(X, 1, RLX), F(REL), W(Y, 1, RLX)}, {R(Y, ACQ), R(X, RLX)}}},
     "00 01 11"},
    {{"MP, release store, acquire fence",
      {{W(X, 1, RLX), W(Y, 1, REL)}, {R(Y, RLX), F(ACQ), R(X, RLX)}}},
     "00 01 11"},
    {{"MP, only an acquire fence", {{W(X, 1, RLX), W(Y, 1, RLX)}, {R(Y, RLX), F(ACQ), R(X, RLX)}}},
     "00 01 10 11"},
    {{"MP, fence behind the store", {{W(X, 1, RLX), W(Y, 1, RLX), F(REL)}, {R(Y, ACQ), R(X, RLX)}}},
     "00 01 10 11"},
    {{"SB", {{W(X, 1, REL), R(Y, ACQ)}, {W(Y, 1, REL), R(X, ACQ)}}}, "00 01 10 11"},
    {{"SB, seq_cst", {{W(X, 1, SC), R(Y, SC)}, {W(Y, 1, SC), R(X, SC)}}}, "01 10 11"},
    {{"SB, one is not seq_cst", {{W(X, 1, SC), R(Y, SC)}, {W(Y, 1, REL), R(X, SC)}}},
     "00 01 10 11"},
    {{"SB, seq_cst fences", {{W(X, 1, RLX), F(SC), R(Y, RLX)}, {W(Y, 1, RLX), F(SC), R(X, RLX)}}},
     "01 10 11"},
    {{"SB, acq_rel fences", {{W(X, 1, RLX), F(AR), R(Y, RLX)}, {W(Y, 1, RLX), F(AR), R(X, RLX)}}},
     "00 01 10 11"},
    {{"LB", {{R(X, RLX), W(Y, 1, RLX)}, {R(Y, RLX), W(X, 1, RLX)}}}, "00 01 10"},
    {{"CoRR", {{W(X, 1, RLX), W(X, 2, RLX)}, {R(X, RLX), R(X, RLX)}}}, "00 01 02 11 12 22"},
    {{"CoRR, two writers", {{W(X, 1, RLX)}, {W(X, 2, RLX)}, {R(X, RLX), R(X, RLX)}}},
     "00 01 02 11 12 21 22"},
    {{"CoRR, two readers agree",
      {{W(X, 1, RLX)}, {W(X, 2, RLX)}, {R(X, RLX), R(X, RLX)}, {R(X, RLX), R(X, RLX)}}},
     "0000 0001 0002 0011 0012 0021 0022 0100 0101 0102 0111 0112 0121 0122 0200 0201 0202 0211 "
     "0212 0221 0222 1100 1101 1102 1111 1112 1121 1122 1200 1201 1202 1211 1212 1222 2100 2101 "
     "2102 2111 2121 2122 2200 2201 2202 2211 2212 2221 2222"},
    {{"CoWR", {{W(X, 1, RLX), R(X, RLX)}, {W(X, 2, RLX)}}}, "1 2"},
    {{"CoRW", {{R(X, RLX), W(X, 1, RLX)}, {W(X, 2, RLX), R(X, RLX)}}}, "01 02 21 22"},
    {{"2+2W", {{W(X, 1, RLX), W(Y, 2, RLX), R(Y, RLX)}, {W(Y, 1, RLX), W(X, 2, RLX), R(X, RLX)}}},
     "11 12 21 22"},
    {{"IRIW", {{W(X, 1, REL)}, {W(Y, 1, REL)}, {R(X, ACQ), R(Y, ACQ)}, {R(Y, ACQ), R(X, ACQ)}}},
     "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111"},
    {{"IRIW, seq_cst", {{W(X, 1, SC)}, {W(Y, 1, SC)}, {R(X, SC), R(Y, SC)}, {R(Y, SC), R(X, SC)}}},
     "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111"},
    {{"WRC", {{W(X, 1, RLX)}, {R(X, RLX), W(Y, 1, REL)}, {R(Y, ACQ), R(X, RLX)}}},
     "000 001 010 011 100 101 111"},
    {{"ISA2", {{W(X, 1, RLX), W(Y, 1, REL)}, {R(Y, ACQ), W(Z, 1, REL)}, {R(Z, ACQ), R(X, RLX)}}},
     "000 001 010 011 100 101 111"},
    {{"release sequence through a modification",
      {{W(X, 1, RLX), W(Y, 1, REL)}, {ADD(Y, 2, RLX)}, {R(Y, ACQ), R(X, RLX)}}},
     "000 001 011 020 021 100 101 111 131"},
    {{"no release sequence through a store of another thread",
      {{W(X, 1, RLX), W(Y, 1, REL)}, {W(Y, 2, RLX)}, {R(Y, ACQ), R(X, RLX)}}},
     "00 01 11 20 21"},
    {{"no release sequence through a relaxed store of the same thread (C++20)",
      {{W(X, 1, RLX), W(Y, 1, REL), W(Y, 2, RLX)}, {R(Y, ACQ), R(X, RLX)}}},
     "00 01 11 20 21"},
    {{"modifications are atomic", {{ADD(X, 1, RLX)}, {ADD(X, 1, RLX)}, {ADD(X, 1, RLX)}}},
     "012 021 102 120 201 210"},
    {{"exchange", {{XCHG(X, 1, RLX)}, {XCHG(X, 2, RLX)}}}, "01 20"},
    {{"Z6.U: seq_cst does not order what is not seq_cst",
      {{W(X, 1, SC), W(Y, 1, REL)}, {ADD(Y, 1, SC), R(Y, RLX)}, {W(Y, 3, SC), R(X, SC)}}},
     "010 011 030 031 120 121 130 131 310 311 340 341"},
};

static struct litmus_seen seen, counted;

static void join_outcomes(const struct litmus_seen *s, char *text)
{
    text[0] = '\0';
    for (unsigned i = 0; i < s->outcomes; i++) {
        strcat(text, i > 0 ? " " : "");
        strcat(text, s->outcome[i]);
    }
}

static void compare_with_axioms(const struct litmus *l)
{
    litmus_explore(l, &seen);
    litmus_count_out(l, &counted);
    assert_int_equal(seen.graphs, counted.graphs); /* more: one twice; less: one is missing */
    assert_memory_equal(seen.graph, counted.graph, counted.graphs * sizeof(counted.graph[0]));
    assert_int_equal(seen.outcomes, counted.outcomes);
    for (unsigned i = 0; i < seen.outcomes; i++)
        assert_string_equal(seen.outcome[i], counted.outcome[i]);
}

static void classic_programs_have_their_outcomes(void **state)
{
    (void)state;
    static char text[LITMUS_OUTCOMES * 17];
    for (size_t i = 0; i < sizeof(classic) / sizeof(classic[0]); i++) {
        compare_with_axioms(&classic[i].litmus);
        join_outcomes(&seen, text);
        if (strcmp(text, classic[i].outcomes) != 0)
            fprintf(stderr, "%s: %s\n", classic[i].litmus.name, text);
        assert_string_equal(text, classic[i].outcomes);
    }
}

/* ---- random programs ---- */

static uint64_t random_state;

static unsigned below(unsigned n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((random_state >> 33) % n);
}

/* Few writes: the axioms try each order of them with each way to read. */
struct budget {
    unsigned ops, stores, exchanges, value;
};

static struct litmus_op random_op(struct budget *b)
{
    static const enum mc_order load[] = {RLX, ACQ, ACQ, SC}, store[] = {RLX, REL, REL, SC},
                               both[] = {RLX, ACQ, REL, AR, SC}, fence[] = {ACQ, REL, AR, SC};
    unsigned dice = below(10);
    b->ops--;
    if (dice < 4 && b->stores > 0) {
        b->stores--;
        return (struct litmus_op){L_STORE, below(2), store[below(4)], ++b->value};
    }
    if (dice < 6 && b->exchanges > 0) {
        b->exchanges--;
        return (struct litmus_op){L_EXCHANGE, below(2), both[below(5)], ++b->value};
    }
    if (dice < 7)
        return (struct litmus_op){L_FENCE, 0, fence[below(4)], 0};
    return (struct litmus_op){L_LOAD, below(2), load[below(4)], 0};
}

static void random_programs_agree_with_the_axioms(void **state)
{
    (void)state;
    const char *scale = getenv("VX_MC_PROGRAMS");
    unsigned programs = scale != NULL ? (unsigned)strtoul(scale, NULL, 10) : 400;
    for (unsigned i = 0; i < programs; i++) {
        struct litmus l = {.name = "random"};
        struct budget budget = {.ops = 7, .stores = 3, .exchanges = 2};
        random_state = i;
        unsigned threads = 2 + below(2);
        for (unsigned t = 0; t < threads; t++) {
            unsigned ops = 1 + below(4);
            for (unsigned k = 0; k < ops && budget.ops > threads - 1 - t; k++)
                l.op[t][k] = random_op(&budget);
        }
        compare_with_axioms(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classic_programs_have_their_outcomes),
        cmocka_unit_test(random_programs_agree_with_the_axioms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
