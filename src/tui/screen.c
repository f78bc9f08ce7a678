#include "config.h"
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include "tui/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "tui/clipboard.h"
#include "tui/crash.h"
#include "tui/outlet.h"
#include "tui/writer.h"

#define ESC_DELAY_MS 25
#define NS_PER_MS    UINT64_C(1000000)
#define PASTE_BEGIN  "\033[200~"
#define PASTE_END    "\033[201~"
#define PASTE_ON     "\033[?2004h"
#define PASTE_OFF    "\033[?2004l"
#define MOUSE_OFF    "\033[?1000l\033[?1002l\033[?1003l\033[?1006l"
#define PASTE_QUIET  (1000 * NS_PER_MS) /* a paste without an end is over after so much silence */
#define FLUSH_MS     20                 /* a frame that takes longer goes on later */
#define CLOSE_MS     300
#define CHUNK        64 /* of a paste: no more than curses takes back */
#define EMPTY_READS  20 /* a terminal that says "ready" so often and has nothing is gone */
#define COPY_MAX     1000
#define DEFINED_KEYS 0x2f0 /* codes of our own, above curses' */

/* Curses' keys and what they are to the console. */
enum defined_key {
    KEY_PASTE = DEFINED_KEYS,
    KEY_WORD_BACK,
    KEY_WORD_ON,
};

struct vx_screen {
    SCREEN *term;
    WINDOW *keys; /* a pad: reading from it draws nothing */
    struct vx_outlet outlet;
    struct vx_writer writer;
    bool direct; /* the writer draws; else curses does */
    int cursor;  /* as curs_set was told last; -1: not yet */
    FILE *out;
    struct termios tty; /* as it was */
    struct vx_cell *shown;
    int rows, cols, room;
    bool dirty, mouse, utf8, gone;
    int colours;
    int empty_reads;
    struct vx_paint paint[VX_STYLES];
    attr_t attr[VX_STYLES];
    /* a paste: how much of its end has been seen, and when it last said something */
    size_t end_seen, chunk_at, chunk_len;
    unsigned char chunk[CHUNK];
    uint64_t paste_ns;
};

/* ---- opening and closing ---- */

/* A terminfo string without its padding, behind what `undo` holds. */
static void add_undo(char *undo, size_t *len, const char *string)
{
    for (; string && string != (char *)-1 && *string && *len < VX_CRASH_BYTES; string++) {
        if (string[0] == '$' && string[1] == '<')
            string = strchr(string, '>');
        else
            undo[(*len)++] = *string;
        if (!string)
            return;
    }
}

static void install_crash(const struct vx_screen *s)
{
    static const char *const names[] = {"rmkx", "sgr0", "op", "cnorm", "rmcup"};
    char undo[VX_CRASH_BYTES];
    size_t len = 0;
    add_undo(undo, &len, MOUSE_OFF PASTE_OFF);
    for (size_t i = 0; i < VX_LEN(names); i++)
        add_undo(undo, &len, tigetstr(names[i]));
    add_undo(undo, &len, "\r\n");
    vx_crash_install(STDOUT_FILENO, &s->tty, undo, len);
}

static void write_out(const char *text)
{
    size_t len = strlen(text);
    for (ssize_t n; len > 0 && (n = write(STDOUT_FILENO, text, len)) > 0; len -= (size_t)n)
        text += n;
}

/* What the console cannot do without: moving the cursor and clearing. */
static bool able(void)
{
    const char *move = tigetstr("cup"), *clear = tigetstr("clear");
    return move && move != (char *)-1 && clear && clear != (char *)-1;
}

static bool usable_term(void)
{
    const char *term = getenv("TERM");
    int err;
    if (!term || !*term || strcmp(term, "dumb") == 0)
        return false;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    return setupterm(term, STDOUT_FILENO, &err) == OK && able();
}

/* The capability is there and says what ECMA-48 says. */
static bool says(const char *name, const char *text)
{
    const char *is = tigetstr(name);
    return is && is != (char *)-1 && strcmp(is, text) == 0;
}

