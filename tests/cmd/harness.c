#include "tests/cmd/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/act/verbs.h"

static void keep(char *to, size_t *len, const char *mark, const char *text)
{
    int n = snprintf(to + *len, HARNESS_TEXT_MAX - *len, "%s%s\n", mark, text);
    if (n > 0 && *len + (size_t)n < HARNESS_TEXT_MAX)
        *len += (size_t)n;
}

static void hear(void *ctx, enum vx_line_kind kind, const char *text)
{
    static const char *const marks[] = {
        [VX_SAY_ECHO] = "> ",  [VX_SAY_OK] = "",     [VX_SAY_DATA] = "",
        [VX_SAY_ERROR] = "! ", [VX_SAY_NOTE] = "* ", [VX_SAY_ALERT] = "* "};
    struct harness *h = ctx;
    keep(h->all, &h->all_len, marks[kind], text);
    if (kind == VX_SAY_ERROR)
        keep(h->err, &h->err_len, "", text);
    else if (kind != VX_SAY_ECHO)
        keep(h->out, &h->out_len, "", text);
}

void harness_open(struct harness *h, const struct vx_interp_options *options)
{
    struct vx_interp_options o = options ? *options : (struct vx_interp_options){0};
    *h = (struct harness){.fake = fake_session_open()};
    assert_non_null(h->fake);
    h->out = calloc(1, HARNESS_TEXT_MAX);
    h->err = calloc(1, HARNESS_TEXT_MAX);
    h->all = calloc(1, HARNESS_TEXT_MAX);
    assert_true(h->out && h->err && h->all);
    o.session = &h->fake->session;
    o.verbs = vx_verbs;
    o.say = hear;
    o.say_ctx = h;
    assert_int_equal(vx_interp_open(&h->in, &o), 0);
}

void harness_close(struct harness *h)
{
    vx_interp_close(h->in);
    fake_session_close(h->fake);
    free(h->out);
    free(h->err);
    free(h->all);
}

void harness_clear(struct harness *h)
{
    h->out_len = h->err_len = h->all_len = 0;
    h->out[0] = h->err[0] = h->all[0] = '\0';
}

int harness_run(struct harness *h, const char *text)
{
    harness_clear(h);
    return vx_interp_text(h->in, text, "t.vx");
}

int harness_type(struct harness *h, const char *line)
{
    harness_clear(h);
    return vx_interp_line(h->in, line, NULL);
}

void harness_expect(struct harness *h, const char *text, int status, const char *out,
                    const char *err, const char *file, int line)
{
    int is = harness_run(h, text);
    bool same =
        is == status && (!out || strcmp(out, h->out) == 0) && (!err || strcmp(err, h->err) == 0);
    if (same)
        return;
    print_error("ran:\n%s\nstatus %d, wanted %d\nout:\n%swanted:\n%serr:\n%swanted:\n%s", text, is,
                status, h->out, out ? out : "(any)\n", h->err, err ? err : "(any)\n");
    _assert_true(0, "as expected", file, line);
}
