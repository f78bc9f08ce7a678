/*
 * generate.h: scripts at random.  The same seed, the same script.
 */
#ifndef VX_TESTS_BOOK_GENERATE_H
#define VX_TESTS_BOOK_GENERATE_H

#include "core/base/prng.h"
#include "duel.h"

/* Fills a script of n inputs for the caller's op[n]: config and inputs come from the seed. */
void generate(struct duel_script *script, uint64_t seed, struct op *op, uint32_t n);
/* One config and one input, from numbers that anything may supply. */
void generate_config(struct vx_prng *p, struct vx_book_config *config);

#endif
