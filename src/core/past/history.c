#include "core/past/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

#define NAME_BEGIN  "history-"
#define NAME_END    ".vxh"
#define NAME_DIGITS 8u
#define VERSION     1u
#define STALE_NS    2000000000u /* a frame so much older says nothing any more */
#define BEFORE_NS   1000000000u
#define RETRY_NS    1000000000u /* after a file that could not be made */
#define LINE_ROUNDS 512u        /* frames of the time line read at a time */

/* The panel's blocks that are kept, in the order of their words. */
static const struct block {
    size_t at, words;
    bool put; /* not known from the journal */
} blocks[] = {
#define BLOCK(field, put)                                                                \
    {                                                                                    \
        offsetof(struct vx_panel, field), sizeof(((struct vx_panel *)0)->field) / 8, put \
    }
    BLOCK(stage, true), BLOCK(ring, true),    BLOCK(ingress, true),
    BLOCK(book, false), BLOCK(bundle, true),  BLOCK(output, true),
    BLOCK(feed, true),  BLOCK(journal, true), BLOCK(latency, true),
};

/* Where a word of a block lies among the words kept. */
static size_t place_of(size_t panel_at)
{
    size_t first = 0;
    for (size_t i = 0; i < VX_LEN(blocks); i++) {
        if (panel_at >= blocks[i].at && panel_at < blocks[i].at + blocks[i].words * 8)
            return first + (panel_at - blocks[i].at) / 8;
        first += blocks[i].words;
    }
    assert(false);
    return 0;
}

static void file_name(char name[VX_IO_NAME_MAX], uint32_t number)
{
    snprintf(name, VX_IO_NAME_MAX, NAME_BEGIN "%0*" PRIu32 NAME_END, (int)NAME_DIGITS, number);
}

static uint32_t file_number(const char *name)
{
    const size_t begin = sizeof NAME_BEGIN - 1;
    if (strncmp(name, NAME_BEGIN, begin) != 0 ||
        strspn(name + begin, "0123456789") != NAME_DIGITS ||
        strcmp(name + begin + NAME_DIGITS, NAME_END) != 0)
        return 0;
    return (uint32_t)strtoul(name + begin, NULL, 10);
}

struct range {
    uint32_t first, last;
};

static void note_name(void *ctx, const char *name)
{
    struct range *r = ctx;
    const uint32_t number = file_number(name);
    if (number == 0)
        return;
    r->first = r->first == 0 || number < r->first ? number : r->first;
    r->last = number > r->last ? number : r->last;
}

/* ---- changes as bytes ---- */

static unsigned char *put_number(unsigned char *to, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        *to++ = (unsigned char)(v | 0x80);
    *to++ = (unsigned char)v;
    return to;
}

/* NULL: it does not end. */
static const unsigned char *take_number(const unsigned char *from, const unsigned char *end,
                                        uint64_t *v)
{
    *v = 0;
    for (unsigned shift = 0; from < end && shift < 64; shift += 7) {
        *v |= (uint64_t)(*from & 0x7f) << shift;
        if (*from++ < 0x80)
            return from;
    }
    return NULL;
}

static uint64_t zigzag(uint64_t v)
{
    return v << 1 ^ (uint64_t)((int64_t)v >> 63);
}

static uint64_t unzigzag(uint64_t v)
{
    return v >> 1 ^ (0 - (v & 1));
}

/* ---- writing ---- */

void vx_history_begin(struct vx_history_writer *w, const struct vx_io *io, uint64_t journal,
                      uint64_t life, uint64_t limit)
{
    struct range r = {0};
    *w = (struct vx_history_writer){.io = *io, .journal = journal, .life = life, .limit = limit};
    w->file = -1;
    io->ops->list(io->self, note_name, &r);
    w->first = r.first ? r.first : 1;
    w->number = r.last;
}

static void close_file(struct vx_history_writer *w)
{
    if (w->file >= 0)
        w->io.ops->close(w->io.self, w->file);
    w->file = -1;
}

