/*
 * tuning.h: what the system is asked for at start, so that nothing gets in the engine's way: big
 * pages, memory that stays where it is and near, priority.
 *
 *   engine.hugepages   advise: big pages where the kernel has some at hand; reserve: from those put
 *                      aside for it (vm.nr_hugepages); never: pages of the usual size
 *   engine.numa        the book's memory on the memory node of the book's processor
 *   engine.rt          threads in SCHED_FIFO, the lowest priority of it; all memory locked
 *
 * All of it is optional: what the system refuses is said in the error log, once, and the engine
 * goes on without.  In simulated time only engine.hugepages means anything.
 *
 * Threads: the thread that starts the engine.  Cold.
 */
#ifndef VX_PIPELINE_TUNING_H
#define VX_PIPELINE_TUNING_H

#include <pthread.h>

#include "core/telemetry/panel.h"

/* Memory for the engine, touched; NULL: there is none.  *bytes becomes what was taken, to unmap. */
void *vx_tune_take(struct vx_panel *panel, size_t *bytes);
/* The engine's memory, before its threads run; cpu: the book's. */
void vx_tune_memory(struct vx_panel *panel, void *mem, size_t bytes, uint32_t cpu);
/* crowded: more threads than CPUs; those who wait for each other cannot all go first. */
void vx_tune_threads(struct vx_panel *panel, const pthread_t *threads, uint32_t n, bool crowded);

#endif
