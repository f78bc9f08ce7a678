/*
 * map.h: a set of positions as a bitmap under 64-way summaries.  Private to the room.
 *
 * Depth 0 has a bit for each position, depth d + 1 a bit for each word of depth d that is not
 * zero; the last depth is one word.  Four depths hold 2^24 positions.
 *
 * Cost: set and clear up to one word a depth; first one word a depth; next at most twice that.
 */
#ifndef VX_BOOK_MAP_H
#define VX_BOOK_MAP_H

#include "core/base/defs.h"

#define MAP_DEPTHS  4u
#define MAP_NOTHING UINT32_MAX

struct map_shape {
    uint32_t depths;         /* 1..MAP_DEPTHS */
    uint32_t words;          /* all depths together */
    uint32_t at[MAP_DEPTHS]; /* where each depth starts, words */
};

/* positions: 1..2^24 */
static inline struct map_shape map_shape_make(uint32_t positions)
{
    struct map_shape shape = {0};
    uint32_t words = positions;
    do {
        words = (words + 63) / 64;
        shape.at[shape.depths++] = shape.words;
        shape.words += words;
    } while (words > 1);
    return shape;
}

static inline bool map_has(const uint64_t *map, uint32_t pos)
{
    return map[pos >> 6] >> (pos & 63) & 1;
}

/* The depths above 0, for a word that had no bit and gets one, or loses its last. */
static inline void map_set_above(const struct map_shape *shape, uint64_t *map, uint32_t pos)
{
    for (uint32_t d = 1; d < shape->depths; d++) {
        uint64_t *word = &map[shape->at[d] + (pos >> 12)];
        const bool known = *word != 0;
        *word |= (uint64_t)1 << (pos >> 6 & 63);
        if (known)
            break;
        pos >>= 6;
    }
}

static inline void map_clear_above(const struct map_shape *shape, uint64_t *map, uint32_t pos)
{
    for (uint32_t d = 1; d < shape->depths; d++) {
        uint64_t *word = &map[shape->at[d] + (pos >> 12)];
        *word &= ~((uint64_t)1 << (pos >> 6 & 63));
        if (*word != 0)
            break;
        pos >>= 6;
    }
}

static inline void map_set(const struct map_shape *shape, uint64_t *map, uint32_t pos)
{
    const uint64_t was = map[pos >> 6];
    map[pos >> 6] = was | (uint64_t)1 << (pos & 63);
    if (was == 0)
        map_set_above(shape, map, pos);
}

/* Returns what is left of the word of depth 0. */
static inline uint64_t map_clear(const struct map_shape *shape, uint64_t *map, uint32_t pos)
{
    const uint64_t is = map[pos >> 6] & ~((uint64_t)1 << (pos & 63));
    map[pos >> 6] = is;
    if (is == 0)
        map_clear_above(shape, map, pos);
    return is;
}

/* The lowest position under word `i` of depth `d`, which is not zero. */
static inline uint32_t map_descend(const struct map_shape *shape, const uint64_t *map, uint32_t d,
                                   uint32_t i)
{
    for (;; d--) {
        i = i << 6 | (uint32_t)__builtin_ctzll(map[shape->at[d] + i]);
        if (d == 0)
            return i;
    }
}

/* The lowest position, or MAP_NOTHING. */
static inline uint32_t map_first(const struct map_shape *shape, const uint64_t *map)
{
    const uint32_t top = shape->depths - 1;
    return map[shape->at[top]] == 0 ? MAP_NOTHING : map_descend(shape, map, top, 0);
}

/* The lowest position above `pos`, or MAP_NOTHING. */
static inline uint32_t map_next(const struct map_shape *shape, const uint64_t *map, uint32_t pos)
{
    for (uint32_t d = 0; d < shape->depths; d++, pos >>= 6) {
        const uint64_t above = map[shape->at[d] + (pos >> 6)] & ~(uint64_t)1 << (pos & 63);
        if (above == 0)
            continue;
        const uint32_t i = (pos & ~63u) | (uint32_t)__builtin_ctzll(above);
        return d == 0 ? i : map_descend(shape, map, d - 1, i);
    }
    return MAP_NOTHING;
}

#endif
