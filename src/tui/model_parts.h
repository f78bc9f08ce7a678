/*
 * model_parts.h: the parts of vx_model_update that have a file of their own.
 */
#ifndef VX_TUI_MODEL_PARTS_H
#define VX_TUI_MODEL_PARTS_H

#include "tui/model.h"

/* Reads what came onto the tape; once a tick: chooses the filter. */
void vx_model_tape_read(struct vx_model *m, const struct vx_panel *panel);
void vx_model_tape_tick(struct vx_model *m);
/* Copies the operator's orders, live ones first. */
void vx_model_own_read(struct vx_model *m, const struct vx_panel *panel);
/* Once a tick: changes of depth over the interval, and a column of the heat map. */
void vx_model_heat_tick(struct vx_model *m);

#endif