static bool says_at(const char *name, int a, int b, const char *text)
{
    const char *is = tigetstr(name);
    const char *made = is && is != (char *)-1 ? tparm(is, a, b) : NULL;
    return made && strcmp(made, text) == 0;
}

/* True if the writer's sequences are the terminal's own. */
static bool is_ecma48(const struct vx_screen *s)
{
    const char *plain = tigetstr("sgr0");
    const bool margin = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
    if (!margin || tigetnum("xmc") > 0 || !plain || plain == (char *)-1)
        return false;
    if (!strstr(plain, "\033[m") && !strstr(plain, "\033[0m") && !strstr(plain, "\033[0;10m"))
        return false;
    if (!says_at("cup", 1, 2, "\033[2;3H") || !says_at("cuf", 3, 0, "\033[3C"))
        return false;
    return s->colours == 0 ||
           (says_at("setaf", 1, 0, "\033[31m") && says_at("setab", 2, 0, "\033[42m") &&
            (s->colours < 256 || says_at("setaf", 71, 0, "\033[38;5;71m")));
}

/* Attributes that the terminal has, in the writer's words. */
static uint8_t known_attributes(void)
{
    return (uint8_t)((says("bold", "\033[1m") ? VX_ATTR_BOLD : 0) |
                     (says("dim", "\033[2m") ? VX_ATTR_DIM : 0) |
                     (says("rev", "\033[7m") ? VX_ATTR_REVERSE : 0) |
                     (says("smul", "\033[4m") ? VX_ATTR_UNDERLINE : 0));
}

