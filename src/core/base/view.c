/* view.c: the tables of line.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/line.h"

#define KEPT  true
#define LIGHT false

const struct vx_view_row vx_view_rows[VX_VIEWS] = {
#define VX_VIEW_ROW(ID, word, values, kind, help) {word, values, kind, help},
#include "core/base/view.def"
};

const char *const vx_key_names[] = {
    "Tab", "Enter", "Space", "Up",       "Down",       "Left",  "Right",       "Home",        "End",
    "Del", "PgUp",  "PgDn",  "Wheel-up", "Wheel-down", "Click", "Click-title", "Click-gauge", NULL};

int vx_view_find(const char *word, size_t len)
{
    for (int i = 0; i < VX_VIEWS; i++)
        if (strlen(vx_view_rows[i].word) == len &&
            strncasecmp(vx_view_rows[i].word, word, len) == 0)
            return i;
    return -1;
}

/* One of the words of "a|b|c". */
static bool is_among(const char *words, const char *value)
{
    const size_t len = strlen(value);
    for (const char *p = words; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
        if (strcspn(p, "|") == len && strncasecmp(p, value, len) == 0)
            return true;
    return false;
}

bool vx_view_parse(const char *command, enum vx_view_id *id, char *value, size_t size)
{
    if (strncmp(command, "view ", 5) != 0)
        return false;
    const char *word = command + 5;
    const size_t n = strcspn(word, " ");
    const int found = vx_view_find(word, n);
    if (found < 0)
        return false;
    *id = (enum vx_view_id)found;
    snprintf(value, size, "%s", word[n] ? word + n + 1 : "");
    return vx_view_takes(*id, value);
}

bool vx_view_takes(enum vx_view_id id, const char *value)
{
    const char *values = vx_view_rows[id].values;
    if (!values)
        return value[0] == '\0';
    return values[0] == '\0' || is_among(values, value);
}
