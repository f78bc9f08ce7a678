/*
 * feed_text.h: sessions as text: what stands in a message file and in an order-book file.
 */
#ifndef VX_TESTS_PIPELINE_FEED_TEXT_H
#define VX_TESTS_PIPELINE_FEED_TEXT_H

#include <stdio.h>

#include "core/source/feed.h"
#include "drive.h"

#define NONE_ASK   "9999999999,0"
#define NONE_BID   "-9999999999,0"
#define PATH_BYTES 1024u
#define ERR_BYTES  300u

/* NULL for NULL. */
FILE *feed_stream(const char *text);
/* Named m.csv and b.csv in errors; book may be NULL, else it is verified. */
int feed_open_text(struct vx_feed **feed, const char *messages, const char *book, uint32_t speed,
                   char err[static ERR_BYTES]);

#endif
