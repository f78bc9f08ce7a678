#include "tests/tui/fake_interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *word, *help;
} words[] = {
    {"alert", "alert EXPR [do COMMAND]"},
    {"burst", "burst N [over DUR]"},
    {"buy", "buy QTY @ PRICE [tif=] [as NAME]"},
    {"cancel", "cancel ID|NAME|all"},
    {"flow", "flow NAME"},
    {"freeze", "freeze on|off: the view alone"},
    {"help", "help [COMMAND]"},
    {"pause", "stop the engine"},
    {"quit", "leave"},
    {"rate", "rate R"},
    {"replace", "replace ID [qty=] [price=]"},
    {"resume", "let the engine go on"},
    {"sell", "sell QTY @ PRICE [tif=] [as NAME]"},
    {"set", "set KEY VALUE"},
    {"show", "show book|rings|latency|orders"},
};

static void tell(struct vx_interp *in, enum vx_line_kind kind, const char *text)
{
    if (in->say)
        in->say(in->ui, kind, text);
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static void run(struct vx_interp *in, const char *text)
{
    char out[300];
    if (strcmp(text, "freeze on") == 0 || strcmp(text, "freeze off") == 0)
        in->front.frozen = strcmp(text, "freeze on") == 0;
    else if (strcmp(text, "pause") == 0 || strcmp(text, "resume") == 0) {
        if (in->panel)
            vx_put(&in->panel->control.paused, strcmp(text, "pause") == 0);
    } else if (starts(text, "record"))
        in->front.recording = strcmp(text, "record off") != 0;
    else if (strcmp(text, "help") == 0)
        in->front.help++;
    else if (strcmp(text, "cancel all") == 0)
        in->question = "cancel all 2 own orders?";
    else if (starts(text, "quit")) {
        in->quitting = true;
        in->code = atoi(text + 4);
    } else if (strcmp(text, "set editor vi") == 0)
        in->editor = 1;
    else if (strcmp(text, "wait") == 0 || strcmp(text, "wait 20ms") == 0) {
        for (int i = text[4] ? 198 : 0; i < 200 && in->idle && in->idle(in->ui); i++)
            usleep(10000);
    } else {
        snprintf(out, sizeof out, "ok %.280s", text);
        for (size_t i = 0; i < VX_LEN(words); i++)
            if (starts(text, words[i].word)) {
                tell(in, VX_SAY_OK, out);
                return;
            }
        snprintf(out, sizeof out, "error: no command '%.200s'; did you mean 'buy'?", text);
        tell(in, VX_SAY_ERROR, out);
        return;
    }
    snprintf(out, sizeof out, "ok %.280s", text);
    tell(in, VX_SAY_OK, out);
}

struct vx_lines *vx_interp_lines(struct vx_interp *in)
{
    return &in->typed;
}

int vx_interp_line(struct vx_interp *in, const char *text, const char *origin)
{
    char out[300];
    if (!origin)
        vx_lines_keep(&in->typed, text);
    snprintf(in->line[in->lines++ % FAKE_LINES], sizeof in->line[0], "%s%s%.200s",
             origin ? origin : "", origin ? ": " : "", text);
    snprintf(out, sizeof out, "%s%s%.280s", origin ? origin : "", origin ? ": " : "", text);
    tell(in, VX_SAY_ECHO, out);
    run(in, text);
    return 0;
}

bool vx_interp_quitting(const struct vx_interp *in, int *code)
{
    if (in->quitting)
        *code = in->code;
    return in->quitting;
}

void vx_interp_tick(struct vx_interp *in)
{
    (void)in;
}

const char *vx_interp_question(const struct vx_interp *in)
{
    return in->question;
}

void vx_interp_reply(struct vx_interp *in, bool yes)
{
    in->replied = yes;
    in->question = NULL;
    tell(in, VX_SAY_NOTE, yes ? "yes" : "no");
}

void vx_interp_moment(struct vx_interp *in, struct vx_line_moment *moment)
{
    (void)in;
    *moment = (struct vx_line_moment){.panel = NULL};
}

void vx_interp_cells(struct vx_interp *in, uint64_t from_ns, uint64_t to_ns,
                     struct vx_travel_cell *cell, uint32_t n)
{
    (void)in, (void)from_ns, (void)to_ns, (void)cell, (void)n;
}

void vx_interp_front(const struct vx_interp *in, struct vx_front *front)
{
    *front = in->front;
}

void vx_interp_attach(struct vx_interp *in, vx_line_say say, vx_line_idle idle, void *ui)
{
    in->say = say;
    in->idle = idle;
    in->ui = ui;
}

int64_t vx_interp_setting(const struct vx_interp *in, enum vx_setting s)
{
    return s == VX_SET_EDITOR ? in->editor : 0;
}

bool vx_interp_order_name(const struct vx_interp *in, uint64_t id, char *name, size_t size)
{
    (void)in;
    if (id != 1 && id != 4)
        return false;
    snprintf(name, size, "z%u", (unsigned)id);
    return true;
}

const char *vx_interp_binding(const struct vx_interp *in, const char *key)
{
    return in->bound_key && strcmp(in->bound_key, key) == 0 ? in->bound_command : NULL;
}

size_t vx_interp_complete(struct vx_interp *in, const char *text, size_t cursor,
                          struct vx_line_candidate *candidates, size_t max, size_t *start)
{
    size_t at = cursor, n = 0;
    (void)in;
    while (at > 0 && text[at - 1] != ' ')
        at--;
    *start = at;
    for (size_t i = 0; i < VX_LEN(words) && n < max && at == 0; i++)
        if (strncmp(words[i].word, text, cursor) == 0) {
            snprintf(candidates[n].text, sizeof candidates[n].text, "%s", words[i].word);
            snprintf(candidates[n].help, sizeof candidates[n].help, "%s", words[i].help);
            n++;
        }
    return n;
}

void vx_interp_hint(struct vx_interp *in, const char *text, size_t cursor, char *buf, size_t size)
{
    (void)in;
    (void)cursor;
    buf[0] = '\0';
    for (size_t i = 0; i < VX_LEN(words); i++)
        if (starts(text, words[i].word))
            snprintf(buf, size, "%s", words[i].help);
}

bool vx_interp_help_row(const struct vx_interp *in, uint32_t row, struct vx_line_candidate *out)
{
    (void)in;
    if (row >= VX_LEN(words))
        return false;
    snprintf(out->text, sizeof out->text, "%s", words[row].word);
    snprintf(out->help, sizeof out->help, "%s", words[row].help);
    return true;
}
