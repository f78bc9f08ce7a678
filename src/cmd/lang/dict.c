#include "cmd/lang/dict.h"

#include <stdlib.h>
#include <string.h>

/* The first entry that is not before name; *found if it is the name itself. */
static size_t place_of(const struct vx_dict *d, const char *name, size_t len, bool *found)
{
    size_t low = 0, high = d->count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(d->entry[middle].name, name, len);
        if (order == 0)
            order = d->entry[middle].name[len] != '\0';
        if (order == 0)
            *found = true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct vx_entry *vx_dict_find(const struct vx_dict *d, const char *name, size_t len)
{
    bool found;
    size_t i = place_of(d, name, len, &found);
    return found ? &d->entry[i] : NULL;
}

static bool has_room(struct vx_dict *d)
{
    if (d->count < d->size)
        return true;
    if (d->count == VX_DICT_MAX)
        return false;
    size_t size = d->size ? 2 * d->size : 16;
    struct vx_entry *to = realloc(d->entry, size * sizeof(*to));
    if (!to)
        return false;
    d->entry = to;
    d->size = size;
    return true;
}

struct vx_entry *vx_dict_put(struct vx_dict *d, const char *name, const char *text)
{
    bool found;
    size_t i = place_of(d, name, strlen(name), &found);
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy)
        return NULL;
    if (found) {
        free(d->entry[i].text);
        d->entry[i].text = copy;
        return &d->entry[i];
    }
    char *key = strdup(name);
    if (!key || !has_room(d)) {
        free(key);
        free(copy);
        return NULL;
    }
    memmove(&d->entry[i + 1], &d->entry[i], (d->count - i) * sizeof(d->entry[0]));
    d->entry[i] = (struct vx_entry){.name = key, .text = copy};
    d->count++;
    return &d->entry[i];
}

bool vx_dict_remove(struct vx_dict *d, const char *name)
{
    bool found;
    size_t i = place_of(d, name, strlen(name), &found);
    if (!found)
        return false;
    free(d->entry[i].name);
    free(d->entry[i].text);
    d->count--;
    memmove(&d->entry[i], &d->entry[i + 1], (d->count - i) * sizeof(d->entry[0]));
    return true;
}

void vx_dict_free(struct vx_dict *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->entry[i].name);
        free(d->entry[i].text);
    }
    free(d->entry);
    *d = (struct vx_dict){0};
}
