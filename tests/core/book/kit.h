/*
 * kit.h: what the book's unit tests share.  A test opens a book, says lines of script.h to it and
 * states what it must answer; after each line the book must be sound.
 */
#ifndef VX_TESTS_BOOK_KIT_H
#define VX_TESTS_BOOK_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "script.h"

/* A book of two instruments, ticks 1..1000, 100 orders. */
extern const struct vx_book_config kit_config;

struct vx_book *kit_open(const struct vx_book_config *config);
struct vx_book *kit_open_stp(enum vx_stp stp);
void kit_close(struct vx_book *book);

struct kit_turn {
    const char *say;
    const char *want;
};

/* All records of one line, as many as there are; returns how many. */
uint32_t kit_do(struct vx_book *book, const char *line, struct vx_report *out, uint32_t cap);
void kit_say(struct vx_book *book, const char *line, const char *want);
void kit_play(struct vx_book *book, const struct kit_turn *turn, size_t n);
/* Resting orders as "7 bid 10@101, ..." in the order of cancel all. */
void kit_stands(const struct vx_book *book, const char *want);

#define KIT_PLAY(book, ...)                                       \
    do {                                                          \
        static const struct kit_turn kit_turns[] = {__VA_ARGS__}; \
        kit_play((book), kit_turns, VX_LEN(kit_turns));           \
    } while (0)

#endif