/* The oldest go; one that will not go is no reason to keep more. */
static void drop_old(struct vx_history_writer *w)
{
    char name[VX_IO_NAME_MAX];
    const uint64_t most =
        vx_min_u64(vx_max_u64(w->limit / VX_HISTORY_FILE_BYTES, 2), VX_HISTORY_FILES_MAX);
    while (w->number + 1 - w->first > most) {
        file_name(name, w->first++);
        w->io.ops->remove(w->io.self, name);
    }
}

static bool next_file(struct vx_history_writer *w)
{
    char name[VX_IO_NAME_MAX];
    struct vx_history_header h = {
        .version = VERSION,
        .order = VX_JOURNAL_ORDER,
        .journal = w->journal,
        .layout = vx_panel_layout(),
        .life = w->life,
    };
    close_file(w);
    memcpy(h.magic, VX_HISTORY_MAGIC, sizeof h.magic);
    h.crc = vx_crc32c(0, &h, offsetof(struct vx_history_header, crc));
    file_name(name, w->number + 1);
    w->file = w->io.ops->open(w->io.self, name, VX_IO_CREATE);
    if (w->file < 0 || w->io.ops->write(w->io.self, w->file, &h, sizeof h, 0) < 0) {
        close_file(w);
        w->io.ops->remove(w->io.self, name);
        return false;
    }
    w->number++;
    drop_old(w);
    w->at = sizeof h;
    memset(w->was, 0, sizeof w->was);
    return true;
}

static size_t encode(struct vx_history_writer *w, const struct vx_panel *panel, unsigned char *to)
{
    const unsigned char *begin = to;
    size_t n = 0, last = 0;
    for (size_t i = 0; i < VX_LEN(blocks); i++) {
        const _Atomic uint64_t *from = (const void *)((const char *)panel + blocks[i].at);
        for (size_t k = 0; k < blocks[i].words; k++, n++) {
            const uint64_t v = vx_get(&from[k]);
            if (v == w->was[n])
                continue;
            to = put_number(to, n - last);
            to = put_number(to, zigzag(v - w->was[n]));
            w->was[n] = v;
            last = n;
        }
    }
    return (size_t)(to - begin);
}

void vx_history_note(struct vx_history_writer *w, const struct vx_panel *panel, bool now)
{
    const uint64_t t_ns = vx_get(&panel->now_ns);
    if (w->limit == 0 || (!now && t_ns < w->due_ns))
        return;
    w->due_ns = t_ns + VX_HISTORY_EVERY_NS;
    if ((w->file < 0 || w->at >= VX_HISTORY_FILE_BYTES) && !next_file(w)) {
        w->due_ns = t_ns + RETRY_NS;
        return;
    }
    struct vx_history_frame f = {
        .magic = VX_HISTORY_FRAME, .seq = vx_get(&panel->book.answered), .t_ns = t_ns};
    unsigned char *changes = w->out + sizeof f;
    f.bytes = (uint32_t)encode(w, panel, changes);
    f.crc = vx_crc32c(vx_crc32c(0, &f, offsetof(struct vx_history_frame, crc)), changes, f.bytes);
    memcpy(w->out, &f, sizeof f);
    if (w->io.ops->write(w->io.self, w->file, w->out, sizeof f + f.bytes, w->at) < 0)
        close_file(w); /* the next one begins anew */
    w->at += sizeof f + f.bytes;
}

void vx_history_end(struct vx_history_writer *w)
{
    close_file(w);
    w->limit = 0;
}

/* ---- one file ---- */

static bool read_header(struct vx_history *h, int file, uint64_t *life)
{
    struct vx_history_header head;
    if (h->io.ops->read(h->io.self, file, &head, sizeof head, 0) != (int64_t)sizeof head ||
        memcmp(head.magic, VX_HISTORY_MAGIC, sizeof head.magic) != 0 ||
        head.crc != vx_crc32c(0, &head, offsetof(struct vx_history_header, crc)))
        return false;
    *life = head.life;
    return head.version == VERSION && head.order == VX_JOURNAL_ORDER &&
           head.journal == h->journal && head.layout == vx_panel_layout();
}

