#include "feed_text.h"

#include <string.h>

#include "core/source/feed_streams.h"

FILE *feed_stream(const char *text)
{
    FILE *f = text ? fmemopen((void *)(uintptr_t)text, strlen(text), "r") : NULL;
    assert_true(!text || f);
    return f;
}

int feed_open_text(struct vx_feed **feed, const char *messages, const char *book, uint32_t speed,
                   char err[static ERR_BYTES])
{
    const struct vx_feed_request request = {
        .messages = "m.csv", .book = "b.csv", .verify = book != NULL, .speed = speed};
    struct vx_feed_say say = {err, ERR_BYTES};
    FILE *m = feed_stream(messages), *b = feed_stream(book);
    *feed = NULL;
    const int rc = vx_feed_open_streams(feed, &request, (FILE *const[]){m, b}, DRIVE_TICK, &say);
    fclose(m);
    if (b)
        fclose(b);
    return rc;
}
