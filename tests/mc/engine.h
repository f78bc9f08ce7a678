/*
 * engine.h: the checker's own parts, for each other.
 *
 *   engine.c   threads as fibers, the exploration
 *   memory.c   the memory model: stores, views, which store a load may read
 *   shadow.c   races of plain accesses, byte by byte
 *   buffer.c   loads that may be buffered, which the memory model leaves out
 *   abi.c      the functions that the compiler calls for -fsanitize=thread
 *   site.c     sites and mutations
 *   axioms.c   the memory model a second time, as axioms over a finished execution
 *   trace.c    what happened, in words
 */
#ifndef MC_ENGINE_H
#define MC_ENGINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "mc.h"
#include "site.h"

#define MC_LOCATIONS 64u
#define MC_STORES    128u /* to one location in one execution, the initial one too */
#define MC_EVENTS    4096u
#define MC_DEPTH     4096u /* choices in one execution */
#define MC_STEPS     3000u
#define MC_LOADS     512u
#define MC_READS     24u /* of one try that are compared with those of the next */
#define MC_PICKS     (MC_STORES + 1u)

#define MC_STACK_BYTES (128u * 1024u)

/* As the compiler numbers them. */
enum mc_order { MC_RELAXED, MC_CONSUME, MC_ACQUIRE, MC_RELEASE, MC_ACQ_REL, MC_SEQ_CST };

enum mc_kind { MC_K_LOAD, MC_K_STORE, MC_K_RMW, MC_K_CAS, MC_K_FENCE, MC_K_READ, MC_K_WRITE };

/* For each location the newest store that is known, for each thread how far it is known. */
struct mc_view {
    uint8_t store[MC_LOCATIONS];
    uint16_t clock[MC_THREADS];
};

struct mc_store {
    uint64_t value;
    struct mc_view view; /* what reading it with acquire teaches */
    uint32_t born;       /* its place among all stores of the execution, from 1; initial: 0 */
    uint8_t thread;
    uint16_t event; /* that made it, from 1; initial: 0 */
    bool taken;     /* a read-modify-write has read it, and stands right behind it */
    bool plain;     /* by a plain write: the value is taken from memory when it is needed */
};

struct mc_location {
    uintptr_t at;
    uint32_t bytes;
    uint32_t writers;         /* threads that have stored here in any execution, bit by bit */
    uint32_t n;               /* stores so far; 0: not touched in this execution */
    uint8_t order[MC_STORES]; /* of modification: which store stands at a place */
    uint8_t place[MC_STORES]; /* where a store stands */
    struct mc_store store[MC_STORES];
};

typedef uint64_t (*mc_apply)(uint64_t was, uint64_t operand);

/* An atomic operation that is about to happen. */
struct mc_access {
    enum mc_kind kind;
    enum mc_order order, order_failed;
    bool weak;
    struct mc_location *location;
    uint64_t operand, expected;
    mc_apply apply;
    const struct mc_site *site;
    void *pc;
};

/* One way it may go: the store it reads, and for a compare-exchange whether it succeeds. */
struct mc_pick {
    uint8_t store;
    bool succeeds;
};

struct mc_event {
    uint8_t thread, kind, order, location;
    bool reads, writes;
    uint8_t read, written; /* stores of the location */
    uint64_t read_value, written_value;
    const struct mc_site *site;
    void *pc;
    uintptr_t at; /* plain accesses */
    size_t bytes;
};

enum mc_state { MC_READY, MC_PARKED, MC_WAITING, MC_DONE };

struct mc_reads {
    unsigned n;
    struct {
        uint8_t location, store;
    } read[MC_READS];
};

struct mc_thread {
    jmp_buf here, top; /* where it stands; where it begins */
    unsigned char *stack;
    enum mc_state state;
    bool inside;           /* the checker itself is at work on its stack */
    struct mc_access next; /* while it is parked */
    struct mc_pick pick;
    uint32_t born_from;            /* the read that is parked may read no store older than this */
    struct mc_view now;            /* what happened before its next step */
    struct mc_view acquired;       /* what an acquire fence would add */
    struct mc_view released;       /* at its last release fence */
    uint8_t last[MC_LOCATIONS];    /* the store it read last */
    uint8_t repeats[MC_LOCATIONS]; /* how often in a row, with a newer one there */
    struct mc_reads reads, before; /* of this try and of the one before */
    bool must_move;                /* the next read is of the same place, and must read on */
    unsigned spurious;
};