/* What has come to the cursor's file since. */
static void read_on(struct vx_history *h, struct vx_history_cursor *c)
{
    char name[VX_IO_NAME_MAX];
    uint64_t life;
    file_name(name, c->number);
    const int file = h->io.ops->open(h->io.self, name, VX_IO_READ);
    if (file < 0)
        return;
    if (c->held || read_header(h, file, &life)) {
        const uint64_t from = c->held ? c->held : sizeof(struct vx_history_header);
        const int64_t n =
            h->io.ops->read(h->io.self, file, c->bytes + from, sizeof c->bytes - from, from);
        c->held = n > 0 ? from + (uint64_t)n : from;
    }
    h->io.ops->close(h->io.self, file);
}

static void enter_file(struct vx_history *h, struct vx_history_cursor *c,
                       const struct vx_history_place *place)
{
    memset(c->word, 0, sizeof c->word);
    c->number = place->number;
    c->life = place->life;
    c->seq = c->t_ns = c->held = 0;
    c->next_seq = VX_NEVER;
    c->at = sizeof(struct vx_history_header);
    read_on(h, c);
}

/* The frame behind where it stands, if it is whole. */
static bool peek_frame(const struct vx_history_cursor *c, struct vx_history_frame *f)
{
    if (c->at + sizeof *f > c->held)
        return false;
    memcpy(f, c->bytes + c->at, sizeof *f);
    if (f->magic != VX_HISTORY_FRAME || f->bytes > c->held - c->at - sizeof *f)
        return false;
    const uint32_t sum = vx_crc32c(0, f, offsetof(struct vx_history_frame, crc));
    return f->crc == vx_crc32c(sum, c->bytes + c->at + sizeof *f, f->bytes);
}

static void take_frame(struct vx_history_cursor *c, const struct vx_history_frame *f)
{
    const unsigned char *at = c->bytes + c->at + sizeof *f, *end = at + f->bytes;
    uint64_t gap, by;
    for (size_t n = 0; at < end;) {
        at = take_number(at, end, &gap);
        at = at ? take_number(at, end, &by) : NULL;
        if (!at || gap >= VX_HISTORY_WORDS - n)
            break;
        n += gap;
        c->word[n] += unzigzag(by);
    }
    c->at += sizeof *f + f->bytes;
    c->seq = f->seq;
    c->t_ns = f->t_ns;
}

/*
 * Frames of a moment are those before it, and the first one behind it if nothing came in between:
 * that one knows of the moment's own input.
 */
static bool is_of(const struct vx_history_cursor *c, const struct vx_history_frame *f, uint64_t seq,
                  uint64_t t_ns)
{
    if (f->seq > seq)
        return false;
    return f->t_ns <= t_ns || (c->seq < seq && f->seq == seq && f->t_ns <= t_ns + STALE_NS);
}

/* As far as the moment allows; whether it stands behind a frame. */
static bool walk(struct vx_history *h, struct vx_history_cursor *c, uint64_t seq, uint64_t t_ns)
{
    struct vx_history_frame f;
    if (!peek_frame(c, &f))
        read_on(h, c);
    while (peek_frame(c, &f) && is_of(c, &f, seq, t_ns))
        take_frame(c, &f);
    c->next_seq = peek_frame(c, &f) ? f.seq : VX_NEVER;
    return c->at > sizeof(struct vx_history_header);
}

/* ---- all files ---- */

void vx_history_open(struct vx_history *h, const struct vx_io *io, uint64_t journal)
{
    h->io = *io;
    h->journal = journal;
    h->places = h->samples = 0;
    h->cursor.number = h->before.number = h->line.number = 0;
    h->has_before = false;
}

