/*
 * memory.h: memory that is all there from the start.
 */
#ifndef VX_BASE_MEMORY_H
#define VX_BASE_MEMORY_H

#include <stdatomic.h>
#include <stdlib.h>

#include "core/base/defs.h"

#define VX_PAGE 4096u /* the smallest page there is: touching more often does no harm */

/*
 * Zeroed heap memory with every page touched, so that a program's size says at once what it will
 * be; NULL: none left.  free() gives it back.  Cold.
 */
static inline void *vx_take(size_t n, size_t bytes)
{
    unsigned char *p = calloc(n, bytes);
    for (size_t i = 0; p && i < n * bytes; i += VX_PAGE) /* atomic: or it would be left out */
        atomic_store_explicit((_Atomic unsigned char *)&p[i], 0, memory_order_relaxed);
    return p;
}

#endif
