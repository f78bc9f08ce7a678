/*
 * nearest.h: "did you mean": the nearest of several words, by edit distance.
 *
 * Threads: pure functions.  Cold.
 */
#ifndef VX_LANG_NEAREST_H
#define VX_LANG_NEAREST_H

#include "core/base/defs.h"

/* Edits (insert, delete, change, swap of neighbours) between two words, case ignored; words of more
 * than 63 bytes are UINT32_MAX apart. */
uint32_t vx_nearest_distance(const char *a, size_t a_len, const char *b, size_t b_len);

/*
 * Keeps in best ("" at first) the nearer of itself and `offer` to the typed word, if it is near
 * enough to be meant at all: about one edit in three characters.
 */
void vx_nearest_offer(char *best, size_t size, const char *typed, size_t len, const char *offer);

/* The metric or the setting nearest to what was typed, or "". */
void vx_nearest_metric(char *best, size_t size, const char *typed, size_t len);
void vx_nearest_setting(char *best, size_t size, const char *typed, size_t len);

#endif