static bool look_at(struct vx_history *h, uint32_t number, struct vx_history_place *place)
{
    char name[VX_IO_NAME_MAX];
    struct vx_history_frame f = {.magic = 0};
    file_name(name, number);
    const int file = h->io.ops->open(h->io.self, name, VX_IO_READ);
    if (file < 0)
        return false;
    place->number = number;
    const bool good = read_header(h, file, &place->life) &&
                      h->io.ops->read(h->io.self, file, &f, sizeof f,
                                      sizeof(struct vx_history_header)) == (int64_t)sizeof f &&
                      f.magic == VX_HISTORY_FRAME;
    h->io.ops->close(h->io.self, file);
    place->seq = f.seq;
    place->t_ns = f.t_ns;
    return good;
}

/* The list of files as it is now. */
static void look(struct vx_history *h)
{
    struct range r = {0};
    uint32_t gone = 0;
    h->io.ops->list(h->io.self, note_name, &r);
    while (gone < h->places && h->place[gone].number < r.first)
        gone++;
    h->places -= gone;
    memmove(h->place, h->place + gone, h->places * sizeof h->place[0]);
    uint32_t number = h->places ? h->place[h->places - 1].number + 1 : r.first;
    for (; number && number <= r.last && h->places < VX_HISTORY_FILES_MAX; number++)
        h->places += look_at(h, number, &h->place[h->places]);
}

static bool seek(struct vx_history *h, struct vx_history_cursor *c,
                 const struct vx_history_place *place, uint64_t seq, uint64_t t_ns)
{
    if (c->number != place->number || c->seq >= seq || c->t_ns > t_ns)
        enter_file(h, c, place);
    return walk(h, c, seq, t_ns);
}

bool vx_history_goto(struct vx_history *h, uint64_t seq, uint64_t t_ns)
{
    look(h);
    h->has_before = false;
    uint32_t i = h->places;
    while (i > 0 && (h->place[i - 1].seq > seq ||
                     (h->place[i - 1].seq == seq && h->place[i - 1].t_ns > t_ns)))
        i--;
    if (i == 0 || !seek(h, &h->cursor, &h->place[i - 1], seq, t_ns))
        return false;
    const struct vx_history_cursor *c = &h->cursor;
    if (c->t_ns + STALE_NS < t_ns)
        return false;
    const uint64_t before = c->t_ns - vx_min_u64(c->t_ns, BEFORE_NS);
    while (i > 0 && h->place[i - 1].life == c->life && h->place[i - 1].t_ns > before)
        i--;
    h->has_before = i > 0 && h->place[i - 1].life == c->life &&
                    seek(h, &h->before, &h->place[i - 1], VX_NEVER, before);
    return true;
}

void vx_history_put(const struct vx_history *h, struct vx_panel *panel)
{
    const uint64_t *word = h->cursor.word;
    for (size_t i = 0; i < VX_LEN(blocks); word += blocks[i++].words) {
        _Atomic uint64_t *to = (void *)((char *)panel + blocks[i].at);
        for (size_t k = 0; blocks[i].put && k < blocks[i].words; k++)
            vx_put(&to[k], word[k]);
    }
}

#define COPY(to, field) \
    memcpy((to), c->word + place_of(offsetof(struct vx_panel, field)), sizeof(to))

/* The book is at the moment itself, the rest at the frame before it: both grew alike. */
static void shift_book(const struct vx_history *h, const struct vx_panel *panel,
                       struct vx_view *view)
{
    const size_t at = place_of(offsetof(struct vx_panel, book));
    const _Atomic uint64_t *now = (const void *)&panel->book;
    for (size_t i = 0; i < VX_LEN(view->book); i++)
        view->book[i] = vx_get(&now[i]) - (h->cursor.word[at + i] - h->before.word[at + i]);
    view->taken_ns = vx_get(&panel->now_ns) - (h->cursor.t_ns - h->before.t_ns);
}

