/*
 * A recording: a script that repeats what was done.  Its head sets what the engine was set to;
 * each command that acted on the engine follows with its engine time; its last line lets the time
 * pass to where the recording ended.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/state.h"
#include "core/base/err.h"
#include "core/base/num.h"

/* Settings that change what the engine does, and are not what they are by default; backpressure in
 * any case, as it is another in batch than in the console. */
static void write_settings(struct vx_interp *in, FILE *out)
{
    const struct vx_session *s = in->session;
    for (unsigned i = 0; i < VX_SETTINGS; i++) {
        const struct vx_setting_row *row = &vx_setting_rows[i];
        enum vx_setting setting = (enum vx_setting)i;
        char text[256];
        if (setting == VX_SET_CONFIRM || setting == VX_SET_MOUSE || setting == VX_SET_FPS ||
            setting == VX_SET_EDITOR)
            continue;
        if (row->type == VX_TYPE_TEXT) {
            const char *value = s->ops->get_text(s->self, setting);
            if (strcmp(value, row->text) != 0)
                fprintf(out, "set %s \"%s\"\n", row->name, value);
            continue;
        }
        int64_t value = s->ops->get(s->self, setting);
        if (value == row->dflt && setting != VX_SET_BACKPRESSURE)
            continue;
        vx_setting_format(text, sizeof text, setting, value);
        fprintf(out, "set %s %s\n", row->name, text);
    }
}

static void write_head(struct vx_interp *in, FILE *out)
{
    const struct vx_panel *panel = in->session->ops->panel(in->session->self);
    const struct vx_control_block *c = &panel->control;
    uint64_t rate = vx_get(&c->rate);
    char now[32];
    vx_num_format_duration_exact(now, sizeof now, vx_now(in));
    fprintf(out, "# velox recording\n# version %s\n", PACKAGE_VERSION);
    if (in->session->started)
        fprintf(out, "# begun %s after the start: what was done before is not in it\n", now);
    write_settings(in, out);
    fprintf(out, "seed %" PRIu64 "\n", vx_get(&c->seed));
    fprintf(out, "flow %s\n", vx_flow_name((unsigned)vx_get(&c->flow)));
    if (rate == VX_RATE_MAX)
        fprintf(out, "rate max\n");
    else
        fprintf(out, "rate %" PRIu64 "\n", rate);
}

int vx_record_open(struct vx_interp *in, const char *path)
{
    int rc = vx_record_close(in);
    if (rc < 0)
        return rc;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out) {
        if (fd >= 0)
            close(fd);
        return VX_E_SYSTEM;
    }
    write_head(in, out);
    if (fflush(out) != 0) {
        fclose(out);
        return VX_E_SYSTEM;
    }
    in->record = out;
    in->front.recording = true;
    return VX_OK;
}

/* A path that is found from anywhere: a recording is seldom played where it was made. */
static void write_path(FILE *out, const struct vx_call *call, const struct vx_arg *arg)
{
    char *path = vx_path_beside(call->origin, arg->text);
    char *whole = path ? realpath(path, NULL) : NULL;
    const char *shown = whole ? whole : arg->text;
    fputc('"', out);
    for (; *shown; shown++)
        fprintf(out, strchr("\"\\$", *shown) ? "\\%c" : "%c", *shown);
    fputc('"', out);
    free(whole);
    free(path);
}

static void write_feed(FILE *out, const struct vx_call *call)
{
    const struct vx_arg *book = vx_call_arg(call, "book");
    static const char *const options[] = {"verify", "speed", "instr"};
    fprintf(out, "feed %s ", vx_call_arg(call, "FORMAT")->text);
    write_path(out, call, vx_call_arg(call, "FILE"));
    if (book->given) {
        fprintf(out, " book=");
        write_path(out, call, book);
    }
    for (size_t i = 0; i < VX_LEN(options); i++)
        if (vx_call_given(call, options[i]))
            fprintf(out, " %s=%s", options[i], vx_call_arg(call, options[i])->text);
    fprintf(out, " wait=off\n");
}

void vx_record_call(struct vx_interp *in, const struct vx_call *call)
{
    char now[32];
    FILE *out = in->record;
    const char *name = call->command->name;
    if (!out)
        return;
    if (in->session->started) {
        vx_num_format_duration_exact(now, sizeof now, vx_now(in));
        fprintf(out, "at %s ", now);
    }
    if (strcmp(name, "run") == 0) {
        uint64_t until = vx_now(in) + vx_call_arg(call, "DUR")->n;
        vx_num_format_duration_exact(now, sizeof now, until);
        fprintf(out, "resume\nat %s pause\n", now);
    } else if (strcmp(name, "feed") == 0 && vx_call_given(call, "FILE")) {
        write_feed(out, call);
    } else {
        fprintf(out, "%s\n", call->line);
    }
    if (fflush(out) == 0)
        return;
    vx_say(in, VX_SAY_ERROR, "the recording ends here: it cannot be written: %s", strerror(errno));
    in->record = NULL;
    in->front.recording = false;
    fclose(out);
}

int vx_record_close(struct vx_interp *in)
{
    char now[32];
    FILE *out = in->record;
    if (!out)
        return VX_OK;
    /* the engine may have stopped already: the panel keeps its last moment */
    uint64_t end = vx_get(&in->session->ops->panel(in->session->self)->now_ns);
    if (in->session->started)
        end = vx_now(in);
    if (end > 0) {
        vx_num_format_duration_exact(now, sizeof now, end);
        fprintf(out, "wait until %s\n", now);
    }
    in->record = NULL;
    in->front.recording = false;
    return fclose(out) == 0 ? VX_OK : VX_E_SYSTEM;
}
