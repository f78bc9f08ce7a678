/*
 * line.h: the prompt, as the console sees it.  `cmd` implements it over libedit, `main` hands it
 * to `tui`; neither knows the other.
 *
 * The editor owns the line, history and key maps; it asks for keys by calling back (that call is
 * the console's event loop) and is asked what to draw.
 *
 * Threads: the console thread only.
 */
#ifndef VX_BASE_LINE_H
#define VX_BASE_LINE_H

#include <stdio.h>
#include <wchar.h>

#include "core/base/defs.h"
#include "core/base/where.h"

#define VX_LINE_TEXT_MAX       4096u
#define VX_LINE_CANDIDATES_MAX 64u

/* Keys that are not characters; handed to the editor as VX_KEY_BASE + n. */
#define VX_KEY_BASE 0x80
enum vx_line_key {
    VX_KEY_UP,
    VX_KEY_DOWN,
    VX_KEY_RIGHT,
    VX_KEY_LEFT,
    VX_KEY_HOME,
    VX_KEY_END,
    VX_KEY_DELETE,
    VX_KEY_WORD_LEFT,
    VX_KEY_WORD_RIGHT,
    VX_KEY_CANCEL, /* a lone Esc: clear the line or the search */
    VX_LINE_KEYS
};
/* Names of keys that are not characters, and of what the mouse does; NULL ends them. */
extern const char *const vx_key_names[];

struct vx_line_candidate {
    char text[64];
    char help[96];
};

/* What to draw. */
struct vx_line_view {
    const wchar_t *text; /* the line, without a trailing newline */
    size_t len;
    size_t cursor;         /* 0..len */
    const wchar_t *search; /* the ^R prompt and what was typed, NULL if there is no search */
    size_t search_len;
    char hint[192]; /* usage of what is being typed, or what is wrong with it */
    bool vi;
    bool vi_command;     /* vi's command mode */
    uint32_t candidates; /* of a completion that could not be decided */
    const struct vx_line_candidate *candidate;
};

enum vx_line_kind {
    VX_SAY_ECHO,
    VX_SAY_OK,
    VX_SAY_DATA,
    VX_SAY_ERROR,
    VX_SAY_NOTE,
    VX_SAY_ALERT,
    VX_SAY_OWN /* what became of an own order */
};
/* Receives every line that a command prints; text has no newline and may hold any bytes. */
typedef void (*vx_line_say)(void *ui, enum vx_line_kind kind, const char *text);

/* The console's event loop: the next key into *c and 1; 0 ends the session. */
typedef int (*vx_line_getkey)(void *ui, wchar_t *c);
/*
 * Keeps the console alive while a command waits (`wait`, `until`, `source`): draws a frame when one
 * is due, looks for ^C.  Called at least every 10 ms; false: the user or a signal interrupts.
 */
typedef bool (*vx_line_idle)(void *ui);

/* What can be done to the view: view.def. */
enum vx_view_id {
#define VX_VIEW_ROW(ID, word, values, kind, help) VX_VIEW_##ID,
#include "core/base/view.def"
    VX_VIEWS
};
struct vx_view_row {
    const char *word;
    const char *values; /* "a|b|c"; NULL: none; "": any text */
    bool kept;          /* in the log and in a recording */
    const char *help;
};
extern const struct vx_view_row vx_view_rows[VX_VIEWS];
/* By its word, case ignored: enum vx_view_id, or -1. */
int vx_view_find(const char *word, size_t len);
/* Whether a value may stand behind the word; "" is none. */
bool vx_view_takes(enum vx_view_id id, const char *value);
/* "view WORD VALUE", as the table has it; false: it is another command, or none. */
bool vx_view_parse(const char *command, enum vx_view_id *id, char *value, size_t size);

enum vx_screen_form { VX_SCREEN_TEXT, VX_SCREEN_ANSI, VX_SCREEN_SVG };
struct vx_view;
/* The console as commands see it; all NULL: there is none. */
struct vx_line_screen {
    void *ui;
    /* Writes the frame that was drawn last. */
    void (*print)(void *ui, FILE *out, enum vx_screen_form form);
    /* Copies what that frame was made of. */
    void (*shown)(void *ui, struct vx_view *view);
    /* Changes the view; the value is one that the row takes.  False: why not. */
    bool (*change)(void *ui, enum vx_view_id id, const char *value, char *why, size_t size);
};

/* What commands changed about the view alone (`freeze`); the console obeys. */
struct vx_front {
    bool frozen;    /* the view is pinned; the engine runs on */
    bool recording; /* `record FILE` is on */
    uint32_t help;  /* counts: each change asks for the help screen */
    uint32_t bell;  /* counts: each change rings the bell */
    uint32_t redraw;
};

struct vx_panel;
struct vx_travel_cell;
/* The moment that is looked at. */
struct vx_line_moment {
    struct vx_where where;
    const struct vx_panel *panel; /* of it; NULL: the console's own */
    const struct vx_view *before; /* away: what that held a second before; NULL: not known */
};

struct vx_line_ops {
    /* Who is asked for keys and told what commands print; before the first read.  All NULL: no
     * one any more, results go to stdout again. */
    void (*attach)(void *self, vx_line_getkey getkey, vx_line_say say, vx_line_idle idle, void *ui);
    /* Edits one line: its text (valid until the next call), or NULL when getkey said 0. */
    const char *(*read)(void *self);
    void (*view)(void *self, struct vx_line_view *view);
    /*
     * Runs a command line: typed ones go to the history.  `origin` NULL: typed; else what gave it
     * ("F6", "mouse"), said in the log and the recording.
     */
    void (*execute)(void *self, const char *text, const char *origin);
    /* True once a command asked to leave; *code its exit status. */
    bool (*quitting)(void *self, int *code);
    /* Called between frames: scheduled commands (at, watch, alerts). */
    void (*tick)(void *self);
    /* Puts text into the line at the cursor (mouse, panes). */
    void (*insert)(void *self, const char *text);
    /* Puts a command ready in place of the line; the cursor stands between the two. */
    void (*ready)(void *self, const char *before, const char *behind);
    void (*front)(void *self, struct vx_front *front);
    /* A question asked before a destructive command: its text, or NULL if none is open. */
    const char *(*question)(void *self);
    void (*reply)(void *self, bool yes);
    /* Rows of help for the help screen: "F1", "help", ...; false past the end. */
    bool (*help_row)(void *self, uint32_t row, struct vx_line_candidate *out);
    /* What `as NAME` called an own order; false: it has no name. */
    bool (*order_name)(void *self, uint64_t id, char *name, size_t size);
    /*
     * The command that `bind KEY COMMAND` gave a key, or NULL.  Names of keys: "F1".."F12",
     * "M-x" (Alt and a printable character), and in panel mode "x" (one printable character) and
     * those of vx_key_names.
     */
    const char *(*binding)(void *self, const char *key);
    /* Which moment is looked at; a play goes on with it.  NULL: it is always now. */
    void (*moment)(void *self, struct vx_line_moment *moment);
    /* The time line from..to in n cells; may be NULL. */
    void (*cells)(void *self, uint64_t from_ns, uint64_t to_ns, struct vx_travel_cell *cell,
                  uint32_t n);
    /* Lets the terminal's new state be known (after SIGCONT or a resize); may be NULL. */
    void (*resized)(void *self);
};

struct vx_line {
    const struct vx_line_ops *ops;
    void *self;
};

#endif
