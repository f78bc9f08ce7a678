/*
 * json.h: writes JSON (RFC 8259) into memory; nothing here reads it.
 *
 * Members are written in the order of the calls; commas come by themselves.  key is NULL inside an
 * array and for a value that stands alone.  If memory runs out the text stays empty and failed is
 * set.  Threads: one.  Cold; heap.
 */
#ifndef VX_LANG_JSON_H
#define VX_LANG_JSON_H

#include "core/telemetry/metric.h"

struct vx_json {
    char *text; /* NUL-terminated once something was written */
    size_t len, size;
    bool comma; /* the next member needs one */
    bool failed;
};

void vx_json_open(struct vx_json *j, const char *key, char bracket); /* '{' or '[' */
void vx_json_close(struct vx_json *j, char bracket);                 /* '}' or ']' */
/* Control bytes as \u001b, bytes that are no UTF-8 as the text \xff. */
void vx_json_text(struct vx_json *j, const char *key, const char *text);
void vx_json_uint(struct vx_json *j, const char *key, uint64_t value);
void vx_json_bool(struct vx_json *j, const char *key, bool value);
void vx_json_value(struct vx_json *j, const char *key, const struct vx_value *value);
void vx_json_price(struct vx_json *j, const char *key, int64_t price);
/* What another writer wrote: members ("a":1,"b":2) or a whole value. */
void vx_json_raw(struct vx_json *j, const char *key, const char *raw);
void vx_json_free(struct vx_json *j);

#endif
