#include "cmd/lang/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lang/origin.h"
#include "core/base/num.h"

static void put(struct vx_json *j, const char *text, size_t len)
{
    if (j->failed)
        return;
    if (j->len + len + 1 > j->size) {
        size_t size = 2 * (j->len + len) + 128;
        char *to = realloc(j->text, size);
        if (!to) {
            j->failed = true;
            j->len = 0;
            return;
        }
        j->text = to;
        j->size = size;
    }
    memcpy(j->text + j->len, text, len);
    j->len += len;
    j->text[j->len] = '\0';
}

static void put_text(struct vx_json *j, const char *text)
{
    put(j, text, strlen(text));
}

/* One character that is not plain text. */
static void put_escaped(struct vx_json *j, unsigned char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    char escaped[8];
    for (const char *n = named; *n; n += 2) {
        if ((unsigned char)n[0] == c) {
            snprintf(escaped, sizeof escaped, "\\%c", n[1]);
            put_text(j, escaped);
            return;
        }
    }
    snprintf(escaped, sizeof escaped, c < 0x80 ? "\\u%04x" : "\\\\x%02x", c);
    put_text(j, escaped);
}

static void put_string(struct vx_json *j, const char *text)
{
    size_t len = strlen(text);
    put_text(j, "\"");
    for (size_t i = 0; i < len;) {
        size_t n = vx_text_char(text + i, len - i);
        if (n == 0 || text[i] == '"' || text[i] == '\\')
            put_escaped(j, (unsigned char)text[i]);
        else
            put(j, text + i, n);
        i += n ? n : 1;
    }
    put_text(j, "\"");
}

static void begin(struct vx_json *j, const char *key)
{
    if (j->comma)
        put_text(j, ",");
    if (key) {
        put_string(j, key);
        put_text(j, ":");
    }
    j->comma = true;
}

void vx_json_open(struct vx_json *j, const char *key, char bracket)
{
    begin(j, key);
    put(j, &bracket, 1);
    j->comma = false;
}

void vx_json_close(struct vx_json *j, char bracket)
{
    put(j, &bracket, 1);
    j->comma = true;
}

void vx_json_text(struct vx_json *j, const char *key, const char *text)
{
    begin(j, key);
    put_string(j, text);
}

void vx_json_raw(struct vx_json *j, const char *key, const char *raw)
{
    if (!*raw)
        return;
    begin(j, key);
    put_text(j, raw);
}

void vx_json_uint(struct vx_json *j, const char *key, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    vx_json_raw(j, key, text);
}

void vx_json_bool(struct vx_json *j, const char *key, bool value)
{
    vx_json_raw(j, key, value ? "true" : "false");
}

void vx_json_value(struct vx_json *j, const char *key, const struct vx_value *value)
{
    char text[64];
    vx_value_format_json(text, sizeof text, value);
    vx_json_raw(j, key, text);
}

void vx_json_price(struct vx_json *j, const char *key, int64_t price)
{
    char text[32];
    vx_num_format_price(text, sizeof text, price);
    vx_json_raw(j, key, text);
}

void vx_json_free(struct vx_json *j)
{
    free(j->text);
    *j = (struct vx_json){0};
}
