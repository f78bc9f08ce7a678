/*
 * harness.h: an interpreter over the fake session whose lines are kept, to be compared.
 */
#ifndef VX_TESTS_CMD_HARNESS_H
#define VX_TESTS_CMD_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/run/interp.h"
#include "cmd/run/script.h"
#include "tests/cmd/fake_session.h"

#define HARNESS_TEXT_MAX (1u << 20)

struct harness {
    struct fake_session *fake;
    struct vx_interp *in;
    char *out; /* what was said as OK, DATA or NOTE; a line each */
    char *err; /* what was said as ERROR */
    char *all; /* everything, in order, with a letter for its kind in front: "E> O> D> ! N> " */
    size_t out_len, err_len, all_len;
};

/* options->session and ->say are filled in. */
void harness_open(struct harness *h, const struct vx_interp_options *options);
void harness_close(struct harness *h);
/* Forgets what was said. */
void harness_clear(struct harness *h);
/* Runs text as "t.vx", from fresh ears; the status. */
int harness_run(struct harness *h, const char *text);
/* One typed line. */
int harness_type(struct harness *h, const char *line);

/* Runs text and compares status, results and errors (NULL: whatever). */
#define expect_run(h, text, status, out, err) \
    harness_expect(h, text, status, out, err, __FILE__, __LINE__)
void harness_expect(struct harness *h, const char *text, int status, const char *out,
                    const char *err, const char *file, int line);

#endif
