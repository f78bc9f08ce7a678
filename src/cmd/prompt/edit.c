/*
 * edit.c: libedit inside a screen that is not its own.  It edits on a private pty and prints into a
 * sink; keys come from the console's event loop, and the console draws what el_wline() says.
 */
#include "config.h"
#include "cmd/prompt/edit.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <pty.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/prompt/assist.h"
#include "cmd/prompt/edit_keys.h"
#include "cmd/prompt/plain.h"
#include "cmd/prompt/wide.h"
#include "cmd/run/lines.h"
#include "cmd/show/help.h"
#include "core/base/err.h"

#define SINK_COLS  1024                   /* of the pty: libedit never scrolls or wraps what fits */
#define ROOM       (3 * VX_LINE_TEXT_MAX) /* libedit's buffer: one command may double a line */
#define SAVE_EVERY 16                     /* lines of history between two savings */
#define CTRL_G     0x07
#define CTRL_W     0x17
#define ESCAPE     0x1b
#define BYTES_MAX  (VX_LINE_TEXT_MAX * 4)
#define PATH_BYTES 1024

struct vx_edit {
    struct vx_interp *interp;
    EditLine *el; /* NULL: the plain editor */
    FILE *sink;
    int master, slave;
    char path[PATH_BYTES];
    unsigned back; /* the line of history that libedit is at; 1: the newest */
    uint32_t bells;
    vx_line_getkey getkey;
    void *ui;
    struct vx_assist assist;
    struct vx_plain plain;
    int64_t editor; /* the setting as it was last obeyed */
    bool vi, vi_command;
    wchar_t last_key;     /* the one before the probe */
    bool probed;          /* and nothing was typed since */
    bool reading;         /* a line is being edited */
    const char *running;  /* the command that runs now; NULL: none */
    bool ended;           /* getkey said 0 */
    bool end_of_file;     /* ^D on an empty line */
    char text[BYTES_MAX]; /* the line in bytes, up to date after take_text */
    char done[BYTES_MAX]; /* what read returned */
};

/* ---- the line as text ---- */

struct line {
    const wchar_t *text, *search; /* search: NULL if there is none */
    size_t len, cursor, search_len;
};

/* libedit keeps what a search says behind a newline in the same buffer. */
static struct line line_of(const struct vx_edit *e)
{
    if (!e->el)
        return (struct line){.text = e->plain.text, .len = e->plain.len, .cursor = e->plain.cursor};
    const LineInfoW *info = el_wline(e->el);
    const size_t all = (size_t)(info->lastchar - info->buffer);
    struct line l = {
        .text = info->buffer, .len = all, .cursor = (size_t)(info->cursor - info->buffer)};
    const wchar_t *newline = wmemchr(info->buffer, L'\n', all);
    if (newline) {
        l.len = (size_t)(newline - info->buffer);
        l.search = newline + 1;
        l.search_len = all - l.len - 1;
    }
    l.cursor = l.cursor > l.len ? l.len : l.cursor;
    return l;
}

/* e->text becomes the line; the cursor in bytes. */
static size_t take_text(struct vx_edit *e)
{
    const struct line l = line_of(e);
    size_t before = vx_wide_to_bytes(e->text, sizeof e->text, l.text, l.cursor);
    vx_wide_to_bytes(e->text + before, sizeof e->text - before, l.text + l.cursor,
                     l.len - l.cursor);
    return before;
}

/* ---- what libedit calls ---- */

static struct vx_edit *self_of(EditLine *el)
{
    void *self = NULL;
    el_get(el, EL_CLIENTDATA, &self);
    return self;
}

static ssize_t sink_write(void *cookie, const char *bytes, size_t n)
{
    struct vx_edit *e = cookie;
    if (memchr(bytes, CTRL_G, n))
        e->bells++;
    return (ssize_t)n;
}

static char *no_prompt(EditLine *el)
{
    static char none[1];
    (void)el;
    return none;
}

static bool insert_wide(struct vx_edit *e, const wchar_t *text, size_t len)
{
    const struct line l = line_of(e);
    if (l.len + len >= VX_LINE_TEXT_MAX)
        return false;
    if (!e->el)
        vx_plain_insert(&e->plain, text, len);
    return !e->el || len == 0 || el_winsertstr(e->el, text) == 0;
}

