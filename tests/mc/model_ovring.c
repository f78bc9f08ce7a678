/*
 * Overwriting ring: what is read is the entry that was asked for, whole, or the reader is told
 * that it is not yet there or that it was lapped; and he is told so only if it is true.
 *
 * Capacity 2, entries of two words.
 */
#include "models.h"

#include "core/lockfree/ovring.h"

#define CAPACITY 2u
#define WORDS    2u

static struct vx_ovring ring;
static _Atomic uint64_t area[VX_OVRING_AREA_WORDS(CAPACITY, WORDS)];

static void set_up(void)
{
    vx_ovring_init(&ring, area, CAPACITY, WORDS);
    mc_name(&ring, sizeof(ring), "ring");
    mc_name(&ring.written, 8, "written");
    mc_name(area, sizeof(area), "area");
    mc_name(&area[0], 8, "entry[0].seq");
    mc_name(&area[1], 16, "entry[0].words");
    mc_name(&area[3], 8, "entry[1].seq");
    mc_name(&area[4], 16, "entry[1].words");
}

static void write_entries(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        uint64_t entry[WORDS] = {i + 100, ~(i + 100)};
        mc_check(vx_ovring_write(&ring, area, entry) == i);
    }
}

static void write_2(void)
{
    write_entries(2);
}
static void write_4(void)
{
    write_entries(4);
}
static int read_entry(uint64_t number)
{
    uint64_t entry[WORDS];
    int rc = vx_ovring_read(&ring, area, number, entry);
    mc_check(rc == VX_OK || rc == VX_E_EMPTY || rc == VX_E_LAPPED);
    mc_check(rc != VX_OK || (entry[0] == number + 100 && entry[1] == ~(number + 100)));
    return rc;
}

/* Nobody laps him, and what was counted is there. */
static void read_unlapped(void)
{
    for (uint64_t i = 0; i < 2; i++) {
        int rc = read_entry(i);
        mc_check(rc != VX_E_LAPPED);
        uint64_t written = vx_ovring_written(&ring);
        mc_check(written <= 2 && (rc != VX_OK || written > i));
        mc_check(written <= i || read_entry(i) == VX_OK);
    }
}

/* Lapped means that the entry is gone for good. */
static void read_all(void)
{
    for (uint64_t i = 0; i < 3; i++)
        if (read_entry(i) == VX_E_LAPPED)
            mc_check(read_entry(i) == VX_E_LAPPED);
}

static void read_first(void)
{
    read_entry(0);
    read_entry(1);
}

static void finish_2(void)
{
    mc_check(vx_ovring_written(&ring) == 2 && read_entry(0) == VX_OK && read_entry(1) == VX_OK);
}

static void finish_lapped(void)
{
    uint64_t written = vx_ovring_written(&ring);
    mc_check(read_entry(written) == VX_E_EMPTY && read_entry(written - 1) == VX_OK);
    mc_check(read_entry(written - 2) == VX_OK && read_entry(written - 3) == VX_E_LAPPED);
}

const struct mc_model mc_ovring_models[] = {
    {.name = "ovring-unlapped",
     .setup = set_up,
     .thread = {{"writer", write_2}, {"reader", read_unlapped}},
     .finish = finish_2},
    {.name = "ovring-lapped",
     .setup = set_up,
     .thread = {{"writer", write_4}, {"reader", read_first}},
     .finish = finish_lapped},
    {.name = "ovring-all",
     .setup = set_up,
     .thread = {{"writer", write_4}, {"reader", read_all}},
     .finish = finish_lapped},
    {.name = "ovring-two-readers",
     .setup = set_up,
     .thread = {{"writer", write_4}, {"reader", read_first}, {"reader 2", read_first}},
     .finish = finish_lapped,
     .large = true},
    {.name = NULL},
};
