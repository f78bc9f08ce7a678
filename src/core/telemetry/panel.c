#include "core/telemetry/panel.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/telemetry/metric.h"

#define OWN_TRIES 64u

/* Every row of a block is one word, in the order of the table, from the block's start on. */
enum {
#define VX_STAGE(field, kind, unit, metric, help) AT_STAGE_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_RING(field, kind, unit, metric, help) AT_RING_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_INGRESS(field, kind, unit, metric, help) AT_INGRESS_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_BOOK(field, kind, unit, metric, help) AT_BOOK_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_BUNDLE(field, kind, unit, metric, help) AT_BUNDLE_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_FEED(field, kind, unit, metric, help) AT_FEED_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_JOURNAL(field, kind, unit, metric, help) AT_JOURNAL_##field,
#include "core/telemetry/panel.def"
};
enum {
#define VX_OUTPUT(field, kind, unit, metric, help) AT_OUTPUT_##field,
#include "core/telemetry/panel.def"
};
#define VX_STAGE(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_stage_block, field, 8 * AT_STAGE_##field);
#define VX_RING(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_ring_block, field, 8 * AT_RING_##field);
#define VX_INGRESS(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_ingress_block, field, 8 * AT_INGRESS_##field);
#define VX_BOOK(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_book_block, field, 8 * AT_BOOK_##field);
#define VX_BUNDLE(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_bundle_block, field, 8 * AT_BUNDLE_##field);
#define VX_FEED(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_feed_block, field, 8 * AT_FEED_##field);
#define VX_OUTPUT(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_output_block, field, 8 * AT_OUTPUT_##field);
#define VX_JOURNAL(field, kind, unit, metric, help) \
    VX_ASSERT_OFFSET(struct vx_journal_block, field, 8 * AT_JOURNAL_##field);
#include "core/telemetry/panel.def"

/* Blocks of different writers never share a line. */
#define ASSERT_ON_LINE(field) \
    static_assert(offsetof(struct vx_panel, field) % VX_LINE == 0, #field " must start a line")
ASSERT_ON_LINE(state);
ASSERT_ON_LINE(control);
ASSERT_ON_LINE(stage);
ASSERT_ON_LINE(ring);
ASSERT_ON_LINE(ingress);
ASSERT_ON_LINE(book);
ASSERT_ON_LINE(bundle);
ASSERT_ON_LINE(output);
ASSERT_ON_LINE(feed);
ASSERT_ON_LINE(journal);
ASSERT_ON_LINE(latency);
ASSERT_ON_LINE(depth);
ASSERT_ON_LINE(depth_area);
ASSERT_ON_LINE(ladder);
ASSERT_ON_LINE(tape);
ASSERT_ON_LINE(tape_area);
ASSERT_ON_LINE(answers);
ASSERT_ON_LINE(answers_area);
ASSERT_ON_LINE(errors);
ASSERT_ON_LINE(errors_area);
ASSERT_ON_LINE(own_count);
ASSERT_ON_LINE(own);
static_assert(sizeof(struct vx_depth) % 8 == 0, "a snapshot is made of whole words");
static_assert(sizeof(struct vx_print) % 8 == 0, "a print is made of whole words");
static_assert(sizeof(struct vx_answer) % 8 == 0, "an answer is made of whole words");
static_assert(sizeof(struct vx_errline) % 8 == 0, "an error line is made of whole words");

/* What another build has to agree on.  Names only: help may change. */
static const struct {
    const char *block, *field, *metric;
    char kind;
    enum vx_unit unit;
} layout_rows[] = {
#define VX_STAGE(field, kind, unit, metric, help) \
    {"stage", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_RING(field, kind, unit, metric, help) {"ring", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_INGRESS(field, kind, unit, metric, help) \
    {"ingress", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_BOOK(field, kind, unit, metric, help) {"book", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_BUNDLE(field, kind, unit, metric, help) \
    {"bundle", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_FEED(field, kind, unit, metric, help) {"feed", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_JOURNAL(field, kind, unit, metric, help) \
    {"journal", #field, metric, #kind[0], VX_UNIT_##unit},
#define VX_OUTPUT(field, kind, unit, metric, help) \
    {"output", #field, metric, #kind[0], VX_UNIT_##unit},
#include "core/telemetry/panel.def"
};
static const char *const layout_names[] = {
#define VX_STAGE_NAME(NAME, name, help)   "stage", name,
#define VX_RING_NAME(NAME, name, help)    "ring", name,
#define VX_LATENCY_NAME(NAME, name, help) "latency", name,
#include "core/telemetry/panel.def"
#define VX_FLOW(ID, name, help) "flow", name,
#include "core/telemetry/flow.def"
#undef VX_FLOW
#define VX_SETTING(ID, name, type, min, max, dflt, when, help) "setting", name,
#define VX_CHOICE(ID, name, choices, dflt, when, help)         name, choices,
#define VX_TEXT(ID, name, dflt, when, help)                    "text", name,
#include "core/telemetry/setting.def"
};
#define PLACE(field) offsetof(struct vx_panel, field), sizeof(((struct vx_panel *)0)->field)
static const size_t layout_places[] = {
    sizeof(struct vx_panel),
    VX_DEPTH_LEVELS,
    VX_SLOTS,
    VX_LADDER_BUCKETS,
    VX_HIST_COUNTS,
    PLACE(state),
    PLACE(control),
    PLACE(stage),
    PLACE(ring),
    PLACE(ingress),
    PLACE(book),
    PLACE(bundle),
    PLACE(output),
    PLACE(feed),
    PLACE(journal),
    PLACE(latency),
    PLACE(depth),
    PLACE(depth_area),
    PLACE(ladder),
    PLACE(traded),
    PLACE(tape),
    PLACE(tape_area),
    PLACE(answers),
    PLACE(answers_area),
    PLACE(errors),
    PLACE(errors_area),
    PLACE(own_count),
    PLACE(own),
};

static uint64_t hash_text(uint64_t chain, const char *text)
{
    for (; *text != '\0'; text++)
        chain = vx_hash_word(chain, (unsigned char)*text);
    return vx_hash_word(chain, UINT64_MAX);
}

uint64_t vx_panel_layout(void)
{
    uint64_t chain = VX_HASH_START;
    for (size_t i = 0; i < VX_LEN(layout_rows); i++) {
        chain = hash_text(chain, layout_rows[i].block);
        chain = hash_text(chain, layout_rows[i].field);
        chain = hash_text(chain, layout_rows[i].metric);
        chain = vx_hash_word(chain, (uint64_t)layout_rows[i].kind);
        chain = vx_hash_word(chain, layout_rows[i].unit);
    }
    for (size_t i = 0; i < VX_LEN(layout_names); i++)
        chain = hash_text(chain, layout_names[i]);
    for (size_t i = 0; i < VX_LEN(layout_places); i++)
        chain = vx_hash_word(chain, layout_places[i]);
    return chain;
}

void vx_panel_init(struct vx_panel *panel)
{
    panel->layout = vx_panel_layout();
    panel->bytes = sizeof(*panel);
    panel->pid = (uint64_t)getpid();
    panel->start_realtime_ns = vx_realtime_ns();
    panel->version = VX_PANEL_VERSION;
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        atomic_init(&panel->control.setting[i], vx_setting_rows[i].dflt);
    vx_slots_init(&panel->depth, VX_DEPTH_WORDS);
    vx_ovring_init(&panel->tape, panel->tape_area, VX_TAPE_CAPACITY, VX_PRINT_WORDS);
    vx_ovring_init(&panel->answers, panel->answers_area, VX_ANSWER_CAPACITY, VX_ANSWER_WORDS);
    vx_ovring_init(&panel->errors, panel->errors_area, VX_ERRLOG_CAPACITY, VX_ERRLINE_WORDS);
    /* R1: pairs with A1 in vx_panel_check: who sees the magic sees all of the above */
    atomic_store_explicit(&panel->magic, VX_PANEL_MAGIC, memory_order_release);
}

int vx_panel_open(struct vx_panel **panel)
{
    void *mem = mmap(NULL, sizeof(struct vx_panel), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mem == MAP_FAILED)
        return VX_E_MEMORY;
    memset(mem, 0, sizeof(struct vx_panel)); /* takes the pages now, not in the first order */
    *panel = (struct vx_panel *)mem;
    vx_panel_init(*panel);
    return VX_OK;
}

void vx_panel_close(struct vx_panel *panel)
{
    if (panel != NULL)
        munmap(panel, sizeof(*panel));
}

int vx_panel_check(const struct vx_panel *panel, uint64_t bytes)
{
    if (bytes < offsetof(struct vx_panel, state))
        return VX_E_VERSION;
    /* A1: pairs with R1 in vx_panel_init */
    if (atomic_load_explicit(&panel->magic, memory_order_acquire) != VX_PANEL_MAGIC)
        return VX_E_STATE;
    if (panel->version != VX_PANEL_VERSION || panel->layout != vx_panel_layout())
        return VX_E_VERSION;
    return panel->bytes == sizeof(*panel) && bytes >= sizeof(*panel) ? VX_OK : VX_E_VERSION;
}

static const char *pick(const char *const *names, size_t n, uint64_t i)
{
    return i < n ? names[i] : "?";
}

const char *vx_state_name(uint64_t state)
{
    static const char *const names[] = {[VX_STATE_BOOT] = "boot",
                                        [VX_STATE_RUN] = "run",
                                        [VX_STATE_HALT] = "halt",
                                        [VX_STATE_FAIL] = "fail"};
    return pick(names, VX_LEN(names), state);
}

const char *vx_stage_name(unsigned stage)
{
    static const char *const names[] = {
#define VX_STAGE_NAME(NAME, name, help) name,
#include "core/telemetry/panel.def"
    };
    return pick(names, VX_LEN(names), stage);
}

const char *vx_ring_name(unsigned ring)
{
    static const char *const names[] = {
#define VX_RING_NAME(NAME, name, help) name,
#include "core/telemetry/panel.def"
    };
    return pick(names, VX_LEN(names), ring);
}

const char *vx_latency_name(unsigned latency)
{
    static const char *const names[] = {
#define VX_LATENCY_NAME(NAME, name, help) name,
#include "core/telemetry/panel.def"
    };
    return pick(names, VX_LEN(names), latency);
}

#define VX_FLOW(ID, name, help) {name, help},
static const char *const flow_rows[][2] = {
#include "core/telemetry/flow.def"
};
#undef VX_FLOW

const char *vx_flow_name(unsigned flow)
{
    return flow < VX_FLOWS ? flow_rows[flow][0] : "?";
}

const char *vx_flow_help(unsigned flow)
{
    return flow < VX_FLOWS ? flow_rows[flow][1] : "";
}

const char *vx_own_status_name(unsigned status)
{
    static const char *const names[] = {[VX_OWN_NONE] = "none",
                                        [VX_OWN_LIVE] = "live",
                                        [VX_OWN_FILLED] = "filled",
                                        [VX_OWN_CANCELLED] = "cancelled",
                                        [VX_OWN_REJECTED] = "rejected"};
    return pick(names, VX_LEN(names), status);
}

void vx_own_write(struct vx_panel *panel, uint32_t slot, const struct vx_own *own)
{
    struct vx_own_slot *to = &panel->own[slot];
    uint64_t seq = atomic_load_explicit(&to->seq, memory_order_relaxed);
    uint64_t word[VX_OWN_WORDS];
    memcpy(word, own, sizeof(word));
    atomic_store_explicit(&to->seq, seq + 1, memory_order_relaxed);
    for (size_t i = 0; i < VX_OWN_WORDS; i++) {
        /* R2: pairs with A2 in own_copy: who sees the word sees that seq is odd */
        atomic_store_explicit(&to->word[i], word[i], memory_order_release);
    }
    /* R3: pairs with A3 in own_copy: an even seq stands over whole words */
    atomic_store_explicit(&to->seq, seq + 2, memory_order_release);
}

static bool own_copy(const struct vx_own_slot *from, uint64_t seq, struct vx_own *own)
{
    uint64_t word[VX_OWN_WORDS];
    for (size_t i = 0; i < VX_OWN_WORDS; i++) {
        /* A2: pairs with R2 in vx_own_write; keeps the second look at seq behind the words */
        word[i] = atomic_load_explicit(&from->word[i], memory_order_acquire);
    }
    if (atomic_load_explicit(&from->seq, memory_order_relaxed) != seq)
        return false;
    memcpy(own, word, sizeof(word));
    return true;
}

int vx_own_read(const struct vx_panel *panel, uint32_t slot, struct vx_own *own)
{
    if (slot >= VX_OWN_MAX)
        return VX_E_EMPTY;
    const struct vx_own_slot *from = &panel->own[slot];
    for (unsigned i = 0; i < OWN_TRIES; i++) {
        /* A3: pairs with R3 in vx_own_write */
        uint64_t seq = atomic_load_explicit(&from->seq, memory_order_acquire);
        if (seq == 0)
            return VX_E_EMPTY;
        if (seq % 2 == 0 && own_copy(from, seq, own))
            return VX_OK;
    }
    return VX_E_STALE;
}
