/*
 * json_check.h: whether a text is one JSON object and nothing else (RFC 8259): as jansson reads it.
 */
#ifndef VX_TESTS_CMD_JSON_CHECK_H
#define VX_TESTS_CMD_JSON_CHECK_H

#include <stdbool.h>

bool is_json_object(const char *text);

#endif
