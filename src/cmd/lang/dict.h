/*
 * dict.h: names with a text each, sorted: variables, aliases, bound keys, names of orders.
 *
 * Threads: one.  Cold; heap.  Find is O(log n), put O(n).
 */
#ifndef VX_LANG_DICT_H
#define VX_LANG_DICT_H

#include "core/base/defs.h"

#define VX_DICT_MAX 65536u

struct vx_entry {
    char *name;
    char *text; /* may be NULL */
    uint64_t n; /* whatever the owner keeps beside it */
    bool hole;
};

struct vx_dict {
    struct vx_entry *entry;
    size_t count, size;
};

struct vx_entry *vx_dict_find(const struct vx_dict *d, const char *name, size_t len);
/* Makes or overwrites.  The entry, or NULL: no memory, or VX_DICT_MAX of them. */
struct vx_entry *vx_dict_put(struct vx_dict *d, const char *name, const char *text);
/* False if there was none. */
bool vx_dict_remove(struct vx_dict *d, const char *name);
void vx_dict_free(struct vx_dict *d);

#endif
