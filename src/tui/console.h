/*
 * console.h: the console between the terminal, the prompt and the scene: what a key does, when a
 * frame is drawn.
 *
 * Threads: the console thread.
 */
#ifndef VX_TUI_CONSOLE_H
#define VX_TUI_CONSOLE_H

#include "tui/compose.h"
#include "tui/keys.h"
#include "tui/screen.h"
#include "tui/tui.h"

#define VX_PASTE_MAX (VX_LINE_TEXT_MAX - 1) /* bytes of a paste that are kept */

/* A paste on its way to the line. */
struct vx_paste {
    bool active, cancelled;
    uint64_t bytes; /* that came */
    size_t len;
    unsigned lines;
    char text[VX_PASTE_MAX + 1];
};

struct vx_console {
    const struct vx_tui_options *options;
    struct vx_screen *screen; /* NULL in tests */
    struct vx_surface surface;
    const struct vx_glyph_set *glyphs;
    struct vx_log log;
    struct vx_scene scene;
    enum vx_theme theme, theme_first; /* theme_first: as the terminal suggests */
    int colours;
    enum vx_preset preset_before; /* of a zoom */
    enum vx_pane focus_before;
    bool zoomed;           /* preset ONE is a zoom */
    struct vx_front front; /* as it was last obeyed */
    struct vx_paste paste;
    wchar_t alt; /* typed with Alt: goes to the editor behind its Esc; 0: none */
    uint64_t errors_read, fills_said;
    uint64_t table_ns, table_rows;    /* the newest rows that came together */
    uint64_t next_frame_ns, frame_ns; /* the next one is due, time between two */
    uint64_t frames;
    uint64_t paced_ns, paced_sent; /* when the pace was last looked at, bytes sent until then */
    bool busy;                     /* on the way through the past */
    bool wanted;                   /* something changed that a frame must show at once */
    bool leaving;                  /* nothing more is read */
    int status;
};

/* Takes memory, attaches to the line.  0, VX_E_MEMORY. */
int vx_console_open(struct vx_console *c, const struct vx_tui_options *options);
void vx_console_close(struct vx_console *c);

/* Brings scene and surface up to wall time `now_ns`. */
void vx_console_frame(struct vx_console *c, uint64_t now_ns);

/* Keeps what goes to the terminal under a budget: on a large screen the book shown changes less
 * often.  `sent`: bytes so far. */
void vx_console_pace(struct vx_console *c, uint64_t now_ns, uint64_t sent);

/*
 * What an input does.  True with the key for the editor in *key; false: the console dealt with it
 * itself.
 */
bool vx_console_input(struct vx_console *c, const struct vx_input *input, wchar_t *key);
/* Puts a row into the log.  Rows of a table that come together, as a watch gives them, are an
 * answer too. */
void vx_console_say(struct vx_console *c, uint64_t now_ns, enum vx_line_kind kind,
                    const char *text);
/* Runs what was typed: the log shows its newest lines, and all of the answer. */
void vx_console_typed(struct vx_console *c, const char *text);
/* Runs a command for a key, which is said in the log. */
void vx_console_run(struct vx_console *c, const char *command, const char *key);

/* Changes the view (view.c).  False: why not. */
bool vx_console_change(struct vx_console *c, enum vx_view_id id, const char *value, char *why,
                       size_t size);
/* What of the view it is now; for those words that have a value. */
const char *vx_console_value(const struct vx_console *c, enum vx_view_id id);
/* Turns the value "next" into the one that comes next. */
void vx_console_next(const struct vx_console *c, enum vx_view_id id, char *value, size_t size);
/* Pasted bytes into text that can be put on one line.  paste.c */
void vx_paste_begin(struct vx_paste *p);
void vx_paste_byte(struct vx_paste *p, unsigned char byte);
/* What goes into the line; NULL: nothing.  notice: what is to be said of it. */
const char *vx_paste_end(struct vx_paste *p, char *notice, size_t size);

#endif
