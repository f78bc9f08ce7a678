/*
 * json_check.h: whether a text is one JSON object and nothing else (RFC 8259).
 */
#ifndef VX_TESTS_CMD_JSON_CHECK_H
#define VX_TESTS_CMD_JSON_CHECK_H

#include <stdbool.h>

bool json_is_object(const char *text);

#endif
