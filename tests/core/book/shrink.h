/*
 * shrink.h: from a script that fails to a small one that still fails (Zeller's delta debugging:
 * leave out ever smaller runs of inputs; then make what is left plainer, field by field).
 */
#ifndef VX_TESTS_BOOK_SHRINK_H
#define VX_TESTS_BOOK_SHRINK_H

#include "duel.h"

/* Shrinks script->op in place, and script->n; *loss: how the small one fails. */
void shrink_script(struct duel_script *script, enum ref_fault fault, struct duel_loss *loss);

#endif
