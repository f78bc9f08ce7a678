/*
 * own.h: the operator's own orders: found by id, kept in the panel's slots.
 *
 * VX_OWN_MAX are remembered; when all are taken the order that was done longest ago goes, and if
 * none is done the new one is not remembered (it trades all the same).
 *
 * Threads: the book stage's.  Cost: O(1), a few words published a change.
 */
#ifndef VX_PIPELINE_OWN_H
#define VX_PIPELINE_OWN_H

#include "core/telemetry/panel.h"

#define VX_OWN_NONE_SLOT UINT32_MAX
#define VX_OWN_HASH_BITS 11 /* twice VX_OWN_MAX: short chains */

struct vx_own_table {
    struct vx_panel *panel;
    uint32_t used;        /* slots ever taken */
    uint16_t oldest_done; /* list by .older/.newer; the value 'none' ends it */
    uint16_t newest_done;
    uint16_t hash[1u << VX_OWN_HASH_BITS]; /* slot of an id's chain */
    struct vx_own own[VX_OWN_MAX];
    uint16_t chain[VX_OWN_MAX];
    uint16_t older[VX_OWN_MAX];
    uint16_t newer[VX_OWN_MAX];
};

void vx_own_table_init(struct vx_own_table *table, struct vx_panel *panel);
/* The slot of an id, or VX_OWN_NONE_SLOT. */
uint32_t vx_own_find(const struct vx_own_table *table, uint64_t id);
/* A slot for an id, its old one if it has one; the order in it is zeroed. */
uint32_t vx_own_take(struct vx_own_table *table, uint64_t id);
/* Publishes a slot whose fields were changed, and files it by its status. */
void vx_own_put(struct vx_own_table *table, uint32_t slot);

#endif
