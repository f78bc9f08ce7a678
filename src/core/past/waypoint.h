/*
 * waypoint.h: snapshots in memory, in front of those on the disk: so that a step back does not
 * repeat all that lies behind the last one there.
 *
 * The table of functions reads the directory and changes nothing in it: what is created through it
 * lies in memory, the newest VX_WAYPOINTS of it.
 *
 * Threads: one.  Cold.
 */
#ifndef VX_PAST_WAYPOINT_H
#define VX_PAST_WAYPOINT_H

#include "core/journal/io.h"

#define VX_WAYPOINTS 4u

struct vx_waypoints {
    struct vx_io io; /* to be used in place of the directory's */
    struct vx_io under;
    uint64_t made;
    struct {
        int fd; /* -1: none */
        uint64_t number;
        char name[VX_IO_NAME_MAX];
    } file[VX_WAYPOINTS + 1]; /* one is being written */
};

void vx_waypoints_open(struct vx_waypoints *waypoints, const struct vx_io *under);
void vx_waypoints_close(struct vx_waypoints *waypoints);

#endif
