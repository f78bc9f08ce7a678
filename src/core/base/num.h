/*
 * num.h: numbers, prices, durations and rates as text, both ways.  Exact: integers only.
 *
 * Parsers read the whole of text[0..len); on error they return a negative VX_E_... (SYNTAX: not a
 * number; RANGE: does not fit) and leave *out alone.  If `at` is not NULL it receives the offset
 * of the first byte that does not belong.  Formatters return the length and always terminate.
 *
 * Threads: pure functions.  Cost: cold.
 */
#ifndef VX_BASE_NUM_H
#define VX_BASE_NUM_H

#include "core/base/defs.h"

/* "123", "5k", "1.5M", "2G", "0x1f" (no suffix), "1_000_000": an integer once scaled. */
int vx_num_parse_count(const char *text, size_t len, uint64_t *out, size_t *at);
/* "100us", "20ms", "2s", "1m", "1h", "250ns", "1.5ms"; a bare 0 is allowed, other bare numbers not.
 */
int vx_num_parse_duration(const char *text, size_t len, uint64_t *ns, size_t *at);
/* "100.25", "-3", ".5": 1/10,000; more than four decimals that are not zero: VX_E_RANGE. */
int vx_num_parse_price(const char *text, size_t len, int32_t *price, size_t *at);
/* A decimal with up to 9 digits after the point: value * 10^-scale, exact.  "-1.25" -> -125, 2. */
int vx_num_parse_decimal(const char *text, size_t len, int64_t *value, unsigned *scale, size_t *at);

/* 1000500 -> "100.05"; at least two decimals, more only where needed ("100.0525"). */
int vx_num_format_price(char *buf, size_t size, int64_t price);
/* with thousands separators: "12,345,678" */
int vx_num_format_grouped(char *buf, size_t size, uint64_t value);
/* four significant digits and a suffix: "999", "1.234k", "99.98k", "12.3M"; never wider than 6 */
int vx_num_format_short(char *buf, size_t size, uint64_t value);
/* "0.21 µs"-like text in the unit that reads best: "85 ns", "12.4 us", "3.1 ms", "2.0 s" (ASCII) */
int vx_num_format_duration(char *buf, size_t size, uint64_t ns);
/* exact duration that vx_num_parse_duration reads back: "1500us", "2s" */
int vx_num_format_duration_exact(char *buf, size_t size, uint64_t ns);
/* value * 10^-scale as a decimal without trailing zeros: (-125, 2) -> "-1.25" */
int vx_num_format_decimal(char *buf, size_t size, int64_t value, unsigned scale);

/*
 * Exact division by a number fixed at start: q = floor(n / d) for every uint32_t n, without a
 * division (multiply by ceil(2^64 / d); Lemire, Kaser, Kurz 2019).  d in 1..2^31.
 */
struct vx_recip {
    uint64_t magic; /* ceil(2^64 / d), 0 for d == 1 */
    uint32_t d;
};
struct vx_recip vx_recip_make(uint32_t d); /* cold */
static inline uint32_t vx_recip_div(struct vx_recip r, uint32_t n)
{
    return r.magic ? (uint32_t)(((unsigned __int128)r.magic * n) >> 64) : n;
}

#endif