static bool complete(struct vx_edit *e)
{
    wchar_t wide[sizeof((struct vx_completion *)0)->insert];
    size_t cursor = take_text(e);
    struct vx_completion c = vx_assist_complete(&e->assist, e->text, cursor);
    if (!c.found)
        return false;
    size_t len = vx_wide_from_bytes(wide, VX_LEN(wide), c.insert);
    if (e->el)
        el_wdeletestr(e->el, (int)c.remove);
    else
        vx_plain_erase(&e->plain, c.remove);
    return insert_wide(e, wide, len);
}

static unsigned char on_complete(EditLine *el, int key)
{
    (void)key;
    return complete(self_of(el)) ? CC_REFRESH : CC_ERROR;
}

static unsigned char on_clear(EditLine *el, int key)
{
    (void)key;
    vx_assist_close(&self_of(el)->assist);
    return CC_FATAL; /* libedit's word for: forget the line */
}

/* Esc: an open list goes first, then the line. */
static unsigned char on_cancel(EditLine *el, int key)
{
    struct vx_edit *e = self_of(el);
    if (!e->assist.open)
        return on_clear(el, key);
    vx_assist_close(&e->assist);
    return CC_NORM;
}

static unsigned char on_end(EditLine *el, int key)
{
    struct vx_edit *e = self_of(el);
    const struct line l = line_of(e);
    (void)key;
    if (l.len > 0)
        return CC_ERROR;
    e->end_of_file = true;
    return CC_EOF;
}

/* libedit's own goes one too far to the left in vi, on an empty line out of the buffer. */
static unsigned char on_line_end(EditLine *el, int key)
{
    struct vx_edit *e = self_of(el);
    (void)key;
    el_cursor(el, (int)line_of(e).len + 1);
    if (e->vi_command)
        el_cursor(el, -1);
    return CC_REFRESH;
}

static unsigned char on_probe_insert(EditLine *el, int key)
{
    (void)key;
    self_of(el)->vi_command = false;
    return CC_ARGHACK; /* nothing happened: counts and pending commands go on */
}

static unsigned char on_probe_command(EditLine *el, int key)
{
    (void)key;
    self_of(el)->vi_command = true;
    return CC_ARGHACK;
}

/*
 * Which map vi uses can only be asked with a key that means something else in each.  Not while a
 * command is in the middle of reading its own key, and no more often than needed: after Esc, and
 * after what can leave the command mode.
 */
static bool wants_probe(const struct vx_edit *e)
{
    if (!e->vi || e->probed || line_of(e).search)
        return false;
    if (!e->vi_command)
        return e->last_key == ESCAPE;
    return !wcschr(L"fFtT/?@_KJ\x16\x11\x12\x13", e->last_key);
}

/*
 * libedit 3.1 has commands that leave the cursor outside of the line (vi's `$` on an empty one);
 * the next character would be written there.  Called before each key.
 */
static void keep_inside(const struct vx_edit *e)
{
    const LineInfoW *info = el_wline(e->el);
    if (info->cursor < info->buffer)
        el_cursor(e->el, 1);
    else if (info->cursor > info->lastchar)
        el_cursor(e->el, -1);
    /* what was pasted or yanked over the limit goes again, before it can double */
    const ptrdiff_t over = info->lastchar - info->buffer - (VX_LINE_TEXT_MAX - 1);
    if (over > 0 && !line_of(e).search) {
        el_cursor(e->el, 2 * ROOM);
        el_wdeletestr(e->el, (int)over);
    }
}

static bool is_text(wchar_t key)
{
    return key >= L' ' && key != 0x7f && (key < VX_KEY_BASE || key >= 0xa0);
}

/* A key on its way to libedit; false: it goes nowhere. */
static bool translate(struct vx_edit *e, wchar_t *key)
{
    const struct line l = line_of(e);
    if (is_text(*key) && l.len + 1 >= VX_LINE_TEXT_MAX) {
        e->bells++;
        return false;
    }
    /* ^W in a search takes words from before the line's beginning */
    if (*key == CTRL_W && l.search)
        return false;
    /* libedit's searches end on keys of their own: ^G takes an incremental one back */
    if (*key == VX_KEY_BASE + VX_KEY_CANCEL && l.search)
        *key = l.search_len > 1 && (l.search[0] == L'b' || l.search[0] == L'f') ? CTRL_G : ESCAPE;
    return true;
}

