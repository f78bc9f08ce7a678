/*
 * fuzz_cmd.c: any bytes as a script over the fake session: nothing crashes, all that is said can be
 * shown, JSON is one object a line, time and memory stay bounded.  The first byte chooses how it is
 * run: as a script, only parsed, as typed lines with completion and hints, in JSON.
 *
 * Commands that write or read files are only parsed.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/act/verbs.h"
#include "cmd/lang/origin.h"
#include "cmd/prompt/complete.h"
#include "cmd/run/interp.h"
#include "cmd/run/script.h"
#include "tests/cmd/fake_session.h"
#include "tests/cmd/json_check.h"

#define SCRIPT_MAX 8192u
#define LINES_MAX  100000u
#define TIME_NS    1000000u

enum { RUN_PARSE = 1, RUN_TYPED = 2, RUN_JSON = 4, RUN_GO_ON = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static unsigned lines;
static bool json;

static void hear(void *ctx, enum vx_line_kind kind, const char *text)
{
    static char clean[1 << 20];
    size_t len = strlen(text);
    (void)ctx;
    must(++lines < LINES_MAX);
    if (len * 4 < sizeof clean)
        must(vx_text_clean(clean, sizeof clean, text, len) == len);
    if (json && kind != VX_SAY_ECHO)
        must(is_json_object(text));
}

/* Whether a word of it could be a command that touches files. */
static bool touches_files(const char *text)
{
    static const char *const verbs[] = {"exp", "rec", "sou", "so "};
    for (const char *p = text; *p; p++)
        for (size_t i = 0; i < VX_LEN(verbs); i++)
            if (strncasecmp(p, verbs[i], strlen(verbs[i])) == 0)
                return true;
    return false;
}

static void type_line(struct vx_interp *in, const char *line)
{
    static struct vx_line_candidate rows[VX_LINE_CANDIDATES_MAX];
    size_t start, len = strlen(line);
    char hint[192];
    for (size_t cursor = 0; cursor <= len; cursor += 1 + len / 8) {
        size_t n = vx_interp_complete(in, line, cursor, rows, VX_LEN(rows), &start);
        must(n <= VX_LEN(rows) && start <= cursor);
        vx_interp_hint(in, line, cursor, hint, sizeof hint);
        must(strlen(hint) < sizeof hint);
    }
    vx_interp_line(in, line, NULL);
    if (vx_interp_question(in))
        vx_interp_reply(in, len % 2);
    vx_interp_tick(in);
}

static void type_lines(struct vx_interp *in, char *text)
{
    int code;
    for (char *line; (line = strsep(&text, "\n")) && !vx_interp_quitting(in, &code);)
        type_line(in, line);
}

static void run(char *text, unsigned how)
{
    static struct fake_session *fake;
    struct vx_interp *in;
    if (!fake)
        fake = fake_session_open();
    must(fake);
    fake_session_reset(fake);
    const struct vx_interp_options options = {
        .session = &fake->session,
        .verbs = vx_verbs,
        .format = how & RUN_JSON ? VX_FORMAT_JSON : VX_FORMAT_TEXT,
        .interactive = (how & RUN_TYPED) != 0,
        .keep_going = (how & RUN_GO_ON) != 0,
        .parse_only = (how & RUN_PARSE) != 0,
        .max_time_ns = TIME_NS,
        .say = hear,
    };
    must(vx_interp_open(&in, &options) == 0);
    if (how & RUN_TYPED) {
        type_lines(in, text);
    } else {
        vx_interp_text(in, text, "fuzz");
        vx_interp_finish(in);
    }
    vx_interp_close(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[SCRIPT_MAX + 1];
    if (size == 0 || size > SCRIPT_MAX)
        return 0;
    unsigned how = data[0];
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (touches_files(text))
        how |= RUN_PARSE;
    lines = 0;
    /* `format` would change what a line is */
    json = (how & RUN_JSON) && !strcasestr(text, "fo");
    run(text, how);
    return 0;
}