static void enter(struct vx_screen *s)
{
    raw();
    noecho();
    nonl();
    keypad(s->keys, TRUE);
    nodelay(s->keys, TRUE);
    intrflush(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    mouseinterval(0);
    define_key(PASTE_BEGIN, KEY_PASTE);
    define_key("\033[1;5D", KEY_WORD_BACK);
    define_key("\033[1;5C", KEY_WORD_ON);
    define_key("\033[1;3D", KEY_WORD_BACK);
    define_key("\033[1;3C", KEY_WORD_ON);
    getmaxyx(stdscr, s->rows, s->cols);
    s->cursor = -1;
    s->dirty = true;
}

static int put_byte(int byte)
{
    const char c = (char)byte;
    return write(STDOUT_FILENO, &c, 1) == 1 ? byte : EOF;
}

/* Curses gives the terminal back.  One without a second screen keeps what was drawn, and the shell
 * writes into its last line: that is cleared. */
static void leave(void)
{
    const char *back = tigetstr("rmcup"), *clear = tigetstr("el");
    write_out(PASTE_OFF);
    endwin();
    if ((!back || back == (char *)-1) && clear && clear != (char *)-1)
        tputs(clear, 1, put_byte);
}

/* Curses writes to a descriptor that is not standard output itself. */
static int open_term(struct vx_screen *s)
{
    if (vx_outlet_open(&s->outlet, STDOUT_FILENO) < 0)
        return VX_E_SYSTEM;
    s->out = fdopen(s->outlet.slot, "w");
    if (!s->out)
        return VX_E_MEMORY;
    s->term = newterm(NULL, s->out, stdin);
    if (!s->term)
        return VX_E_UNSUPPORTED;
    s->keys = newpad(1, 1);
    return s->keys ? 0 : VX_E_MEMORY;
}

static void free_screen(struct vx_screen *s)
{
    if (s->out) {
        fclose(s->out); /* and the slot with it */
        s->outlet.slot = -1;
    }
    vx_outlet_close(&s->outlet);
    free(s->shown);
    free(s);
}

int vx_screen_open(struct vx_screen **screen)
{
    if (!usable_term())
        return VX_E_UNSUPPORTED;
    struct vx_screen *s = calloc(1, sizeof *s);
    if (!s)
        return VX_E_MEMORY;
    tcgetattr(STDIN_FILENO, &s->tty);
    int rc = open_term(s);
    if (rc < 0) {
        if (s->term) {
            endwin();
            delscreen(s->term);
        }
        tcsetattr(STDIN_FILENO, TCSANOW, &s->tty);
        free_screen(s);
        return rc;
    }
    set_escdelay(ESC_DELAY_MS);
    install_crash(s);
    enter(s);
    if (has_colors() && start_color() == OK)
        s->colours = COLORS;
    if (s->colours)
        use_default_colors();
    s->direct = is_ecma48(s);
    vx_writer_init(&s->writer, &s->outlet,
                   says_at("dch", 2, 0, "\033[2P") && says_at("ich", 2, 0, "\033[2@"));
    s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    write_out(PASTE_ON);
    *screen = s;
    return 0;
}

/* A terminal that takes nothing any more is not waited for. */
void vx_screen_close(struct vx_screen *s)
{
    if (!s)
        return;
    if (vx_outlet_flush(&s->outlet, CLOSE_MS) && vx_outlet_ready(&s->outlet, CLOSE_MS)) {
        vx_screen_mouse(s, false);
        leave();
        delscreen(s->term);
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &s->tty);
    vx_crash_remove();
    free_screen(s);
}

void vx_screen_size(const struct vx_screen *s, int *rows, int *cols)
{
    *rows = s->rows;
    *cols = s->cols;
}

int vx_screen_colours(const struct vx_screen *s)
{
    return s->colours;
}

bool vx_screen_utf8(const struct vx_screen *s)
{
    return s->utf8;
}

void vx_screen_theme(struct vx_screen *s, enum vx_theme theme)
{
    static const attr_t attrs[] = {A_BOLD, A_DIM, A_REVERSE, A_UNDERLINE};
    for (int i = 0; i < VX_STYLES; i++) {
        const struct vx_paint p = vx_theme_paint(theme, (enum vx_style)i);
        s->paint[i] = p;
        vx_writer_look(&s->writer, (enum vx_style)i, p, s->colours > 0, known_attributes());
        s->attr[i] = 0;
        for (unsigned bit = 0; bit < VX_LEN(attrs); bit++)
            s->attr[i] |= p.attributes & 1u << bit ? attrs[bit] : 0;
        if (s->colours && (p.ink >= 0 || p.paper >= 0))
            init_pair((short)(i + 1), p.ink, p.paper);
    }
    s->dirty = true;
}

void vx_screen_mouse(struct vx_screen *s, bool on)
{
    if (s->mouse == on)
        return;
    s->mouse = on;
    mousemask(on ? BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

void vx_screen_beep(struct vx_screen *s)
{
    (void)s;
    beep();
}

void vx_screen_copy(struct vx_screen *s, const char *text)
{
    char cut[COPY_MAX + 1], bytes[VX_CLIPBOARD_ROOM(COPY_MAX)];
    snprintf(cut, sizeof cut, "%s", text);
    vx_clipboard_sequence(bytes, sizeof bytes, cut);
    if (vx_outlet_flush(&s->outlet, FLUSH_MS)) /* never into the middle of a frame */
        write_out(bytes);
}

/* ---- showing ---- */

static void make_cell(const struct vx_screen *s, const struct vx_cell *cell, cchar_t *out)
{
    const wchar_t text[2] = {(wchar_t)cell->glyph, L'\0'};
    const struct vx_paint *p = &s->paint[cell->style];
    attr_t attr = s->attr[cell->style];
    if (cell->flags & VX_CELL_REVERSE)
        attr ^= A_REVERSE;
    short pair = 0;
    if (s->colours && (p->ink >= 0 || p->paper >= 0))
        pair = (short)(cell->style + 1);
    setcchar(out, text, attr, pair, NULL);
}

static bool same(const struct vx_cell *a, const struct vx_cell *b)
{
    return a->glyph == b->glyph && a->style == b->style && a->flags == b->flags;
}

/* By curses, on a terminal that the writer does not know. */
static void show_row(struct vx_screen *s, const struct vx_surface *surface, int row, int cols)
{
    cchar_t out;
    for (int col = 0; col < cols; col++) {
        const struct vx_cell *cell = vx_surface_at(surface, row, col);
        struct vx_cell *was = &s->shown[row * s->cols + col];
        if (!s->dirty && same(cell, was))
            continue;
        *was = *cell;
        if (cell->flags & VX_CELL_TAIL)
            continue;
        make_cell(s, cell, &out);
        mvadd_wchnstr(row, col, &out, 1);
    }
}

static bool make_room(struct vx_screen *s)
{
    if (s->rows * s->cols <= s->room)
        return true;
    struct vx_cell *shown = realloc(s->shown, (size_t)(s->rows * s->cols) * sizeof *shown);
    if (!shown)
        return false;
    s->shown = shown;
    s->room = s->rows * s->cols;
    return true;
}

static bool cursor_shows(const struct vx_screen *s, const struct vx_surface *surface)
{
    return surface->cursor_row >= 0 && surface->cursor_row < s->rows && surface->cursor_col >= 0 &&
           surface->cursor_col < s->cols;
}

static void show_cursor(struct vx_screen *s, bool visible)
{
    if (s->cursor != visible)
        curs_set(visible ? 1 : 0);
    s->cursor = visible;
}

static void draw_by_curses(struct vx_screen *s, const struct vx_surface *surface, int rows,
                           int cols)
{
    const bool visible = cursor_shows(s, surface);
    if (s->dirty)
        erase();
    for (int row = 0; row < rows; row++)
        show_row(s, surface, row, cols);
    vx_outlet_begin(&s->outlet);
    show_cursor(s, visible);
    if (visible)
        move(surface->cursor_row, surface->cursor_col);
    wnoutrefresh(stdscr);
    doupdate();
    vx_outlet_end(&s->outlet);
}

static void draw_directly(struct vx_screen *s, const struct vx_surface *surface, int rows, int cols)
{
    static const struct vx_cell blank = {.glyph = ' ', .style = VX_STYLE_TEXT};
    const bool visible = cursor_shows(s, surface);
    vx_outlet_clear(&s->outlet);
    if (s->cursor != visible) {
        vx_outlet_begin(&s->outlet);
        show_cursor(s, visible);
        vx_outlet_end(&s->outlet);
    }
    if (s->dirty) {
        vx_writer_clear(&s->writer);
        for (int i = 0; i < s->rows * s->cols; i++)
            s->shown[i] = blank;
    }
    for (int row = 0; row < rows; row++)
        vx_writer_row(&s->writer, row, vx_surface_at(surface, row, 0), &s->shown[row * s->cols],
                      cols);
    vx_writer_end(&s->writer, visible ? surface->cursor_row : -1, surface->cursor_col);
}

bool vx_screen_show(struct vx_screen *s, const struct vx_surface *surface, uint64_t *spent_ns)
{
    const int rows = surface->rows < s->rows ? surface->rows : s->rows;
    const int cols = surface->cols < s->cols ? surface->cols : s->cols;
    const uint64_t before = vx_monotonic_ns();
    bool shown = vx_outlet_flush(&s->outlet, FLUSH_MS);
    if (shown && make_room(s)) {
        if (s->direct)
            draw_directly(s, surface, rows, cols);
        else
            draw_by_curses(s, surface, rows, cols);
        s->dirty = false;
        vx_outlet_flush(&s->outlet, FLUSH_MS);
    }
    *spent_ns = vx_monotonic_ns() - before;
    return shown;
}

uint64_t vx_screen_sent(const struct vx_screen *s)
{
    return s->outlet.total;
}

void vx_screen_dirty(struct vx_screen *s)
{
    clearok(curscr, TRUE);
    vx_writer_lost(&s->writer);
    s->dirty = true;
}

/* ---- input ---- */

void vx_screen_wait(struct vx_screen *s, uint64_t until_ns)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    uint64_t now = vx_monotonic_ns();
    int ms = until_ns > now ? (int)((until_ns - now + NS_PER_MS - 1) / NS_PER_MS) : 0;
    if (poll(&fd, 1, ms) <= 0)
        return;
    if (fd.revents & (POLLHUP | POLLERR | POLLNVAL))
        s->gone = true;
}

bool vx_screen_pending(struct vx_screen *s)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    return !s->gone && poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}

static struct vx_input edit_key(enum vx_line_key key)
{
    return (struct vx_input){.kind = VX_INPUT_EDIT, .code = (int)key};
}

static struct vx_input mouse_event(void)
{
    MEVENT m;
    struct vx_input input = {.kind = VX_INPUT_NONE};
    if (getmouse(&m) != OK)
        return input;
    input.row = m.y;
    input.col = m.x;
    if (m.bstate & BUTTON4_PRESSED)
        input.kind = VX_INPUT_WHEEL_UP;
    else if (m.bstate & BUTTON5_PRESSED)
        input.kind = VX_INPUT_WHEEL_DOWN;
    else if (m.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        input.kind = VX_INPUT_CLICK;
    return input;
}

static struct vx_input resized(struct vx_screen *s)
{
    getmaxyx(stdscr, s->rows, s->cols);
    vx_screen_dirty(s);
    return (struct vx_input){.kind = VX_INPUT_RESIZE};
}

bool vx_screen_follow_size(struct vx_screen *s)
{
    struct winsize size;
    int rows, cols;
    getmaxyx(stdscr, rows, cols);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
        (size.ws_row != rows || size.ws_col != cols))
        resizeterm(size.ws_row, size.ws_col);
    getmaxyx(stdscr, rows, cols);
    if (rows == s->rows && cols == s->cols)
        return false;
    resized(s);
    return true;
}

static struct vx_input paste_begins(struct vx_screen *s)
{
    s->end_seen = s->chunk_at = s->chunk_len = 0;
    s->paste_ns = vx_monotonic_ns();
    return (struct vx_input){.kind = VX_INPUT_PASTE};
}

static struct vx_input function_key(struct vx_screen *s, wint_t code)
{
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return (struct vx_input){.kind = VX_INPUT_FUNCTION, .code = (int)(code - KEY_F0)};
    switch (code) {
    case KEY_RESIZE:
        return resized(s);
    case KEY_MOUSE:
        return mouse_event();
    case KEY_PASTE:
        return paste_begins(s);
    case KEY_UP:
        return edit_key(VX_KEY_UP);
    case KEY_DOWN:
        return edit_key(VX_KEY_DOWN);
    case KEY_LEFT:
        return edit_key(VX_KEY_LEFT);
    case KEY_RIGHT:
        return edit_key(VX_KEY_RIGHT);
    case KEY_HOME:
    case KEY_FIND:
        return edit_key(VX_KEY_HOME);
    case KEY_END:
    case KEY_SELECT:
        return edit_key(VX_KEY_END);
    case KEY_DC:
        return edit_key(VX_KEY_DELETE);
    case KEY_WORD_BACK:
        return edit_key(VX_KEY_WORD_LEFT);
    case KEY_WORD_ON:
        return edit_key(VX_KEY_WORD_RIGHT);
    case KEY_PPAGE:
        return (struct vx_input){.kind = VX_INPUT_PAGE_UP};
    case KEY_NPAGE:
        return (struct vx_input){.kind = VX_INPUT_PAGE_DOWN};
    case KEY_BACKSPACE:
        return (struct vx_input){.kind = VX_INPUT_CHAR, .ch = 0x7f};
    case KEY_ENTER:
        return (struct vx_input){.kind = VX_INPUT_CHAR, .ch = L'\r'};
    case KEY_SUSPEND: /* the Linux console's name for ^Z */
        return (struct vx_input){.kind = VX_INPUT_CHAR, .ch = 0x1a};
    default:
        return (struct vx_input){.kind = VX_INPUT_NONE};
    }
}

/* Esc: alone, or in front of a character that was typed with Alt. */
static struct vx_input escape(struct vx_screen *s)
{
    wint_t c;
    int got = wget_wch(s->keys, &c);
    if (got == KEY_CODE_YES) {
        unget_wch((wchar_t)c);
        return (struct vx_input){.kind = VX_INPUT_ESCAPE};
    }
    if (got == ERR)
        return (struct vx_input){.kind = VX_INPUT_ESCAPE};
    return (struct vx_input){.kind = VX_INPUT_ALT, .ch = (wchar_t)c};
}

/* Nothing was read although there was something to read: a few times is chance, many are the end.
 */
static struct vx_input nothing(struct vx_screen *s)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    const bool said_ready = poll(&fd, 1, 0) > 0;
    if (said_ready && (fd.revents & (POLLHUP | POLLERR | POLLNVAL)))
        s->gone = true;
    s->empty_reads = said_ready ? s->empty_reads + 1 : 0;
    if (s->empty_reads > EMPTY_READS)
        s->gone = true;
    return (struct vx_input){.kind = s->gone ? VX_INPUT_GONE : VX_INPUT_NONE};
}

