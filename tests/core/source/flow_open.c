#include "flow_open.h"

#include <stdlib.h>

const struct vx_flow_config flow_usual = {
    .tick = DRIVE_TICK,
    .mid = 1000000,
    .price_min = 100,
    .price_max = 20000000,
    .instruments = 1,
    .standing = 20000,
    .seed = 42,
    .flow = VX_FLOW_MARKET,
};

struct vx_flow *flow_open(const struct vx_flow_config *config)
{
    struct vx_flow *flow = NULL;
    const size_t bytes = vx_flow_footprint(config);
    assert_true(bytes > 0);
    void *mem = aligned_alloc(VX_LINE, (bytes + VX_LINE - 1) / VX_LINE * VX_LINE);
    assert_non_null(mem);
    assert_int_equal(vx_flow_init(mem, bytes, config, &flow), 0);
    assert_ptr_equal(flow, mem);
    return flow;
}

struct vx_flow *flow_open_shape(enum vx_flow_id shape, uint64_t rate)
{
    struct vx_flow_config config = flow_usual;
    config.flow = shape;
    struct vx_flow *flow = flow_open(&config);
    vx_flow_rate(flow, rate, 0);
    return flow;
}