struct mc_result {
    uint64_t executions; /* complete ones */
    uint64_t dropped;    /* given up: another one is the same, or not consistent */
    uint64_t steps;      /* atomic operations */
    bool failed;
    char why[256];
    unsigned depth; /* the choices that led there */
    uint8_t choice[MC_DEPTH];
};

struct mc_engine {
    const struct mc_model *model;
    struct mc_result *result;
    struct mc_thread thread[MC_THREADS];
    unsigned threads;
    int running; /* thread, or -1: set-up, finish, or the engine itself */
    uint32_t born;
    unsigned steps, sc_events;
    unsigned events;                               /* event[0] is not used */
    enum { MC_SILENT, MC_MARK, MC_TRACE } tracing; /* see mc_replay */
    struct mc_event event[MC_EVENTS];
    unsigned locations;
    struct mc_location location[MC_LOCATIONS];
};
extern struct mc_engine mc;

/* engine.c */
/* Explores all of it, until the first failure; result->failed then. */
void mc_explore(const struct mc_model *model, struct mc_result *result);
/* Of the model explored last: runs the execution that the result's choices lead to again, and
 * writes what happens.  Whether it failed again, and in the same way. */
bool mc_replay(struct mc_result *result, FILE *out);
unsigned mc_choose(unsigned n); /* one of 0..n-1: all of them, one execution each */
void mc_park(const struct mc_access *access, struct mc_pick *pick);
void mc_start_over(void); /* what was known of the model has changed */
struct mc_thread *mc_self(void);
/* Called behind each execution that is complete, if not NULL. */
extern void (*mc_completed)(void);

/* memory.c */
void mc_memory_forget(void); /* before a model */
void mc_memory_begin(void);  /* before an execution */
struct mc_location *mc_location_at(uintptr_t at, size_t bytes);
unsigned mc_picks(const struct mc_thread *t, const struct mc_access *a,
                  struct mc_pick pick[MC_PICKS]);
uint64_t mc_read(const struct mc_access *a);              /* loads */
void mc_write(const struct mc_access *a);                 /* stores */
bool mc_modify(const struct mc_access *a, uint64_t *was); /* the rest; whether it succeeded */
void mc_fence(enum mc_order order, const struct mc_site *site, void *pc);
void mc_plain_write(uintptr_t at, size_t bytes);
/* Whether another thread than this has stored behind that. */
bool mc_is_overtaken(const struct mc_location *l, unsigned store, unsigned thread);

/* shadow.c */
void mc_shadow_begin(void);
void mc_shadow(uintptr_t at, size_t bytes, bool write, bool atomic);
bool mc_was_shared(uintptr_t at); /* in the execution before this, if it was marked */

/* trace.c */
struct mc_event *mc_record(enum mc_kind kind);
void mc_trace(FILE *out);
void mc_where(FILE *out, const struct mc_event *e);
void mc_name_of(char *text, size_t size, uintptr_t at);
void mc_names_forget(void);

/* site.c */
enum mc_weakening { MC_WEAKEN_ACQUIRE, MC_WEAKEN_RELEASE, MC_LOSE_STORE };
struct mc_mutation {
    const struct mc_site *site;
    enum mc_weakening what;
};
extern struct mc_site *mc_next_site;
unsigned mc_sites(struct mc_site *const **first); /* all, the same place more than once */
unsigned mc_mutations(struct mc_mutation *list, unsigned max);
void mc_mutate(const struct mc_mutation *m); /* NULL: none */
const char *mc_short_path(const char *path);

/* buffer.c */
void mc_look_for_buffering(void);

/* axioms.c */
#define MC_NODES 64u
struct mc_graph {
    unsigned n;
    struct {
        int8_t thread; /* -1: initial store */
        bool reads, writes, fence;
        uint8_t order, location;
        int8_t read_from; /* node, or -1 */
        uint8_t place;    /* of a write in the order of modification */
    } node[MC_NODES];     /* initial stores, then thread by thread in their order */
};
bool mc_graph_now(struct mc_graph *g); /* of the execution so far; false: too long */
bool mc_consistent(const struct mc_graph *g);
uint64_t mc_graph_hash(const struct mc_graph *g);

#endif
