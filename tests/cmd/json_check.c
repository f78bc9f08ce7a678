#include "tests/cmd/json_check.h"

#include <jansson.h>

bool is_json_object(const char *text)
{
    /* integers of 64 bits without a sign are more than jansson's own */
    json_t *whole = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
    const bool is = json_is_object(whole);
    json_decref(whole);
    return is;
}
