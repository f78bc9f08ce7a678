/*
 * fail_calls.h: one call of the program fails, the left-th from now on.  Calls are linked to those
 * that WRAP makes (--wrap), so that this runs under sanitizers too, where a block that is lost is a
 * leak.  For one file of a test.
 */
#ifndef VX_TESTS_FAIL_CALLS_H
#define VX_TESTS_FAIL_CALLS_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

static uint32_t left; /* calls until one fails; 0: none does */
static bool failed;

static bool fails(void)
{
    if (left == 0 || --left > 0)
        return false;
    errno = ENOMEM;
    return failed = true;
}

/* A call of the same name that may fail. */
#define WRAP(type, name, lost, params, ...)                 \
    type __real_##name params;                              \
    type __wrap_##name params;                              \
    type __wrap_##name params                               \
    {                                                       \
        return fails() ? lost : __real_##name(__VA_ARGS__); \
    }

#endif
