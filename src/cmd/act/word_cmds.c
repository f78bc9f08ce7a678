/* Commands about the language itself and the view: echo, let, alias, bind, source, quit ... */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/engine.h"
#include "cmd/run/lines.h"
#include "cmd/run/look.h"
#include "cmd/run/record.h"
#include "cmd/run/report.h"
#include "cmd/run/script.h"
#include "cmd/run/value.h"
#include "cmd/run/verb.h"
#include "cmd/show/moment.h"
#include "core/base/err.h"

int vx_cmd_echo(struct vx_interp *in, const struct vx_call *call)
{
    const char *text = vx_call_arg(call, "TEXT")->text;
    struct vx_json *j = vx_fields(in);
    if (j)
        vx_json_text(j, "text", text ? text : "");
    vx_data(in, "%s", text ? text : "");
    return VX_EXIT_OK;
}

/* ---- let ---- */

/* A value as text that reads back as the same value. */
static int work_out(struct vx_interp *in, const struct vx_call *call, const struct vx_arg *arg,
                    char *buf, size_t size)
{
    struct vx_mistake mistake;
    struct vx_term term;
    vx_look(in, vx_expr_needs_latency(arg->expr));
    const struct vx_expr_env env = vx_expr_env_of(in);
    if (vx_expr_eval(arg->expr, &env, &term, &mistake) < 0)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR, "%s", mistake.text);
    if (!term.known)
        return vx_fail(in, call, arg->at, VX_EXIT_ERROR, "%s has no value now", arg->text);
    vx_term_format(buf, size, &term);
    return VX_EXIT_OK;
}

int vx_cmd_let(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *arg = vx_call_arg(call, "X = V");
    char value[64] = "0";
    bool dry = in->options.parse_only, hole = arg->hole || (dry && arg->expr);
    if (arg->expr && !dry) {
        int status = vx_engine_start(in, call);
        if (status == VX_EXIT_OK)
            status = work_out(in, call, arg, value, sizeof value);
        if (status != VX_EXIT_OK)
            return status;
    }
    const char *text = arg->value ? arg->value : value;
    struct vx_entry *entry = vx_dict_put(&in->variables, arg->text, text);
    if (!entry)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "no room for more than %u variables",
                       VX_DICT_MAX);
    entry->hole = hole;
    if (dry)
        return VX_EXIT_OK;
    struct vx_json *j = vx_fields(in);
    if (j) {
        vx_json_text(j, "name", arg->text);
        vx_json_text(j, "value", text);
    }
    vx_ok(in, "let %s = %s", arg->text, text);
    return VX_EXIT_OK;
}

/* ---- alias, bind ---- */