static int get_key(EditLine *el, wchar_t *key)
{
    struct vx_edit *e = self_of(el);
    keep_inside(e);
    if (wants_probe(e)) {
        e->probed = true;
        *key = VX_EDIT_PROBE;
        return 1;
    }
    do {
        if (!e->getkey || e->getkey(e->ui, key) <= 0) {
            e->ended = true;
            return 0;
        }
    } while (!translate(e, key));
    e->last_key = *key;
    e->probed = false;
    return 1;
}

/* ---- emacs or vi ---- */

static bool is_vi(EditLine *el)
{
    const char *editor = NULL;
    return el_get(el, EL_EDITOR, &editor) == 0 && editor && strcmp(editor, "vi") == 0;
}

static void choose_editor(struct vx_edit *e, bool vi)
{
    if (vi != is_vi(e->el))
        el_set(e->el, EL_EDITOR, vi ? "vi" : "emacs");
    e->vi = vi;
    e->vi_command = false;
    vx_edit_bind(e->el, vi);
}

/* The user's ~/.editrc has the first word, `set editor` the last. */
static void load_bindings(struct vx_edit *e)
{
    el_set(e->el, EL_EDITOR, "emacs");
    el_source(e->el, NULL);
    e->editor = vx_interp_setting(e->interp, VX_SET_EDITOR);
    choose_editor(e, e->editor == 1 || is_vi(e->el));
}

/* ---- the lines typed ---- */

/* What libedit asks of a history: the newest is the first. */
static int recall(void *self, HistEvent *event, int what, ...)
{
    struct vx_edit *e = self;
    const struct vx_lines *lines = vx_interp_lines(e->interp);
    const unsigned count = lines ? lines->count : 0;
    unsigned back = e->back;
    va_list more;
    va_start(more, what);
    switch (what) {
    case H_FIRST:
        back = 1;
        break;
    case H_LAST:
        back = count;
        break;
    case H_NEXT:
        back++;
        break;
    case H_PREV:
        back--;
        break;
    case H_SET:
        back = count - (unsigned)va_arg(more, int);
        break;
    case H_CURR:
        break;
    default:
        back = 0;
        break;
    }
    va_end(more);
    if (back == 0 || back > count)
        return -1;
    e->back = back;
    event->num = (int)(count - back);
    event->str = vx_lines_at(lines, count - back);
    return 0;
}

static void load_history(struct vx_edit *e)
{
    struct vx_lines *lines = vx_interp_lines(e->interp);
    if (lines && e->path[0])
        vx_lines_load(lines, e->path);
}

static void save_history(struct vx_edit *e, unsigned least)
{
    struct vx_lines *lines = vx_interp_lines(e->interp);
    if (lines && e->path[0] && lines->unsaved >= least)
        vx_lines_save(lines, e->path);
}

/* ---- vx_line ---- */

static void op_attach(void *self, vx_line_getkey getkey, vx_line_say say, vx_line_idle idle,
                      void *ui)
{
    struct vx_edit *e = self;
    e->getkey = getkey;
    e->ui = ui;
    vx_interp_attach(e->interp, say, idle, ui);
}

/* End of input is an order to leave, which may be asked about. */
static const char *leave(struct vx_edit *e)
{
    e->end_of_file = false;
    vx_interp_line(e->interp, "quit", "^D");
    return "";
}

static const char *read_plain(struct vx_edit *e)
{
    wchar_t key;
    while (e->getkey && e->getkey(e->ui, &key) > 0) {
        switch (vx_plain_key(&e->plain, key)) {
        case VX_PLAIN_LINE:
            take_text(e);
            vx_plain_clear(&e->plain);
            vx_assist_close(&e->assist);
            return memcpy(e->done, e->text, sizeof e->done);
        case VX_PLAIN_END:
            return leave(e);
        case VX_PLAIN_COMPLETE:
            e->bells += !complete(e);
            break;
        case VX_PLAIN_GOES_ON:
            break;
        }
    }
    return NULL;
}

static const char *read_libedit(struct vx_edit *e)
{
    int n = 0;
    int64_t editor = vx_interp_setting(e->interp, VX_SET_EDITOR);
    if (editor != e->editor)
        choose_editor(e, editor == 1);
    e->editor = editor;
    e->vi_command = false;
    e->last_key = 0;
    const char *text = el_gets(e->el, &n);
    vx_assist_close(&e->assist);
    if (e->ended)
        return NULL;
    if (e->end_of_file || !text)
        return leave(e);
    snprintf(e->done, sizeof e->done, "%.*s", (int)strcspn(text, "\n"), text);
    return e->done;
}

