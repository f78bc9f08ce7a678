#include "journal_tool.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/run/setup.h"
#include "core/base/err.h"
#include "core/base/tx_text.h"
#include "core/journal/tail_view.h"

struct asked {
    const char *what; /* verify, dump, stat */
    const char *directory;
    const char *file; /* NULL: all of it */
};

struct sums {
    uint64_t records, kind[VX_RECORD_KINDS], tx[VX_TX_KINDS], first_seq, last_seq;
};

/* Where a record was: the one that seals a segment leads on into the next. */
struct spot {
    char name[VX_IO_NAME_MAX];
    uint64_t offset;
    bool in_tail; /* and nowhere else */
};

static void note_spot(struct spot *spot, const struct vx_reader *r, const struct vx_tail_view *view)
{
    memcpy(spot->name, r->name, sizeof spot->name);
    spot->offset = vx_slot_offset(r->at.slot);
    spot->in_tail = vx_tail_view_has(view, r->at.segment, spot->offset);
}

static void dump(const struct spot *spot, const struct vx_record *rec)
{
    char text[VX_TX_TEXT_MAX];
    printf("%s:%" PRIu64 " seq=%" PRIu64 " t=%" PRIu64 " %s", spot->name, spot->offset, rec->seq,
           rec->now_ns, vx_record_kind_name(rec->kind));
    if (rec->kind == VX_RECORD_INPUT && vx_tx_text(text, sizeof text, &rec->tx) > 0)
        printf(" %s", text);
    else if (rec->kind == VX_RECORD_CONTROL && rec->word.a == VX_JOURNAL_RESTORE)
        printf(" load snapshot=%" PRIu64 " inputs=%" PRIu64, rec->word.b, rec->word.c);
    else if (rec->kind == VX_RECORD_CONTROL)
        printf(" halt=%s", rec->word.b ? "on" : "off");
    else if (rec->kind == VX_RECORD_START || rec->kind == VX_RECORD_SEAL)
        printf(" %" PRIu64, rec->word.a);
    puts(spot->in_tail ? " (journal.tail)" : "");
}

static void count(struct sums *s, const struct vx_record *rec)
{
    s->records++;
    s->kind[rec->kind]++;
    if (rec->kind == VX_RECORD_INPUT)
        s->tx[rec->tx.kind < VX_TX_KINDS ? rec->tx.kind : VX_TX_NONE]++;
    if (s->records == 1)
        s->first_seq = rec->seq;
    s->last_seq = rec->seq;
}

static void print_stat(const struct vx_reader *r, const struct sums *s)
{
    printf("journal    %016" PRIx64 "\nsegments   to %" PRIu32 ", %" PRIu64 " bytes each\n",
           r->at.journal, r->at.segment, r->at.bytes);
    printf("records    %" PRIu64 "\nsequences  %" PRIu64 " to %" PRIu64 "\n", s->records,
           s->first_seq, s->last_seq);
    for (unsigned kind = 1; kind < VX_RECORD_KINDS; kind++)
        if (s->kind[kind])
            printf("%-10s %" PRIu64 "\n", vx_record_kind_name(kind), s->kind[kind]);
    for (unsigned kind = 1; kind < VX_TX_KINDS; kind++)
        if (s->tx[kind])
            printf("  %-10s %" PRIu64 "\n", vx_tx_kind_name(kind), s->tx[kind]);
}

static int finish(const struct asked *a, const struct vx_reader *r, const struct sums *s, int rc)
{
    if (strcmp(a->what, "stat") == 0)
        print_stat(r, s);
    if (rc < 0) {
        fflush(stdout);
        fprintf(stderr, "velox: journal: %s: %s\n", a->directory, r->text);
        return VX_EXIT_JOURNAL;
    }
    if (strcmp(a->what, "verify") == 0)
        printf("ok: %" PRIu64 " records, sequences %" PRIu64 " to %" PRIu64 "\n", s->records,
               s->first_seq, s->last_seq);
    if (r->end == VX_END_TORN)
        printf("torn: %s; a start would cut it\n", r->text);
    return VX_EXIT_OK;
}

/* What an engine left, or has at this moment, in journal.tail alone. */
static void say_tail(int64_t records)
{
    if (records > 0)
        printf("tail: %" PRId64 " of them only in journal.tail: an engine runs here, or was "
               "killed; the next start writes them to the segments\n",
               records);
    else
        puts("tail: an engine runs here, or was killed; journal.tail holds nothing that the "
             "segments do not");
}

static int read_all(const struct asked *a, struct vx_reader *r, const struct vx_tail_view *view)
{
    struct vx_record rec;
    struct spot spot;
    struct sums sums = {0};
    const struct vx_io *io = &view->io;
    int rc = a->file ? vx_reader_open_file(r, io, a->file) : vx_reader_open(r, io, 0);
    if (rc == VX_E_EMPTY)
        snprintf(r->text, sizeof r->text,
                 "there is no journal in it (what --data was given is wanted)");
    while (rc >= 0) {
        note_spot(&spot, r, view);
        if ((rc = vx_reader_next(r, &rec)) != 1)
            break;
        count(&sums, &rec);
        if (strcmp(a->what, "dump") == 0)
            dump(&spot, &rec);
    }
    vx_reader_close(r);
    return finish(a, r, &sums, rc);
}

static int look(const struct asked *a, const struct vx_io *io)
{
    struct vx_tail_view view = {.io = *io};
    struct vx_reader *r = malloc(sizeof *r);
    if (!r)
        return VX_EXIT_ERROR;
    const int64_t tail = a->file ? 0 : vx_tail_view_open(&view, r, io);
    int status = VX_EXIT_JOURNAL;
    if (tail < 0)
        fprintf(stderr, "velox: journal: %s: journal.tail: %s\n", a->directory, vx_io_text(tail));
    else
        status = read_all(a, r, &view);
    if (!a->file && status == VX_EXIT_OK && strcmp(a->what, "dump") != 0 && vx_tail_is_there(io))
        say_tail(tail);
    vx_tail_view_close(&view);
    free(r);
    return status;
}

static int usage(void)
{
    fprintf(stderr, "Usage: velox journal verify|dump|stat FILE|DIR\n");
    return VX_EXIT_USAGE;
}

int vx_journal_tool(int argc, char **argv)
{
    struct vx_io_posix posix;
    struct vx_io io;
    struct stat st;
    if (argc != 3 || (strcmp(argv[1], "verify") != 0 && strcmp(argv[1], "dump") != 0 &&
                      strcmp(argv[1], "stat") != 0))
        return usage();
    char *path = strdup(argv[2]), *file = NULL;
    if (!path)
        return VX_EXIT_ERROR;
    if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
        char *slash = strrchr(path, '/');
        file = slash ? slash + 1 : path;
        if (slash)
            *slash = '\0';
    }
    const struct asked asked = {
        .what = argv[1],
        .directory = !file          ? path
                     : file == path ? "."
                     : *path        ? path
                                    : "/",
        .file = file,
    };
    const int rc = vx_io_posix_open(&posix, asked.directory, false, &io);
    if (rc < 0)
        fprintf(stderr, "velox: journal: %s: %s\n", argv[2], strerror(-rc));
    const int status = rc < 0 ? VX_EXIT_JOURNAL : look(&asked, &io);
    if (rc >= 0)
        vx_io_posix_close(&posix);
    free(path);
    return status;
}
