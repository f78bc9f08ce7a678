#include "tests/tui/fake_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void op_attach(void *self, vx_line_getkey getkey, vx_line_say say, vx_line_idle idle,
                      void *ui)
{
    (void)self;
    (void)getkey;
    (void)say;
    (void)idle;
    (void)ui;
}

static const char *op_read(void *self)
{
    (void)self;
    return NULL;
}

static void op_view(void *self, struct vx_line_view *view)
{
    const struct fake_line *l = self;
    *view = (struct vx_line_view){.text = l->text,
                                  .len = l->len,
                                  .cursor = l->cursor,
                                  .search = l->search,
                                  .search_len = l->search ? wcslen(l->search) : 0,
                                  .vi = l->vi,
                                  .vi_command = l->vi_command,
                                  .candidates = l->candidates,
                                  .candidate = l->candidate};
    snprintf(view->hint, sizeof view->hint, "%s", l->hint ? l->hint : "");
}

static void op_execute(void *self, const char *text, const char *origin)
{
    struct fake_line *l = self;
    snprintf(l->command[l->executed++ % FAKE_EXECUTED], sizeof l->command[0], "%s: %s",
             origin ? origin : "typed", text);
    if (strcmp(text, "freeze on") == 0 || strcmp(text, "freeze off") == 0)
        l->front.frozen = strcmp(text, "freeze on") == 0;
    if (strncmp(text, "record ", 7) == 0)
        l->front.recording = strcmp(text, "record off") != 0;
    for (int i = 0; l->log && strncmp(text, "answer ", 7) == 0 && i < atoi(text + 7); i++)
        vx_log_add(l->log, 0, VX_SAY_DATA, "a row of an answer");
    if (strcmp(text, "quit") == 0)
        l->quitting = true;
    if (strncmp(text, "view ", 5) == 0 && l->change) {
        char why[96];
        const size_t n = strcspn(text + 5, " ");
        const int id = vx_view_find(text + 5, n);
        if (id >= 0)
            l->change(l->ui, (enum vx_view_id)id, text[5 + n] ? text + 6 + n : "", why, sizeof why);
    }
}

static bool op_quitting(void *self, int *code)
{
    const struct fake_line *l = self;
    if (l->quitting)
        *code = l->code;
    return l->quitting;
}

static void op_tick(void *self)
{
    ((struct fake_line *)self)->ticks++;
}

static void op_insert(void *self, const char *text)
{
    struct fake_line *l = self;
    for (; *text && l->len + 1 < VX_LINE_TEXT_MAX; text++)
        l->text[l->len++] = (unsigned char)*text;
    l->cursor = l->len;
}

static void op_ready(void *self, const char *before, const char *behind)
{
    struct fake_line *l = self;
    l->len = 0;
    op_insert(self, before);
    const size_t at = l->len;
    op_insert(self, behind);
    l->cursor = at;
}

static void op_front(void *self, struct vx_front *front)
{
    *front = ((struct fake_line *)self)->front;
}

static const char *op_question(void *self)
{
    return ((struct fake_line *)self)->question;
}

static void op_reply(void *self, bool yes)
{
    struct fake_line *l = self;
    l->replied = yes;
    l->question = NULL;
}

static bool op_help_row(void *self, uint32_t row, struct vx_line_candidate *out)
{
    static const char *const text[][2] = {{"buy", "buy QTY @ PRICE [tif=] [owner=] [as NAME]"},
                                          {"cancel", "cancel ID|NAME|all [side=] [owner=]"},
                                          {"rate", "rate R: orders a second of the load"}};
    (void)self;
    if (row >= VX_LEN(text))
        return false;
    snprintf(out->text, sizeof out->text, "%s", text[row][0]);
    snprintf(out->help, sizeof out->help, "%s", text[row][1]);
    return true;
}

static bool op_order_name(void *self, uint64_t id, char *name, size_t size)
{
    (void)self;
    if (id == 1 || id == 4)
        snprintf(name, size, "z%u", (unsigned)id);
    return id == 1 || id == 4;
}

static const char *op_binding(void *self, const char *key)
{
    const struct fake_line *l = self;
    return l->bound_key && strcmp(l->bound_key, key) == 0 ? l->bound_command : NULL;
}

static void op_resized(void *self)
{
    (void)self;
}

static void op_moment(void *self, struct vx_line_moment *moment)
{
    *moment = ((struct fake_line *)self)->moment;
}

/* A busy market that falls asleep, two own commands. */
static void op_cells(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                     uint32_t n)
{
    (void)self, (void)from_ns, (void)to_ns;
    for (uint32_t i = 0; i < n; i++)
        cell[i] = (struct vx_travel_cell){.known = true,
                                          .lots = i < n * 3 / 4 ? 100 + i * 37 % 400 : 0,
                                          .own = i == n / 3 || i == n / 2};
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
    .resized = op_resized,
    .moment = op_moment,
    .cells = op_cells,
};

struct vx_line fake_line_open(struct fake_line *l)
{
    memset(l, 0, sizeof *l);
    l->replied = -1;
    return (struct vx_line){.ops = &ops, .self = l};
}

void fake_line_type(struct fake_line *l, const wchar_t *text)
{
    l->len = wcslen(text);
    wmemcpy(l->text, text, l->len);
    l->cursor = l->len;
}
