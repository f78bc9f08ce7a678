/*
 * flow_open.h: flows as tests open them, on memory that is freed with the flow.
 */
#ifndef VX_TESTS_PIPELINE_FLOW_OPEN_H
#define VX_TESTS_PIPELINE_FLOW_OPEN_H

#include "core/source/flow.h"
#include "drive.h"

#define SECOND_NS UINT64_C(1000000000)

/* One instrument around 100.00, 20,000 standing orders, seed 42, the market. */
extern const struct vx_flow_config flow_usual;

struct vx_flow *flow_open(const struct vx_flow_config *config);
/* The usual one in a shape, at a rate from time 0 on. */
struct vx_flow *flow_open_shape(enum vx_flow_id shape, uint64_t rate);

#endif