struct vx_input vx_screen_read(struct vx_screen *s)
{
    wint_t c;
    int got = s->gone ? ERR : wget_wch(s->keys, &c);
    if (got == ERR)
        return nothing(s);
    s->empty_reads = 0;
    if (got == KEY_CODE_YES)
        return function_key(s, c);
    if (c == 27)
        return escape(s);
    return (struct vx_input){.kind = VX_INPUT_CHAR, .ch = (wchar_t)c};
}

/*
 * A paste is read around curses, which would decode ten megabytes key by key.  Curses reads no
 * further than what it hands out; what is read here behind the paste's end is given back to it.
 */
static int read_chunk(struct vx_screen *s)
{
    uint64_t now = vx_monotonic_ns();
    if (!vx_screen_pending(s))
        return s->gone || now - s->paste_ns > PASTE_QUIET ? -1 : 0;
    ssize_t n = read(STDIN_FILENO, s->chunk, sizeof s->chunk);
    s->gone = s->gone || n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
    if (n <= 0)
        return s->gone ? -1 : 0;
    s->paste_ns = now;
    s->chunk_at = 0;
    s->chunk_len = (size_t)n;
    return 1;
}

static void give_back(struct vx_screen *s)
{
    while (s->chunk_len > s->chunk_at)
        ungetch(s->chunk[--s->chunk_len]);
}

