/*
 * hint.c: "buy QTY [@] PRICE [tif=...] [owner=N] - owner: ..." in as many columns as there are:
 * what is said of the parameter at hand stays, and with it that parameter's place in the usage.
 */
#include <stdio.h>
#include <string.h>

#include "tui/compose.h"
#include "tui/text.h"

#define LEFT_OUT "..."
#define HEAD_MAX 192

/* Where what is said of the parameter begins: " - LABEL: "; NULL: nothing is. */
static const char *find_tail(const char *hint, size_t *label)
{
    const char *tail = strstr(hint, " - ");
    *label = tail ? strcspn(tail + 3, " :") : 0;
    return *label > 0 && tail[3 + *label] == ':' ? tail : NULL;
}

/* Where in the usage a parameter stands, with its bracket; behind the usage: nowhere. */
static size_t find_parameter(const char *usage, size_t len, const char *label, size_t label_len)
{
    for (size_t i = 1; i + label_len <= len; i++)
        if (strncmp(usage + i, label, label_len) == 0 && strchr(" [", usage[i - 1]) &&
            (i + label_len == len || strchr(" |=]", usage[i + label_len])))
            return i - (usage[i - 1] == '[');
    return len;
}

/* Behind the parameter that begins at `at`. */
static size_t parameter_end(const char *usage, size_t at, size_t len)
{
    int depth = 0;
    for (; at < len; at++) {
        depth += (usage[at] == '[') - (usage[at] == ']');
        if (usage[at] == ' ' && depth == 0)
            break;
    }
    return at;
}

/* Whole parameters of the usage from `at` on, until a row of `cols` is full. */
static void add_parameters(char *row, const char *usage, size_t at, size_t len, size_t cols)
{
    while (at < len) {
        const size_t end = parameter_end(usage, at, len), used = strlen(row);
        const size_t more = end < len ? sizeof LEFT_OUT : 0;
        if (used + 1 + (end - at) + more > cols) {
            if (used == 0 || row[used - 1] != '.')
                snprintf(row + used, HEAD_MAX - used, " " LEFT_OUT);
            return;
        }
        snprintf(row + used, HEAD_MAX - used, "%s%.*s", used ? " " : "", (int)(end - at),
                 usage + at);
        at = end + 1;
    }
}

void vx_hint_fit(const char *hint, int cols, char *buf, size_t size)
{
    char row[HEAD_MAX] = "";
    size_t label;
    const char *tail = find_tail(hint, &label);
    snprintf(buf, size, "%s", hint);
    if (!tail || cols < VX_LEAST_COLS / 2 || vx_text_columns(hint) <= cols)
        return;
    const size_t len = (size_t)(tail - hint), half = (size_t)cols / 2;
    const size_t said = strlen(tail) < half ? strlen(tail) : half;
    const size_t room = (size_t)cols - said, at = find_parameter(hint, len, tail + 3, label);
    const size_t verb = strcspn(hint, " ");
    if (at < len && parameter_end(hint, at, len) + sizeof LEFT_OUT > room) {
        snprintf(row, sizeof row, "%.*s " LEFT_OUT, (int)verb, hint);
        add_parameters(row, hint, at, len, room);
    } else {
        add_parameters(row, hint, 0, len, room);
    }
    snprintf(buf, size, "%s%s", row, tail);
}
