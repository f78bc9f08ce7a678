#include "core/pipeline/restore.h"

#include <sys/mman.h>

struct vx_restore *vx_restore_make(uint64_t n)
{
    const size_t bytes = sizeof(struct vx_restore) + n * sizeof(struct vx_state_order);
    struct vx_restore *r =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (r == MAP_FAILED)
        return NULL;
    r->bytes = bytes;
    r->inputs = n + 1;
    return r;
}

void vx_restore_free(struct vx_restore *r)
{
    if (r)
        munmap(r, r->bytes);
}

void vx_restore_input(const struct vx_restore *r, uint64_t due_ns, struct vx_tx *tx)
{
    if (r->next == 0) {
        *tx = (struct vx_tx){
            .kind = VX_TX_CANCEL_ALL,
            .instrument = VX_ALL_INSTRUMENTS,
            .flags = (uint8_t)(vx_tx_flags(0, 0, VX_SOURCE_LOAD) | VX_TX_RESTORED),
            .due_ns = due_ns,
        };
        return;
    }
    const struct vx_state_order *o = &r->order[r->next - 1];
    *tx = (struct vx_tx){
        .kind = VX_TX_LIMIT,
        .flags = (uint8_t)(vx_tx_flags(o->side, VX_TIF_POST, o->source) | VX_TX_RESTORED),
        .id = o->id,
        .due_ns = due_ns,
        .price = o->price_ticks * r->tick,
        .qty = o->open_lots,
        .owner = o->owner,
        .instrument = o->instrument,
    };
}
