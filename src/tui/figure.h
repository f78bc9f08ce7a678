/*
 * figure.h: numbers as the panes show them: of a fixed width, so that nothing jumps.
 *
 * All return the length; buf holds at least VX_FIGURE bytes.  Integers only.
 */
#ifndef VX_TUI_FIGURE_H
#define VX_TUI_FIGURE_H

#include "core/base/defs.h"

#define VX_FIGURE 32

/* "0".."99999", then "123k", "12.3M": at most 5 wide. */
int vx_figure_count(char *buf, uint64_t value);
/* The same with a sign, "+12k" or the minus given ("-" or U+2212); "" for 0.  At most 6 wide. */
int vx_figure_change(char *buf, int64_t value, const char *minus);
/* A rate, its decimals fixed: "950/s", "99.9k/s", "1.25M/s"; "max/s" for VX_RATE_MAX. */
int vx_figure_rate(char *buf, uint64_t per_second);
/* Nanoseconds as microseconds, at most 7 wide: "0.21", "999.99", "1234.5", "22282"; from 10 s on as
 * "12 s". */
int vx_figure_us(char *buf, uint64_t ns);
/* A price with a fixed count of decimals: 2 or 4. */
int vx_figure_price(char *buf, int64_t price, int decimals);
/* Decimals that prices of this tick need. */
int vx_figure_decimals(int32_t tick);
/* part of whole as "  0%" .. "100%"; "<1%" when it is not nothing: 4 wide. */
int vx_figure_percent(char *buf, uint64_t part, uint64_t whole);
/* Engine time: "00:02:03"; with millis "02:03.412". */
int vx_figure_clock(char *buf, uint64_t ns);
int vx_figure_moment(char *buf, uint64_t ns);

#endif