bool vx_history_before(const struct vx_history *h, const struct vx_panel *panel,
                       struct vx_view *view)
{
    const struct vx_history_cursor *c = &h->before;
    if (!h->has_before || c->t_ns >= h->cursor.t_ns)
        return false;
    memset(view, 0, sizeof *view);
    COPY(view->stage, stage);
    COPY(view->ring, ring);
    COPY(view->ingress, ingress);
    COPY(view->bundle, bundle);
    COPY(view->output, output);
    COPY(view->feed, feed);
    COPY(view->journal, journal);
    for (unsigned i = 0; i < VX_LATENCIES; i++) {
        const size_t at = offsetof(struct vx_panel, latency) + i * sizeof(struct vx_hist);
        struct vx_hist_copy *to = &view->latency[i];
        to->sum = c->word[place_of(at + offsetof(struct vx_hist, sum))];
        to->max = c->word[place_of(at + offsetof(struct vx_hist, max))];
        memcpy(to->counts, c->word + place_of(at + offsetof(struct vx_hist, counts)),
               sizeof to->counts);
        for (uint32_t k = 0; k < VX_HIST_COUNTS; k++)
            to->count += to->counts[k];
    }
    shift_book(h, panel, view);
    return true;
}

/* ---- the time line ---- */

static uint64_t line_word(const struct vx_history *h, size_t panel_at)
{
    return h->line.word[place_of(panel_at)];
}

static void add_sample(struct vx_history *h)
{
    const uint32_t most = (uint32_t)VX_LEN(h->sample);
    if (h->samples == most) { /* every second one goes */
        for (uint32_t i = 0; i < most / 2; i++)
            h->sample[i] = h->sample[2 * i + 1];
        h->samples = most / 2;
    }
    h->sample[h->samples++] = (struct vx_history_sample){
        .t_ns = h->line.t_ns,
        .lots = line_word(h, offsetof(struct vx_panel, book.trade_lots)),
        .own = line_word(h, offsetof(struct vx_panel, ingress.operator_in)),
    };
}

/* The next file of the newest engine's; NULL: there is none. */
static const struct vx_history_place *next_place(const struct vx_history *h)
{
    for (uint32_t i = 0; i < h->places; i++)
        if (h->place[i].number > h->line.number && h->place[i].life == h->place[h->places - 1].life)
            return &h->place[i];
    return NULL;
}

static void follow_line(struct vx_history *h)
{
    struct vx_history_frame f;
    struct vx_history_cursor *c = &h->line;
    look(h);
    if (c->number && !peek_frame(c, &f))
        read_on(h, c);
    for (unsigned round = 0; round < LINE_ROUNDS; round++) {
        if (c->number && peek_frame(c, &f)) {
            take_frame(c, &f);
            add_sample(h);
            continue;
        }
        const struct vx_history_place *next = next_place(h);
        if (!next)
            return;
        enter_file(h, c, next);
    }
}

/* What came between two samples, over the cells between them. */
static void spread(const struct vx_history_sample *from, const struct vx_history_sample *to,
                   struct vx_travel_cell *cell, uint64_t first, uint64_t last)
{
    const uint64_t lots = to->lots - from->lots, cells = last - first + 1;
    for (uint64_t k = first; k <= last; k++) {
        cell[k].known = true;
        cell[k].lots += lots / cells;
    }
    cell[first].own += to->own - from->own;
}

void vx_history_cells(struct vx_history *h, uint64_t from_ns, uint64_t to_ns,
                      struct vx_travel_cell *cell, uint32_t n)
{
    const uint64_t span = vx_max_u64(to_ns - from_ns, 1);
    follow_line(h);
    memset(cell, 0, n * sizeof *cell);
    for (uint32_t i = 1; i < h->samples; i++) {
        const uint64_t begin = h->sample[i - 1].t_ns, end = h->sample[i].t_ns;
        if (begin < from_ns || begin >= to_ns)
            continue;
        const uint64_t first = (uint64_t)((unsigned __int128)(begin - from_ns) * n / span);
        const uint64_t behind = (uint64_t)((unsigned __int128)(end - from_ns) * n / span);
        const uint64_t last = vx_min_u64(behind > first ? behind - 1 : first, n - 1);
        spread(&h->sample[i - 1], &h->sample[i], cell, first, last);
    }
}