static int list_dict(struct vx_interp *in, const struct vx_dict *d, const char *name,
                     const char *only)
{
    struct vx_table t = {.columns = 0};
    if (d == &in->keys)
        t.none = "none of your own: F1 shows what keys do";
    vx_table_column(&t, name, true);
    vx_table_column(&t, "command", true);
    for (size_t i = 0; i < d->count; i++) {
        if (only && strcmp(d->entry[i].name, only) != 0)
            continue;
        vx_table_text(&t, d->entry[i].name);
        vx_table_text(&t, d->entry[i].text);
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    return VX_EXIT_OK;
}

/* NAME alone shows, COMMAND `off` forgets, any other is kept. */
static int keep_named(struct vx_interp *in, const struct vx_call *call, struct vx_dict *d,
                      const char *label)
{
    const struct vx_arg *name = vx_call_arg(call, label), *command = vx_call_arg(call, "COMMAND");
    bool dry = in->options.parse_only;
    if (!name->given || !command->given)
        return dry ? VX_EXIT_OK : list_dict(in, d, call->command->name, name->text);
    if (vx_arg_is(command, "off")) {
        if (!vx_dict_remove(d, name->text))
            return vx_fail(in, call, name->at, VX_EXIT_ERROR, "there is no %s '%s'",
                           call->command->name, name->text);
    } else if (!vx_dict_put(d, name->text, command->text)) {
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "no room for more than %u", VX_DICT_MAX);
    }
    if (!dry)
        vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

int vx_cmd_alias(struct vx_interp *in, const struct vx_call *call)
{
    return keep_named(in, call, &in->aliases, "NAME");
}

int vx_cmd_bind(struct vx_interp *in, const struct vx_call *call)
{
    return keep_named(in, call, &in->keys, "KEY");
}

/* ---- the view ---- */

int vx_cmd_bell(struct vx_interp *in, const struct vx_call *call)
{
    in->front.bell++;
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

int vx_cmd_redraw(struct vx_interp *in, const struct vx_call *call)
{
    in->front.redraw++;
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

int vx_cmd_freeze(struct vx_interp *in, const struct vx_call *call)
{
    if (!vx_freeze(in, vx_arg_is(vx_call_arg(call, "STATE"), "on")))
        return vx_fail_err(in, call, "freeze", VX_E_MEMORY);
    vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

/* What is wrong with the value; VX_EXIT_OK: nothing. */
static int check_view_value(struct vx_interp *in, const struct vx_call *call, enum vx_view_id id,
                            const char *value)
{
    const struct vx_arg *arg = vx_call_arg(call, "VALUE");
    const size_t at = arg->given ? arg->at : call->at;
    const struct vx_view_row *row = &vx_view_rows[id];
    char words[VX_MESSAGE_MAX];
    if (arg->hole || vx_view_takes(id, value))
        return VX_EXIT_OK;
    if (!row->values)
        return vx_fail(in, call, at, VX_EXIT_ERROR, "view %s takes nothing more", row->word);
    vx_words_list(words, sizeof words, row->values);
    return vx_fail(in, call, at, VX_EXIT_ERROR, "view %s takes %s", row->word, words);
}

int vx_cmd_view(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *what = vx_call_arg(call, "WHAT"), *arg = vx_call_arg(call, "VALUE");
    const char *value = arg->given ? arg->text : "";
    const bool by_key = strcmp(call->origin->name, "<prompt>") != 0;
    char why[96] = "";
    if (what->hole)
        return VX_EXIT_OK;
    const enum vx_view_id id = (enum vx_view_id)vx_view_find(what->text, strlen(what->text));
    int status = check_view_value(in, call, id, value);
    if (status != VX_EXIT_OK || in->options.parse_only)
        return status;
    if (in->screen.change && !in->screen.change(in->screen.ui, id, value, why, sizeof why))
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "view %s: %s", what->text, why);
    if (!by_key || !call->origin->typed)
        vx_ok(in, "%s", call->line); /* a key's line in the log says it already */
    return VX_EXIT_OK;
}

int vx_cmd_format(struct vx_interp *in, const struct vx_call *call)
{
    in->format = (enum vx_format)vx_call_arg(call, "FORMAT")->choice;
    if (!in->options.parse_only)
        vx_ok(in, "%s", call->line);
    return VX_EXIT_OK;
}

int vx_cmd_history(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *arg = vx_call_arg(call, "N");
    size_t n = arg->given ? (size_t)arg->n : 20;
    struct vx_table t = {.columns = 0};
    vx_table_column(&t, "n", false);
    vx_table_column(&t, "line", true);
    const struct vx_lines *lines = in->lines;
    const unsigned count = lines ? lines->count : 0;
    for (unsigned i = count > n ? count - (unsigned)n : 0; i < count; i++) {
        vx_table_value(&t, VX_UNIT_COUNT, lines->forgotten + i + 1);
        vx_table_text(&t, vx_lines_at(lines, i));
    }
    vx_show_table(in, &t);
    vx_table_free(&t);
    return VX_EXIT_OK;
}

/* ---- scripts ---- */

int vx_cmd_source(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *file = vx_call_arg(call, "FILE");
    if (file->hole)
        return VX_EXIT_OK;
    char *path = vx_path_beside(call->origin, file->text);
    if (!path)
        return vx_fail_err(in, call, "source", VX_E_MEMORY);
    int status = vx_run_file(in, path, call);
    free(path);
    if (status == VX_EXIT_OK && !in->options.parse_only)
        vx_ok(in, "%s", call->line);
    return status;
}

int vx_cmd_quit(struct vx_interp *in, const struct vx_call *call)
{
    in->quitting = true;
    in->quit_code = (int)vx_call_arg(call, "N")->n;
    if (!vx_call_given(call, "N"))
        in->quit_code = in->status;
    return VX_EXIT_OK;
}

int vx_cmd_record(struct vx_interp *in, const struct vx_call *call)
{
    const struct vx_arg *file = vx_call_arg(call, "FILE");
    bool off = file->choice >= 0;
    if (off && !in->recording)
        return vx_fail(in, call, call->at, VX_EXIT_ERROR, "nothing is being recorded");
    unsigned inexact = 0;
    int rc = off ? vx_record_close(in, &inexact) : vx_record_open(in, file->text);
    if (rc < 0)
        return vx_fail(in, call, file->at, VX_EXIT_ERROR, "cannot write '%s': %s",
                       off ? "the recording" : file->text,
                       rc == VX_E_SYSTEM ? strerror(errno) : vx_err_text(rc));
    struct vx_json *j = vx_fields(in);
    if (j && off)
        vx_json_bool(j, "exact", inexact == 0);
    vx_ok(in, "%s", call->line);
    if (inexact > 0 && !j)
        vx_say(in, VX_SAY_NOTE, "%s", VX_RECORD_INEXACT);
    return VX_EXIT_OK;
}
