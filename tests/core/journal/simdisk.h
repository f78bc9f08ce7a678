/*
 * simdisk.h: a disk in memory behind the journal's I/O interface.  What was written and not synced
 * is kept apart, so that a crash can write, drop, tear or garble each sector of it; names that were
 * made, changed or removed since the last sync of the directory stand or fall in their order.
 *
 * One operation can be made the last (crash), the one that fails (a sync, a read), or room can end.
 */
#ifndef VX_TESTS_SIMDISK_H
#define VX_TESTS_SIMDISK_H

#include <setjmp.h>

#include "core/base/prng.h"
#include "core/journal/io.h"

#define SIM_FILES  64u
#define SIM_NAMES  64u
#define SIM_SECTOR 512u

struct sim_file {
    unsigned char *cache; /* what a reader sees */
    unsigned char *disk;  /* what is safe */
    uint64_t room;        /* bytes behind both */
    uint64_t size;
    uint64_t disk_size;
};

struct sim_names {
    char name[SIM_NAMES][VX_IO_NAME_MAX];
    uint32_t file[SIM_NAMES];
    uint32_t count;
};

struct simdisk {
    struct sim_file file[SIM_FILES];
    uint32_t files;
    struct sim_names now;
    struct sim_names step[SIM_NAMES]; /* behind each change since the directory was synced */
    uint32_t steps;
    struct sim_names safe;
    struct vx_prng prng;
    uint64_t ops;
    uint64_t writes;       /* of them, those that change a file or a name */
    uint64_t crash_at;     /* the operation that does not happen any more; 0: none */
    jmp_buf crash;         /* where it ends */
    uint64_t fail_sync_at; /* this sync, counted from 1, fails; 0: none */
    uint64_t syncs;
    bool fail_reads;
    uint64_t capacity; /* bytes of all files; 0: no limit */
};

void sim_init(struct simdisk *sim, uint64_t seed);
void sim_fini(struct simdisk *sim);
struct vx_io sim_io(struct simdisk *sim);
/* The process was killed: what it wrote stands. */
void sim_kill(struct simdisk *sim);
/* The power went. */
void sim_power_cut(struct simdisk *sim);
/* The bytes of a file, NULL if there is none; all of them count as safe afterwards. */
unsigned char *sim_bytes(struct simdisk *sim, const char *name, uint64_t *size);
/* A file with these bytes, safe. */
void sim_put(struct simdisk *sim, const char *name, const void *bytes, uint64_t size);
/* The same files and bytes, all safe. */
void sim_copy(struct simdisk *to, const struct simdisk *from);

#endif