static const char *op_read(void *self)
{
    struct vx_edit *e = self;
    e->reading = true;
    const char *text = e->el ? read_libedit(e) : read_plain(e);
    e->reading = false;
    return text;
}

static void op_view(void *self, struct vx_line_view *view)
{
    static const wchar_t none[1];
    struct vx_edit *e = self;
    if (!e->reading) {
        *view = (struct vx_line_view){.text = none, .vi = e->vi};
        if (e->running)
            snprintf(view->hint, sizeof view->hint, "^C interrupts: %s", e->running);
        return;
    }
    const struct line l = line_of(e);
    size_t cursor = take_text(e);
    vx_assist_follow(&e->assist, e->text, cursor);
    *view = (struct vx_line_view){.text = l.text,
                                  .len = l.len,
                                  .cursor = l.cursor,
                                  .search = l.search,
                                  .search_len = l.search_len,
                                  .vi = e->vi,
                                  .vi_command = e->vi_command,
                                  .candidates = e->assist.open ? e->assist.n : 0,
                                  .candidate = e->assist.candidate};
    memcpy(view->hint, e->assist.hint, sizeof view->hint);
}

static void op_execute(void *self, const char *text, const char *origin)
{
    struct vx_edit *e = self;
    e->running = text;
    vx_interp_line(e->interp, text, origin);
    e->running = NULL;
    save_history(e, SAVE_EVERY);
}

static bool op_quitting(void *self, int *code)
{
    return vx_interp_quitting(((struct vx_edit *)self)->interp, code);
}

static void op_tick(void *self)
{
    vx_interp_tick(((struct vx_edit *)self)->interp);
}

static void op_insert(void *self, const char *text)
{
    struct vx_edit *e = self;
    const struct line l = line_of(e);
    const size_t room = VX_LINE_TEXT_MAX - l.len;
    wchar_t *wide = malloc(room * sizeof *wide);
    if (!wide || l.search || room <= 1) {
        e->bells++;
        free(wide);
        return;
    }
    insert_wide(e, wide, vx_wide_from_bytes(wide, room, text));
    free(wide);
}

/* Removes the whole line. */
static void clear_line(struct vx_edit *e)
{
    if (!e->el) {
        vx_plain_clear(&e->plain);
        return;
    }
    el_cursor(e->el, 2 * ROOM);
    el_wdeletestr(e->el, (int)line_of(e).len);
}

static void move_back(struct vx_edit *e, size_t columns)
{
    if (e->el)
        el_cursor(e->el, -(int)columns);
    else
        e->plain.cursor -= columns;
}

static void op_ready(void *self, const char *before, const char *behind)
{
    struct vx_edit *e = self;
    if (!e->reading || line_of(e).search) {
        e->bells++;
        return;
    }
    clear_line(e);
    op_insert(self, before);
    const size_t at = line_of(e).cursor;
    op_insert(self, behind);
    move_back(e, line_of(e).cursor - at);
}

static void op_front(void *self, struct vx_front *front)
{
    struct vx_edit *e = self;
    vx_interp_front(e->interp, front);
    front->bell += e->bells;
}

static void op_moment(void *self, struct vx_line_moment *moment)
{
    vx_interp_moment(((struct vx_edit *)self)->interp, moment);
}

static void op_cells(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                     uint32_t n)
{
    vx_interp_cells(((struct vx_edit *)self)->interp, from_ns, to_ns, cell, n);
}

static const char *op_question(void *self)
{
    return vx_interp_question(((struct vx_edit *)self)->interp);
}

static void op_reply(void *self, bool yes)
{
    vx_interp_reply(((struct vx_edit *)self)->interp, yes);
}

static bool op_help_row(void *self, uint32_t row, struct vx_line_candidate *out)
{
    return vx_interp_help_row(((struct vx_edit *)self)->interp, row, out);
}

static bool op_order_name(void *self, uint64_t id, char *name, size_t size)
{
    return vx_interp_order_name(((struct vx_edit *)self)->interp, id, name, size);
}

static const char *op_binding(void *self, const char *key)
{
    return vx_interp_binding(((struct vx_edit *)self)->interp, key);
}

static const struct vx_line_ops ops = {
    .attach = op_attach,
    .read = op_read,
    .view = op_view,
    .execute = op_execute,
    .quitting = op_quitting,
    .tick = op_tick,
    .insert = op_insert,
    .ready = op_ready,
    .front = op_front,
    .question = op_question,
    .reply = op_reply,
    .help_row = op_help_row,
    .order_name = op_order_name,
    .binding = op_binding,
    .moment = op_moment,
    .cells = op_cells,
};