/* Escape sequences inside a paste are dropped; the one that ends it ends it. */
int vx_screen_paste(struct vx_screen *s, unsigned char *byte)
{
    static const char end[] = PASTE_END;
    for (;;) {
        int got = s->chunk_at < s->chunk_len ? 1 : read_chunk(s);
        if (got <= 0)
            return got;
        *byte = s->chunk[s->chunk_at++];
        if (*byte != (unsigned char)end[s->end_seen]) {
            bool inside = s->end_seen > 0 && *byte != '\033';
            s->end_seen = *byte == '\033' ? 1 : 0;
            if (s->end_seen == 0 && !inside)
                return 1;
            continue;
        }
        if (++s->end_seen == sizeof end - 1) {
            s->end_seen = 0;
            give_back(s);
            return -1;
        }
    }
}

void vx_screen_suspend(struct vx_screen *s)
{
    struct sigaction before, usual = {.sa_handler = SIG_DFL};
    const bool mouse = s->mouse;
    vx_screen_mouse(s, false);
    vx_outlet_flush(&s->outlet, CLOSE_MS);
    leave();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &s->tty);
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &before);
    raise(SIGTSTP);
    /* stopped here, until SIGCONT */
    sigaction(SIGTSTP, &before, NULL);
    tcgetattr(STDIN_FILENO, &s->tty);
    refresh();
    vx_screen_mouse(s, mouse);
    write_out(PASTE_ON);
    getmaxyx(stdscr, s->rows, s->cols);
    s->cursor = -1;
    vx_screen_dirty(s);
}
