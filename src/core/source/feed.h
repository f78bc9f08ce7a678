/*
 * feed.h: recorded market data as a source: LOBSTER message and order-book files.
 *
 * Format (lobsterdata.com, "output structure"): messages are
 *   seconds-after-midnight,type,order id,size,price (1/10,000),direction (1 buy, -1 sell)
 * with type 1 new limit order, 2 partial cancel, 3 deletion, 4 visible execution, 5 hidden
 * execution, 6 cross trade, 7 halt; direction is that of the order in the book.  Row k of the
 * order-book file is the book after message k: ask price, ask size, bid price, bid size, ... a
 * level each, 9999999999 and -9999999999 where there is none.
 *
 * All is read and checked at open (cold, heap), so that ingress only walks an array.
 * An execution is sent as the aggressor it stands for: executions of one instant and side are one
 * aggressor, an IOC of their total at the worst of their prices, and the book's own matching has
 * to find the same resting orders.
 *
 * Threads: open/close on the session's thread while the feed does not run; due/next on ingress's;
 * check on the book's (fields it writes are its own).
 */
#ifndef VX_SOURCE_FEED_H
#define VX_SOURCE_FEED_H

#include "core/base/tx.h"
#include "core/book/veloxbook.h"
#include "core/telemetry/panel.h"
#include "core/telemetry/session.h"

struct vx_feed; /* opaque */

/* Reads both files.  0, or a negative VX_E_... with a sentence (file:line: what) in err. */
int vx_feed_open(struct vx_feed **feed, const struct vx_feed_request *request, int32_t tick,
                 char *err, size_t err_size);
void vx_feed_close(struct vx_feed *feed);
uint64_t vx_feed_rows(const struct vx_feed *feed);

/* Ingress.  start: recorded times are played from start_ns on. */
void vx_feed_start(struct vx_feed *feed, uint64_t start_ns);
uint64_t vx_feed_due(const struct vx_feed *feed); /* VX_NEVER when all is sent */
void vx_feed_next(struct vx_feed *feed, uint64_t now_ns, struct vx_tx *tx);
uint64_t vx_feed_sent(const struct vx_feed *feed); /* messages behind what next has given */

/*
 * Book stage: one record of an input of source FEED was just written, and the book stands exactly
 * behind it (the stage runs feed inputs with room for one record at a time while verifying).
 * Compares rows where one is complete, and counts into the panel's feed block.
 */
void vx_feed_check(struct vx_feed *feed, const struct vx_report *report, const struct vx_book *book,
                   struct vx_panel *panel);
bool vx_feed_verifies(const struct vx_feed *feed);
/* Everything sent and checked? and the first difference as a sentence. Any thread, after done. */
void vx_feed_result(const struct vx_feed *feed, struct vx_feed_result *result);

#endif
