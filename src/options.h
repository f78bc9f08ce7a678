/*
 * options.h: velox's command line as a struct.
 */
#ifndef VX_OPTIONS_H
#define VX_OPTIONS_H

#include <stdio.h>

#include "cmd/run/setup.h"
#include "tui/tui.h"

enum vx_clock_choice { VX_CLOCK_DEFAULT, VX_CLOCK_VIRTUAL, VX_CLOCK_REAL };

struct vx_options {
    const char *file;      /* script; "-" is standard input; NULL: none */
    const char **commands; /* of each -c, in order; points into argv */
    size_t command_count;
    bool batch, keep_going, parse_only, headless, once, read_only, yes, ascii;
    bool help, version, manual;
    bool seed_given, rate_given;
    enum vx_clock_choice clock;
    uint64_t seed;
    uint64_t rate;    /* VX_RATE_MAX: as fast as it goes */
    int64_t topology; /* choice of engine.topology; -1: not given */
    const char *cpus; /* CPU map, NULL: none */
    enum vx_format format;
    const char *record;
    const char *summary;
    const char *data;     /* NULL: nothing is kept */
    uint64_t max_time_ns; /* 0: none */
    const char *rc;
    enum vx_color color;
};

/* 0, or -1 after a usage error was said on stderr.  Frees nothing: see vx_options_free. */
int vx_options_parse(struct vx_options *options, int argc, char **argv);
void vx_options_free(struct vx_options *options);
void vx_options_usage(FILE *out);

#endif
