#include "diverge_tool.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/lang/json.h"
#include "cmd/run/setup.h"
#include "core/base/num.h"
#include "core/base/tx_text.h"
#include "core/past/past.h"

#define SAME        0
#define DIFFERENT   1
#define LOCKSTEP    4096u /* inputs: no more bisection below */
#define REPORTS_MAX 40u   /* of one input that are shown */

struct side {
    const char *name; /* as it was given */
    char *directory;
    struct vx_past_engine *past;
    struct vx_past_bounds bounds;
    /* of the input at which they differ */
    struct vx_record input;
    struct vx_report report[REPORTS_MAX];
    uint32_t reports; /* all of them */
    uint64_t hash;
};

struct diverge {
    struct side side[2];
    bool as_json;
    struct vx_json json;
    char err[VX_JOURNAL_TEXT_MAX];
    uint64_t before; /* the hash they had in common */
};

enum { UNUSABLE = -1 };

static int unusable(const struct diverge *d, const char *name)
{
    fprintf(stderr, "velox: diverge: %s: %s\n", name, d->err);
    return UNUSABLE;
}

/* ---- moving ---- */

static int go(struct diverge *d, uint64_t seq, bool *equal)
{
    for (unsigned i = 0; i < 2; i++)
        if (vx_past_goto(d->side[i].past, seq, d->err, sizeof d->err) < 0)
            return unusable(d, d->side[i].name);
    *equal = vx_past_hash(d->side[0].past) == vx_past_hash(d->side[1].past);
    return 0;
}

/* ---- bisection ---- */

static bool has(const struct vx_snapshot_list *list, uint64_t seq)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->seq[i] == seq)
            return true;
    return false;
}

/* The state hash in a snapshot; false: it cannot be told. */
static bool hash_of(const struct vx_io *io, uint64_t seq, uint64_t *hash)
{
    char name[VX_IO_NAME_MAX];
    struct vx_snapshot *s = calloc(1, sizeof *s);
    vx_snapshot_name(name, seq);
    const bool known = s && vx_snapshot_open(s, io, name) == 0;
    if (known) {
        *hash = s->header.hash;
        vx_snapshot_close(s);
    }
    free(s);
    return known;
}

/* Narrows low..high by the hashes of the snapshots that both have. */
static void narrow(const struct vx_io io[2], uint64_t *low, uint64_t *high)
{
    struct vx_snapshot_list list[2];
    uint64_t hash[2];
    if (vx_snapshot_find(&io[0], &list[0]) < 0 || vx_snapshot_find(&io[1], &list[1]) < 0)
        return;
    for (uint32_t i = 0; i < list[0].count; i++) {
        const uint64_t seq = list[0].seq[i];
        if (seq <= *low || seq >= *high || !has(&list[1], seq) || !hash_of(&io[0], seq, &hash[0]) ||
            !hash_of(&io[1], seq, &hash[1]))
            continue;
        if (hash[0] == hash[1])
            *low = seq;
        else
            *high = seq;
    }
}

static void narrow_by_snapshots(struct diverge *d, uint64_t *low, uint64_t *high)
{
    struct vx_io_posix posix[2];
    struct vx_io io[2];
    if (vx_io_posix_open(&posix[0], d->side[0].directory, false, &io[0]) < 0)
        return;
    if (vx_io_posix_open(&posix[1], d->side[1].directory, false, &io[1]) == 0) {
        narrow(io, low, high);
        vx_io_posix_close(&posix[1]);
    }
    vx_io_posix_close(&posix[0]);
}

static void keep_reports(void *ctx, const struct vx_record *input, const struct vx_report *report,
                         uint32_t n)
{
    struct side *s = ctx;
    s->input = *input;
    for (uint32_t i = 0; i < n; i++, s->reports++)
        if (s->reports < REPORTS_MAX)
            s->report[s->reports] = report[i];
}

/* From where they agree, input by input: the first that differs in *seq. */
static int step_together(struct diverge *d, uint64_t high, uint64_t *seq)
{
    bool equal = true;
    for (*seq = vx_past_seq(d->side[0].past); equal && *seq < high; ++*seq) {
        d->before = vx_past_hash(d->side[0].past);
        for (unsigned i = 0; i < 2; i++) {
            struct side *s = &d->side[i];
            s->reports = 0;
            if (vx_past_next(s->past, keep_reports, s, d->err, sizeof d->err) != 1)
                return unusable(d, s->name);
            s->hash = vx_past_hash(s->past);
        }
        equal = d->side[0].hash == d->side[1].hash;
    }
    return 0;
}

