/* prune.c: old segments go. */
#include "core/base/err.h"
#include "core/journal/journal.h"

static uint64_t bytes_of(const struct vx_io *io, uint32_t number)
{
    char name[VX_IO_NAME_MAX];
    vx_segment_name(name, number);
    const int file = io->ops->open(io->self, name, VX_IO_READ);
    if (file < 0)
        return 0;
    const int64_t bytes = io->ops->size(io->self, file);
    io->ops->close(io->self, file);
    return bytes < 0 ? 0 : (uint64_t)bytes;
}

int64_t vx_journal_prune(const struct vx_io *io, uint64_t seq, uint64_t keep_bytes)
{
    uint32_t first, last;
    char name[VX_IO_NAME_MAX];
    uint64_t kept = 0;
    const int64_t needed = vx_journal_find(io, seq);
    if (needed <= 0 || vx_journal_segments(io, &first, &last) < 0)
        return needed < 0 ? VX_E_SYSTEM : 0;
    uint32_t from = last + 1; /* the oldest that stays */
    while (from > first && (from > needed || kept + bytes_of(io, from - 1) <= keep_bytes))
        kept += bytes_of(io, --from);
    for (uint32_t number = first; number < from; number++) {
        vx_segment_name(name, number);
        int rc = io->ops->remove(io->self, name);
        if (rc == 0)
            rc = io->ops->sync_dir(io->self); /* in this order on the disk too: no gap, ever */
        if (rc < 0)
            return VX_E_SYSTEM;
    }
    return from - first;
}
