#include "cmd/lang/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/telemetry/metric.h"

#define WORD_MAX      63u
#define BEGINNING_MIN 3u

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment, three rows at a time. */
uint32_t vx_nearest_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    uint32_t row[3][WORD_MAX + 1];
    if (a_len > WORD_MAX || b_len > WORD_MAX)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= b_len; j++)
        row[0][j] = j;
    for (uint32_t i = 1; i <= a_len; i++) {
        uint32_t *now = row[i % 3];
        const uint32_t *before = row[(i + 2) % 3], *two_before = row[(i + 1) % 3];
        now[0] = i;
        for (uint32_t j = 1; j <= b_len; j++) {
            uint32_t change = before[j - 1] + !same(a[i - 1], b[j - 1]);
            now[j] = least(change, least(before[j], now[j - 1]) + 1);
            bool swap = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if (swap)
                now[j] = least(now[j], two_before[j - 2] + 1);
        }
    }
    return row[a_len % 3][b_len];
}

/* Half an edit for another first letter decides between equals; doubled, to stay whole.  What only
 * was not typed to its end is one edit away. */
static uint32_t badness(const char *typed, size_t len, const char *offer)
{
    if (len >= BEGINNING_MIN && strncasecmp(offer, typed, len) == 0)
        return 2;
    uint32_t d = vx_nearest_distance(typed, len, offer, strlen(offer));
    if (d > WORD_MAX)
        return UINT32_MAX;
    return 2 * d + (len == 0 || !same(typed[0], offer[0]));
}

void vx_nearest_offer(char *best, size_t size, const char *typed, size_t len, const char *offer)
{
    uint32_t limit = 2 * (uint32_t)(len / 3 + 1) + 1;
    size_t offered = strlen(offer);
    bool beginning = len >= BEGINNING_MIN && strncasecmp(offer, typed, len) == 0;
    /* each byte more or less is an edit: most offers need no closer look */
    size_t apart = len > offered ? len - offered : offered - len;
    if (len == 0 || (!beginning && 2 * apart > limit))
        return;
    uint32_t bad = badness(typed, len, offer);
    if (bad > limit || bad / 2 >= offered)
        return;
    if (!*best || bad < badness(typed, len, best))
        snprintf(best, size, "%s", offer);
}

void vx_nearest_metric(char *best, size_t size, const char *typed, size_t len)
{
    size_t n;
    const struct vx_metric *rows = vx_metrics(&n);
    best[0] = '\0';
    for (size_t i = 0; i < n; i++)
        vx_nearest_offer(best, size, typed, len, rows[i].name);
}

void vx_nearest_setting(char *best, size_t size, const char *typed, size_t len)
{
    best[0] = '\0';
    for (unsigned i = 0; i < VX_SETTINGS; i++)
        vx_nearest_offer(best, size, typed, len, vx_setting_rows[i].name);
}
