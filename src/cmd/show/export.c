/* export: what is shown, as a file. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/lang/check.h"
#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "cmd/run/verb.h"
#include "cmd/show/hgrm.h"
#include "cmd/show/moment.h"
#include "cmd/show/show.h"
#include "cmd/show/svg.h"
#include "cmd/show/whole.h"

#define ALL_ROWS "1000000" /* as many as there are: show's own limits hold */

static void file_line(void *ctx, const char *line)
{
    fprintf(ctx, "%s\n", line);
}

static void write_json(struct vx_interp *in, FILE *out, const struct vx_table *t, const char *what)
{
    struct vx_json j = {0};
    vx_json_open(&j, NULL, '{');
    vx_json_text(&j, "velox", PACKAGE_VERSION);
    vx_json_text(&j, "what", what);
    vx_json_uint(&j, "now_ns", in->frozen ? in->frozen->view.taken_ns : vx_now(in));
    vx_table_json(t, &j, "rows");
    vx_json_close(&j, '}');
    if (!j.failed)
        fprintf(out, "%s\n", j.text);
    else
        errno = ENOMEM;
    vx_json_free(&j);
}

static bool takes_rows(const char *what)
{
    return strcmp(what, "book") == 0 || strcmp(what, "trades") == 0;
}

static void write_table(struct vx_interp *in, FILE *out, const char *what, bool json)
{
    struct vx_table t = {.columns = 0};
    vx_make_table(in, &t, what, takes_rows(what) ? ALL_ROWS : NULL);
    if (json)
        write_json(in, out, &t, what);
    else
        vx_table_csv(&t, file_line, out);
    vx_table_free(&t);
}

static enum vx_screen_form screen_form(enum vx_export_form form)
{
    if (form == VX_EXPORT_SVG)
        return VX_SCREEN_SVG;
    return form == VX_EXPORT_ANSI ? VX_SCREEN_ANSI : VX_SCREEN_TEXT;
}

static unsigned latency_of(const struct vx_arg *of)
{
    for (unsigned i = 0; of->given && i < VX_LATENCIES; i++)
        if (strcmp(vx_latency_name(i), of->text) == 0)
            return i;
    return VX_LATENCY_E2E;
}

static void write_as(struct vx_interp *in, FILE *out, const struct vx_call *call,
                     enum vx_export_form form)
{
    const char *what = vx_call_arg(call, "WHAT")->text;
    const struct vx_view *view = in->frozen ? &in->frozen->view : &in->view;
    if (vx_arg_is(vx_call_arg(call, "WHAT"), "screen")) {
        in->screen.print(in->screen.ui, out, screen_form(form));
        return;
    }
    vx_look(in, true);
    if (form == VX_EXPORT_HGRM)
        vx_hgrm_write(out, &view->latency[latency_of(vx_call_arg(call, "of"))]);
    else if (form == VX_EXPORT_SVG)
        vx_svg_write(out, view);
    else
        write_table(in, out, what, form == VX_EXPORT_JSON);
}

struct export
{
    struct vx_interp *in;
    const struct vx_call *call;
    enum vx_export_form form;
};

static void write_form(void *ctx, FILE *out)
{
    const struct export *o = ctx;
    write_as(o->in, out, o->call, o->form);
}

int vx_cmd_export(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *file = vx_call_arg(call, "FILE"), *what = vx_call_arg(call, "WHAT");
    const int form = vx_export_form(file, vx_call_arg(call, "FORMAT"));
    if (vx_arg_is(what, "screen") && !in->screen.print)
        return vx_fail(in, call, what->at, VX_EXIT_ERROR,
                       "there is no screen here: the console has one");
    struct export e = {.in = in, .call = call, .form = (enum vx_export_form)form};
    const int err = vx_write_whole(file->text, write_form, &e);
    if (err)
        return vx_fail(in, call, file->at, VX_EXIT_ERROR, "cannot write '%s': %s", file->text,
                       strerror(err));
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}