/* They agree at low and differ at high. */
static int find_first(struct diverge *d, uint64_t low, uint64_t high, uint64_t *seq)
{
    bool equal;
    narrow_by_snapshots(d, &low, &high);
    while (high - low > LOCKSTEP) {
        const uint64_t middle = low + (high - low) / 2;
        if (go(d, middle, &equal) < 0)
            return UNUSABLE;
        if (equal)
            low = middle;
        else
            high = middle;
    }
    if (go(d, low, &equal) < 0)
        return UNUSABLE;
    return step_together(d, high, seq);
}

/* ---- what is said ---- */

static void text_of(uint64_t hash, char text[24])
{
    snprintf(text, 24, "0x%016" PRIx64, hash);
}

static void say_reports(const struct side *s, char mark)
{
    char text[VX_TX_TEXT_MAX];
    const uint32_t kept = s->reports < REPORTS_MAX ? s->reports : REPORTS_MAX;
    for (uint32_t i = 0; i < kept; i++) {
        vx_report_text(text, sizeof text, &s->report[i]);
        printf("%c %-12s %s\n", mark, i == 0 ? "answer" : "event", text);
    }
    if (kept < s->reports)
        printf("%c              and %u more\n", mark, s->reports - kept);
}

static void say_side(const struct side *s, char mark)
{
    char text[VX_TX_TEXT_MAX], at[32];
    vx_tx_text(text, sizeof text, &s->input.tx);
    vx_num_format_duration_exact(at, sizeof at, s->input.now_ns);
    printf("%c %-12s %s\n%c %-12s %s\n", mark, "input", text, mark, "at", at);
    say_reports(s, mark);
    text_of(s->hash, text);
    printf("%c %-12s %s\n", mark, "hash behind", text);
}

static void json_side(struct vx_json *j, const char *key, const struct side *s)
{
    char text[VX_TX_TEXT_MAX];
    vx_json_open(j, key, '{');
    vx_tx_text(text, sizeof text, &s->input.tx);
    vx_json_text(j, "input", text);
    vx_json_uint(j, "t_ns", s->input.now_ns);
    vx_json_uint(j, "reports", s->reports);
    vx_json_open(j, "events", '[');
    for (uint32_t i = 0; i < s->reports && i < REPORTS_MAX; i++) {
        vx_report_text(text, sizeof text, &s->report[i]);
        vx_json_text(j, NULL, text);
    }
    vx_json_close(j, ']');
    text_of(s->hash, text);
    vx_json_text(j, "hash", text);
    vx_json_close(j, '}');
}

static bool is_same_input(const struct vx_tx *a, const struct vx_tx *b)
{
    struct vx_tx left = *a, right = *b;
    left.due_ns = right.due_ns = 0; /* times are no part of what the book is told */
    return memcmp(&left, &right, sizeof left) == 0;
}

static void say_first(struct diverge *d, uint64_t seq)
{
    const bool same = is_same_input(&d->side[0].input.tx, &d->side[1].input.tx);
    const char *what = same ? "the same input, other events" : "another input";
    char hash[24];
    text_of(d->before, hash);
    if (d->as_json) {
        vx_json_uint(&d->json, "seq", seq);
        vx_json_text(&d->json, "what", what);
        vx_json_text(&d->json, "hash_before", hash);
        json_side(&d->json, "a", &d->side[0]);
        json_side(&d->json, "b", &d->side[1]);
        return;
    }
    printf("first difference at sequence %" PRIu64 ": %s\n  %-12s %s\n", seq, what, "hash before",
           hash);
    say_side(&d->side[0], 'A');
    say_side(&d->side[1], 'B');
}

static int64_t setting_of(const struct side *s, unsigned i)
{
    return atomic_load_explicit(&vx_past_panel(s->past)->control.setting[i], memory_order_relaxed);
}

/* Settings that decide what inputs do; how many differ. */
static unsigned say_settings(struct diverge *d)
{
    char a[64], b[64];
    unsigned n = 0;
    if (d->as_json)
        vx_json_open(&d->json, "settings", '[');
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        if (setting_of(&d->side[0], i) == setting_of(&d->side[1], i))
            continue;
        n++;
        vx_setting_format(a, sizeof a, (enum vx_setting)i, setting_of(&d->side[0], i));
        vx_setting_format(b, sizeof b, (enum vx_setting)i, setting_of(&d->side[1], i));
        if (!d->as_json) {
            printf("setting %s: %s | %s\n", vx_setting_rows[i].name, a, b);
            continue;
        }
        vx_json_open(&d->json, NULL, '{');
        vx_json_text(&d->json, "setting", vx_setting_rows[i].name);
        vx_json_text(&d->json, "a", a);
        vx_json_text(&d->json, "b", b);
        vx_json_close(&d->json, '}');
    }
    if (d->as_json)
        vx_json_close(&d->json, ']');
    return n;
}

