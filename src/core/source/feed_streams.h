/*
 * feed_streams.h: a feed from open streams rather than files, for the tests and the fuzzer.
 * request->messages and ->book only name them in errors.
 */
#ifndef VX_SOURCE_FEED_STREAMS_H
#define VX_SOURCE_FEED_STREAMS_H

#include <stdio.h>

#include "core/source/feed.h"

struct vx_feed_say {
    char *err;
    size_t err_size;
};

/* files: messages, and the order book or NULL. */
int vx_feed_open_streams(struct vx_feed **feed, const struct vx_feed_request *request,
                         FILE *const files[static 2], int32_t tick, struct vx_feed_say *say);

#endif
