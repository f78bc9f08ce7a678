/* edit_keys.c: what libedit does on the console's keys, in both of its maps. */
#include "config.h"
#include "cmd/prompt/edit_keys.h"

#include <stdio.h>

#include "core/base/line.h"

static void bind(EditLine *el, const char *key, const char *command)
{
    el_set(el, EL_BIND, key, command, NULL);
    el_set(el, EL_BIND, "-a", key, command, NULL);
}

void vx_edit_bind(EditLine *el, bool vi)
{
    static const char *const command[VX_LINE_KEYS] = {
        [VX_KEY_UP] = "ed-prev-history",         [VX_KEY_DOWN] = "ed-next-history",
        [VX_KEY_RIGHT] = "ed-next-char",         [VX_KEY_LEFT] = "ed-prev-char",
        [VX_KEY_HOME] = "ed-move-to-beg",        [VX_KEY_END] = "velox-line-end",
        [VX_KEY_DELETE] = "ed-delete-next-char", [VX_KEY_WORD_LEFT] = "ed-prev-word",
        [VX_KEY_WORD_RIGHT] = "em-next-word",    [VX_KEY_CANCEL] = "velox-cancel",
    };
    char key[8];
    for (int i = 0; i < VX_LINE_KEYS; i++) {
        snprintf(key, sizeof key, "\\%03o", VX_KEY_BASE + i);
        bind(el, key, command[i]);
    }
    bind(el, "^I", "velox-complete");
    bind(el, "^C", "velox-clear");
    bind(el, "^D", "velox-end");
    bind(el, "^L", "ed-redisplay");
    bind(el, "^E", "velox-line-end");
    bind(el, "^R", "em-inc-search-prev");
    bind(el, "^S", "em-inc-search-next");
    snprintf(key, sizeof key, "\\%03o", VX_EDIT_PROBE);
    el_set(el, EL_BIND, key, "velox-probe-insert", NULL);
    el_set(el, EL_BIND, "-a", key, "velox-probe-command", NULL);
    /* these would start $EDITOR over the screen, and run libedit's own commands */
    if (vi) {
        el_set(el, EL_BIND, "-a", "-r", "v", NULL);
        el_set(el, EL_BIND, "-a", "-r", ":", NULL);
    }
    el_set(el, EL_BIND, "-r", "\\eX", NULL);
    el_set(el, EL_BIND, "-r", "\\ex", NULL);
}
