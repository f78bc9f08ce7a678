/*
 * Panel: who attaches while it is made either waits or sees all of it made; an own order's slot is
 * read whole.
 */
#include "models.h"

#include <string.h>

#include "core/base/err.h"
#include "core/telemetry/panel.h"

#define SLOT 3u

static struct vx_panel panel;

static void name_parts(void)
{
    mc_name(&panel, sizeof(panel), "panel");
    mc_name(&panel.magic, 8, "magic");
    mc_name(&panel.layout, 8, "layout");
    mc_name(&panel.own[SLOT].seq, 8, "own.seq");
    mc_name(panel.own[SLOT].word, sizeof(panel.own[SLOT].word), "own.words");
}

static void set_up(void)
{
    memset(&panel, 0, sizeof(panel));
    name_parts();
}

static void make(void)
{
    vx_panel_init(&panel);
}

static void check_made(void)
{
    uint64_t entry[VX_PRINT_WORDS];
    mc_check(panel.bytes == sizeof(panel) && panel.version == VX_PANEL_VERSION && panel.pid != 0);
    mc_check(panel.depth.words == VX_DEPTH_WORDS);
    mc_check(panel.tape.mask == VX_TAPE_CAPACITY - 1 && panel.tape.words == VX_PRINT_WORDS);
    mc_check(vx_ovring_read(&panel.tape, panel.tape_area, 0, entry) == VX_E_EMPTY);
    mc_check(vx_ovring_read(&panel.errors, panel.errors_area, 0, entry) == VX_E_EMPTY);
}

static void attach_once(void)
{
    int rc = vx_panel_check(&panel, sizeof(panel));
    mc_check(rc == VX_OK || rc == VX_E_STATE);
    if (rc == VX_OK)
        check_made();
}

static void attach(void)
{
    int rc;
    mc_until((rc = vx_panel_check(&panel, sizeof(panel))) != VX_E_STATE);
    mc_check(rc == VX_OK);
    check_made();
}

/* ---- own orders ---- */

static void set_up_own(void)
{
    memset(&panel.own[SLOT], 0, sizeof(panel.own[SLOT]));
    name_parts();
}

static struct vx_own version_of(uint64_t n)
{
    return (struct vx_own){.id = n,
                           .seq = 10 * n,
                           .t_ns = 20 * n,
                           .notional = 30 * n,
                           .ahead_lots = 40 * n,
                           .price = (int32_t)n,
                           .qty = (uint32_t)n,
                           .filled = (uint32_t)n,
                           .leaves = (uint32_t)n};
}

static void write_own(uint64_t first, uint64_t last)
{
    for (uint64_t n = first; n <= last; n++) {
        struct vx_own own = version_of(n);
        vx_own_write(&panel, SLOT, &own);
    }
}

static void write_own_1(void)
{
    write_own(1, 1);
}
static void write_own_2(void)
{
    write_own(1, 2);
}

static uint64_t read_own(uint64_t at_least)
{
    struct vx_own own;
    int rc = vx_own_read(&panel, SLOT, &own);
    if (rc == VX_E_EMPTY) {
        mc_check(at_least == 0);
        return 0;
    }
    mc_check(rc == VX_OK && own.id >= at_least);
    struct vx_own expected = version_of(own.id);
    mc_check(memcmp(&own, &expected, sizeof(own)) == 0);
    return own.id;
}

static void read_own_once(void)
{
    read_own(0);
}

static void read_own_twice(void)
{
    read_own(read_own(0));
}

static void finish_own(void)
{
    mc_check(read_own(1) > 0);
}

const struct mc_model mc_panel_models[] = {
    {.name = "panel-attach",
     .setup = set_up,
     .thread = {{"engine", make}, {"front end", attach}},
     .stale = 2},
    {.name = "panel-two-attach",
     .setup = set_up,
     .thread = {{"engine", make}, {"front end", attach}, {"exporter", attach_once}}},
    {.name = "own-one",
     .setup = set_up_own,
     .thread = {{"book", write_own_1}, {"reader", read_own_once}},
     .finish = finish_own},
    {.name = "own-two",
     .setup = set_up_own,
     .thread = {{"book", write_own_2}, {"reader", read_own_once}},
     .finish = finish_own},
    {.name = "own-twice",
     .setup = set_up_own,
     .thread = {{"book", write_own_2}, {"reader", read_own_twice}},
     .finish = finish_own},
    {.name = NULL},
};
