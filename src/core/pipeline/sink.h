/*
 * sink.h: where output hands its bundles: nowhere, or a file.
 *
 * The file: a header of 64 bytes, then bundles as they travel (528 bytes each: struct vx_bundle of
 * tx.h, in the machine's byte order).  Header, all words little by little in that order too:
 *    0  8  "VXBUNDLE"
 *    8  4  version, 1
 *   12  4  0x01020304, by which a reader knows the byte order
 *   16  4  bytes of a bundle, 528
 *   20  4  bytes of a report, 32
 *   24  4  tick, 1/10,000
 *   28  4  0
 *   32  8  engine's start, ns since 1970 (0: simulated time)
 *   40 24  0
 * A file is made anew at each start, for its owner alone (0600); links are not followed.
 *
 * Bundles are gathered in a buffer of VX_SINK_BYTES; the operating system is asked only when it is
 * full, when nothing has come for VX_SINK_IDLE_NS, and at the end.  After a failed write the
 * gathered bundles are given up, and counted; the next ones are tried again.  A file never ends
 * in half a bundle that another follows: what was written of a failed buffer is cut off again.
 *
 * Threads: output's.
 */
#ifndef VX_PIPELINE_SINK_H
#define VX_PIPELINE_SINK_H

#include "core/base/tx.h"

#define VX_SINK_BUNDLES      256u
#define VX_SINK_BYTES        (VX_SINK_BUNDLES * sizeof(struct vx_bundle))
#define VX_SINK_HEADER_BYTES 64u
#define VX_SINK_IDLE_NS      10000000u

struct vx_sink {
    int fd;              /* -1: nowhere */
    uint32_t held;       /* bundles in the buffer */
    uint64_t bundles;    /* written */
    uint64_t bytes;      /* written */
    uint64_t errors;     /* bundles given up */
    uint64_t good_bytes; /* where the last whole bundle in the file ends */
    int last_error;      /* errno of the last failure, 0: none */
    /* set before it is opened */
    struct vx_bundle *buffer; /* VX_SINK_BUNDLES, the caller's */
    uint64_t start_realtime_ns;
    int32_t tick;
};

/* path NULL or "": nowhere.  0, or VX_E_SYSTEM with a sentence in err. */
int vx_sink_open(struct vx_sink *sink, const char *path, char *err, size_t err_size);
void vx_sink_put(struct vx_sink *sink, const struct vx_bundle *bundle);
/* Writes what is held. */
void vx_sink_flush(struct vx_sink *sink);
void vx_sink_close(struct vx_sink *sink);

#endif