static void say_ends(struct diverge *d)
{
    const uint64_t a = d->side[0].bounds.last_seq, b = d->side[1].bounds.last_seq;
    if (d->as_json) {
        vx_json_uint(&d->json, "last_seq_a", a);
        vx_json_uint(&d->json, "last_seq_b", b);
        return;
    }
    printf("A ends at sequence %" PRIu64 ", B at %" PRIu64 "\n", a, b);
}

/* They agree as far as both go. */
static int say_agreement(struct diverge *d, uint64_t high, unsigned settings)
{
    const bool longer = d->side[0].bounds.last_seq != d->side[1].bounds.last_seq;
    const char *what = longer     ? "they differ only in length"
                       : settings ? "they differ only in settings"
                                  : "they are the same";
    if (d->as_json)
        vx_json_text(&d->json, "what", what);
    else
        printf("%s: up to sequence %" PRIu64 " both have hash 0x%016" PRIx64 "\n", what, high,
               vx_past_hash(d->side[0].past));
    return longer || settings ? DIFFERENT : SAME;
}

static int say_too_late(struct diverge *d, uint64_t low)
{
    if (d->as_json)
        vx_json_text(&d->json, "what", "they differ before the earliest sequence that both have");
    else
        printf("they differ already at sequence %" PRIu64
               ", the earliest that both have: what came before is no longer there\n",
               low);
    return DIFFERENT;
}

static int diverge(struct diverge *d)
{
    const uint64_t low = vx_max_u64(d->side[0].bounds.first_seq, d->side[1].bounds.first_seq);
    const uint64_t high = vx_min_u64(d->side[0].bounds.last_seq, d->side[1].bounds.last_seq);
    uint64_t seq;
    bool equal;
    if (low > high) {
        snprintf(d->err, sizeof d->err, "the journals have no sequence in common");
        return unusable(d, d->side[1].name);
    }
    if (d->as_json)
        vx_json_open(&d->json, NULL, '{');
    say_ends(d);
    const unsigned settings = say_settings(d);
    if (go(d, low, &equal) < 0)
        return UNUSABLE;
    if (!equal)
        return say_too_late(d, low);
    if (go(d, high, &equal) < 0)
        return UNUSABLE;
    if (equal)
        return say_agreement(d, high, settings);
    if (find_first(d, low, high, &seq) < 0)
        return UNUSABLE;
    say_first(d, seq);
    return DIFFERENT;
}

/* ---- open and close ---- */

/* A file stands for the directory it is in. */
static char *directory_of(const char *path)
{
    struct stat st;
    char *directory = strdup(path), *slash;
    if (!directory || stat(path, &st) < 0 || S_ISDIR(st.st_mode))
        return directory;
    slash = strrchr(directory, '/');
    if (slash == directory)
        slash++;
    if (slash)
        *slash = '\0';
    else
        snprintf(directory, strlen(directory) + 1, "."); /* a name has a byte at least */
    return directory;
}

static int open_side(struct diverge *d, struct side *s, const char *path)
{
    s->name = path;
    s->directory = vx_past_accepts(path, d->err, sizeof d->err) ? directory_of(path) : NULL;
    int rc = s->directory ? vx_past_open(&s->past, s->directory, NULL, d->err, sizeof d->err) : -1;
    if (rc == 0)
        rc = vx_past_look(s->past, &s->bounds, d->err, sizeof d->err);
    if (rc < 0)
        fprintf(stderr, "velox: diverge: %s\n", d->err);
    return rc < 0 ? UNUSABLE : 0;
}

static int run(struct diverge *d, char **paths)
{
    int status = open_side(d, &d->side[0], paths[0]);
    if (status == 0)
        status = open_side(d, &d->side[1], paths[1]);
    if (status == 0)
        status = diverge(d);
    if (status != UNUSABLE && d->as_json) {
        vx_json_close(&d->json, '}');
        printf("%s\n", d->json.failed ? "{}" : d->json.text);
    }
    for (unsigned i = 0; i < 2; i++) {
        vx_past_close(d->side[i].past);
        free(d->side[i].directory);
    }
    return status == UNUSABLE ? VX_EXIT_JOURNAL : status;
}

int vx_diverge_tool(int argc, char **argv)
{
    struct diverge *d = calloc(1, sizeof *d);
    int at = 1, status = VX_EXIT_USAGE;
    if (!d)
        return VX_EXIT_JOURNAL;
    if (argc > 1 && strcmp(argv[1], "--json") == 0) {
        d->as_json = true;
        at++;
    }
    if (argc - at == 2 && argv[at][0] != '-')
        status = run(d, argv + at);
    else
        fprintf(stderr, "Usage: velox diverge [--json] A B\n");
    vx_json_free(&d->json);
    free(d);
    return status;
}
