#include "core/pipeline/own.h"

#include <string.h>

#include "core/base/hash.h"

#define NONE UINT16_MAX
/* Not in the list of those that are done. */
#define APART (UINT16_MAX - 1)
static_assert(VX_OWN_MAX < APART, "slots are 16-bit numbers");

static uint16_t *bucket_of(struct vx_own_table *t, uint64_t id)
{
    return &t->hash[vx_hash_slot(id, VX_OWN_HASH_BITS)];
}

static bool is_done(const struct vx_own_table *t, uint32_t slot)
{
    return t->older[slot] != APART;
}

static void append_done(struct vx_own_table *t, uint32_t slot)
{
    t->older[slot] = t->newest_done;
    t->newer[slot] = NONE;
    if (t->newest_done == NONE)
        t->oldest_done = (uint16_t)slot;
    else
        t->newer[t->newest_done] = (uint16_t)slot;
    t->newest_done = (uint16_t)slot;
}

static void remove_done(struct vx_own_table *t, uint32_t slot)
{
    const uint16_t older = t->older[slot], newer = t->newer[slot];
    if (older == NONE)
        t->oldest_done = newer;
    else
        t->newer[older] = newer;
    if (newer == NONE)
        t->newest_done = older;
    else
        t->older[newer] = older;
    t->older[slot] = APART;
}

static void unchain(struct vx_own_table *t, uint32_t slot)
{
    uint16_t *at = bucket_of(t, t->own[slot].id);
    while (*at != slot)
        at = &t->chain[*at];
    *at = t->chain[slot];
}

static void chain(struct vx_own_table *t, uint32_t slot, uint64_t id)
{
    uint16_t *at = bucket_of(t, id);
    t->chain[slot] = *at;
    *at = (uint16_t)slot;
}

void vx_own_table_init(struct vx_own_table *t, struct vx_panel *panel)
{
    memset(t, 0, sizeof *t);
    t->panel = panel;
    t->oldest_done = t->newest_done = NONE;
    memset(t->hash, 0xff, sizeof t->hash);
    for (uint32_t i = 0; i < VX_OWN_MAX; i++)
        t->older[i] = APART;
}

uint32_t vx_own_find(const struct vx_own_table *t, uint64_t id)
{
    uint16_t slot = t->hash[vx_hash_slot(id, VX_OWN_HASH_BITS)];
    while (slot != NONE && t->own[slot].id != id)
        slot = t->chain[slot];
    return slot == NONE ? VX_OWN_NONE_SLOT : slot;
}

uint32_t vx_own_take(struct vx_own_table *t, uint64_t id)
{
    uint32_t slot = vx_own_find(t, id);
    if (slot != VX_OWN_NONE_SLOT) {
        unchain(t, slot);
    } else if (t->used < VX_OWN_MAX) {
        slot = t->used++;
    } else if (t->oldest_done != NONE) {
        slot = t->oldest_done;
        unchain(t, slot);
    } else {
        return VX_OWN_NONE_SLOT;
    }
    if (is_done(t, slot))
        remove_done(t, slot);
    t->own[slot] = (struct vx_own){.id = id};
    chain(t, slot, id);
    return slot;
}

void vx_own_put(struct vx_own_table *t, uint32_t slot)
{
    const bool live = vx_own_status(&t->own[slot]) == VX_OWN_LIVE;
    if (live && is_done(t, slot))
        remove_done(t, slot);
    else if (!live && !is_done(t, slot))
        append_done(t, slot);
    vx_own_write(t->panel, slot, &t->own[slot]);
    vx_put(&t->panel->own_count, t->used);
}
