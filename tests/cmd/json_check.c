#include "tests/cmd/json_check.h"

#include <ctype.h>
#include <string.h>

#define DEPTH_MAX 20

static const char *value(const char *p, int depth);

static const char *blanks(const char *p)
{
    return p + strspn(p, " \t");
}

static const char *escape(const char *p)
{
    if (*p != 'u')
        return *p && strchr("\"\\/bfnrt", *p) ? p + 1 : NULL;
    for (int i = 1; i <= 4; i++)
        if (!isxdigit((unsigned char)p[i]))
            return NULL;
    return p + 5;
}

static const char *string(const char *p)
{
    if (*p++ != '"')
        return NULL;
    while (p && *p != '"') {
        if ((unsigned char)*p < 0x20)
            return NULL;
        p = *p == '\\' ? escape(p + 1) : p + 1;
    }
    return p ? p + 1 : NULL;
}

static const char *digits(const char *p)
{
    size_t n = strspn(p, "0123456789");
    return n ? p + n : NULL;
}

static const char *number(const char *p)
{
    p += *p == '-';
    if (*p == '0' && isdigit((unsigned char)p[1]))
        return NULL;
    p = digits(p);
    if (p && *p == '.')
        p = digits(p + 1);
    if (p && (*p == 'e' || *p == 'E'))
        p = digits(p + 1 + (p[1] == '-' || p[1] == '+'));
    return p;
}

static const char *member(const char *p, int depth)
{
    p = string(blanks(p));
    if (!p)
        return NULL;
    p = blanks(p);
    return *p == ':' ? value(p + 1, depth) : NULL;
}

static const char *list(const char *p, char end, int depth)
{
    p = blanks(p + 1);
    if (*p == end)
        return p + 1;
    while (p) {
        p = end == '}' ? member(p, depth) : value(p, depth);
        if (!p)
            return NULL;
        p = blanks(p);
        if (*p == end)
            return p + 1;
        p = *p == ',' ? p + 1 : NULL;
    }
    return NULL;
}

static const char *value(const char *p, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    p = blanks(p);
    if (depth > DEPTH_MAX)
        return NULL;
    if (*p == '{' || *p == '[')
        return list(p, *p == '{' ? '}' : ']', depth + 1);
    if (*p == '"')
        return string(p);
    for (int i = 0; i < 3; i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0)
            return p + strlen(words[i]);
    return number(p);
}

bool json_is_object(const char *text)
{
    const char *end = *text == '{' ? value(text, 0) : NULL;
    return end && *blanks(end) == '\0';
}