/* ---- opening and closing ---- */

static bool open_sink(struct vx_edit *e)
{
    const cookie_io_functions_t functions = {.write = sink_write};
    e->sink = fopencookie(e, "w", functions);
    return e->sink && setvbuf(e->sink, NULL, _IOFBF, BUFSIZ) == 0;
}

static bool open_pty(struct vx_edit *e)
{
    const struct winsize size = {.ws_row = 2, .ws_col = SINK_COLS};
    if (openpty(&e->master, &e->slave, NULL, NULL, &size) < 0) {
        e->master = e->slave = -1;
        return false;
    }
    fcntl(e->master, F_SETFD, FD_CLOEXEC);
    fcntl(e->slave, F_SETFD, FD_CLOEXEC);
    return true;
}

/* The buffer never grows while it is used: libedit loses its mark when it moves. */
static bool make_buffer(struct vx_edit *e)
{
    wchar_t *text = malloc((ROOM + 1) * sizeof *text);
    if (!text)
        return false;
    wmemset(text, L' ', ROOM);
    text[ROOM] = L'\0';
    bool made = el_winsertstr(e->el, text) == 0;
    free(text);
    return made; /* the next line begins empty */
}

static bool open_libedit(struct vx_edit *e)
{
    if (!open_sink(e) || !open_pty(e))
        return false;
    e->el = el_init_fd("velox", stdin, e->sink, e->sink, e->slave, e->slave, e->slave);
    if (!e->el)
        return false;
    el_set(e->el, EL_CLIENTDATA, e);
    el_set(e->el, EL_PROMPT, no_prompt);
    el_set(e->el, EL_SIGNAL, 0);
    el_set(e->el, EL_HIST, recall, e);
    el_set(e->el, EL_GETCFN, get_key);
    /* the narrow call would leak the names */
    el_wset(e->el, EL_ADDFN, L"velox-complete", L"complete a word", on_complete);
    el_wset(e->el, EL_ADDFN, L"velox-clear", L"clear the line", on_clear);
    el_wset(e->el, EL_ADDFN, L"velox-cancel", L"close the list or clear the line", on_cancel);
    el_wset(e->el, EL_ADDFN, L"velox-end", L"leave, on an empty line", on_end);
    el_wset(e->el, EL_ADDFN, L"velox-probe-insert", L"", on_probe_insert);
    el_wset(e->el, EL_ADDFN, L"velox-probe-command", L"", on_probe_command);
    el_wset(e->el, EL_ADDFN, L"velox-line-end", L"to the end of the line", on_line_end);
    load_bindings(e);
    return make_buffer(e);
}

static void close_libedit(struct vx_edit *e)
{
    if (e->el)
        el_end(e->el);
    if (e->sink)
        fclose(e->sink);
    if (e->master >= 0)
        close(e->master);
    if (e->slave >= 0)
        close(e->slave);
    e->el = NULL;
    e->sink = NULL;
    e->master = e->slave = -1;
}

static int make(struct vx_edit **edit, struct vx_interp *interp, struct vx_line *line)
{
    struct vx_edit *e = calloc(1, sizeof *e);
    if (!e)
        return VX_E_MEMORY;
    e->interp = e->assist.interp = interp;
    e->plain.lines = vx_interp_lines(interp);
    e->master = e->slave = -1;
    *line = (struct vx_line){.ops = &ops, .self = e};
    *edit = e;
    return 0;
}

int vx_edit_open_plain(struct vx_edit **edit, struct vx_interp *interp, struct vx_line *line)
{
    return make(edit, interp, line);
}

int vx_edit_open(struct vx_edit **edit, struct vx_interp *interp, const char *path,
                 struct vx_line *line)
{
    int rc = make(edit, interp, line);
    if (rc < 0)
        return rc;
    struct vx_edit *e = *edit;
    if (path && strlen(path) < sizeof e->path)
        memcpy(e->path, path, strlen(path) + 1);
    load_history(e);
    if (!open_libedit(e))
        close_libedit(e);
    return 0;
}

void vx_edit_close(struct vx_edit *edit)
{
    if (!edit)
        return;
    save_history(edit, 1);
    close_libedit(edit);
    free(edit);
}
