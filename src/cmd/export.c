/* export: what is shown, as a file. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/export.h"
#include "cmd/state.h"
#include "core/base/err.h"

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
    vx_json_uint(&j, "now_ns", vx_now(in));
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

static unsigned latency_of(const struct vx_arg *of)
{
    for (unsigned i = 0; of->given && i < VX_LATENCIES; i++)
        if (strcmp(vx_latency_name(i), of->text) == 0)
            return i;
    return VX_LATENCY_E2E;
}

static void write_as(struct vx_interp *in, FILE *out, const struct vx_call *call,
                     const char *format)
{
    const char *what = vx_call_arg(call, "WHAT")->text;
    vx_look(in, true);
    if (strcasecmp(format, "hgrm") == 0)
        vx_hgrm_write(out, &in->view.latency[latency_of(vx_call_arg(call, "of"))]);
    else if (strcasecmp(format, "svg") == 0)
        vx_svg_write(out, &in->view);
    else
        write_table(in, out, what, strcasecmp(format, "json") == 0);
}

/* Beside the file that it is to become, so that a rename is all that is left to do. */
static FILE *open_temporary(const char *path, char **temporary)
{
    if (asprintf(temporary, "%s.XXXXXX", path) < 0) {
        *temporary = NULL;
        return NULL;
    }
    int fd = mkostemp(*temporary, 0);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (fd >= 0 && !out) {
        close(fd);
        unlink(*temporary);
    }
    return out;
}

static int failed(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *file,
                  int err)
{
    return vx_fail(in, call, file->at, VX_EXIT_ERROR, "cannot write '%s': %s", file->text,
                   strerror(err));
}

int vx_cmd_export(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *file = vx_call_arg(call, "FILE"), *given = vx_call_arg(call, "FORMAT");
    const char *dot = strrchr(file->text, '.');
    const char *format = given->given ? given->text : dot + 1; /* checked when it was parsed */
    char *temporary;
    FILE *out = open_temporary(file->text, &temporary);
    int err = errno;
    if (out) {
        write_as(in, out, call, format);
        bool written = fflush(out) == 0 && !ferror(out);
        err = errno;
        written = fclose(out) == 0 && written;
        if (written && rename(temporary, file->text) == 0)
            err = 0;
        else
            err = err ? err : errno;
        if (err)
            unlink(temporary);
    }
    free(temporary);
    if (!out || err)
        return failed(in, call, file, err);
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}
