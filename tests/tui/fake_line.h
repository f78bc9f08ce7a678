/*
 * fake_line.h: a prompt of which the test says what it holds, and that writes down what it is told.
 */
#ifndef VX_TESTS_TUI_FAKE_LINE_H
#define VX_TESTS_TUI_FAKE_LINE_H

#include "core/base/line.h"
#include "core/telemetry/travel.h"
#include "tui/log.h"

#define FAKE_EXECUTED 64

struct fake_line {
    wchar_t text[VX_LINE_TEXT_MAX];
    size_t len, cursor;
    const wchar_t *search;
    const char *hint;
    uint32_t candidates;
    struct vx_line_candidate candidate[VX_LINE_CANDIDATES_MAX];
    bool vi, vi_command;
    struct vx_front front;
    struct vx_line_moment moment; /* what is looked at */
    const char *question;
    int replied; /* -1: not */
    bool quitting;
    int code;
    struct vx_log *log; /* where "answer N" says N rows; may be NULL */
    unsigned executed;  /* commands, "origin: text" */
    char command[FAKE_EXECUTED][128];
    unsigned ticks;
    const char *bound_key, *bound_command;
    /* What `view` is handed to; NULL: nothing. */
    bool (*change)(void *ui, enum vx_view_id id, const char *value, char *why, size_t size);
    void *ui;
};

/* The vx_line over it. */
struct vx_line fake_line_open(struct fake_line *l);
void fake_line_type(struct fake_line *l, const wchar_t *text);

#endif
