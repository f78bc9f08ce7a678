/*
 * pipeline.h: the four stages with the rings between them, in one piece of memory.
 *
 * All memory is taken and touched here, from the settings in the panel; afterwards nothing is
 * taken any more.  Who polls the stages, and with what time, is the driver's affair.
 *
 * Threads: open and close while no stage is polled.  Cold.
 */
#ifndef VX_PIPELINE_PIPELINE_H
#define VX_PIPELINE_PIPELINE_H

#include "core/pipeline/booker.h"
#include "core/pipeline/bundler.h"
#include "core/pipeline/ingress.h"
#include "core/pipeline/output.h"

#define VX_BAND_TICKS_MAX (1u << 24) /* prices between engine.price.min and max, in ticks */

struct vx_pipeline {
    struct vx_panel *panel;
    size_t bytes; /* of the whole piece */
    struct vx_mpsc inbox;
    struct vx_spsc ring[VX_RINGS]; /* [VX_RING_INBOX] is not used: it is `inbox` */
    struct vx_marks marks;
    struct vx_feed_slot feed_slot;
    struct vx_restore_slot restore_slot;
    struct vx_restore *restore; /* the newest; the session's while the slot is empty */
    struct vx_book *book;
    struct vx_flow *flow;
    struct vx_sink sink;
    struct vx_ingress ingress;
    struct vx_booker booker;
    struct vx_bundler bundler;
    struct vx_output output;
    struct vx_stage *stage[VX_STAGES]; /* in the order an order meets them */
};

/*
 * sink_file: output.file.  0, or a negative VX_E_... with a sentence in err: VX_E_INVALID for
 * settings that do not go together, VX_E_MEMORY, VX_E_SYSTEM.
 */
int vx_pipeline_open(struct vx_pipeline **pipeline, struct vx_panel *panel, const char *sink_file,
                     char *err, size_t err_size);
void vx_pipeline_close(struct vx_pipeline *pipeline);
/* Hands the stages a journal, before any of them is polled. */
void vx_pipeline_keep(struct vx_pipeline *pipeline, struct vx_writer *journal,
                      const _Atomic uint64_t *limit);
bool vx_pipeline_is_done(const struct vx_pipeline *pipeline);
/*
 * After the end: does everything add up?  Every input sequenced is answered, every report is in a
 * bundle, every bundle at output, nothing is left in a ring; accepted = resting + filled +
 * cancelled; the book's own links are whole.  0, or VX_E_STATE with a sentence.
 */
int vx_pipeline_check(struct vx_pipeline *pipeline, char *err, size_t err_size);

#endif
