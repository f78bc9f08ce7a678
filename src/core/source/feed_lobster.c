#include "core/source/feed_lobster.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/num.h"

#define COLUMNS     6u
#define LAYOUT      "a row is seconds,type,order id,size,price,direction"
#define BOOK_LAYOUT "a row is ask price,ask size,bid price,bid size for each level"
#define NO_PRICE    INT64_C(9999999999) /* what stands for a level that is not there; -: a bid */
#define DIGITS_MAX  18u
#define SHOWN_MAX   24u /* bytes of a wrong field that an error shows */
#define ROWS_FIRST  1024u

/* A file being read, a line at a time. */
struct reader {
    FILE *file;
    const char *name;
    char *err;
    size_t err_size;
    uint64_t bytes;
    uint64_t line;
    size_t len;
    size_t at;          /* the next byte of text to look at */
    size_t field;       /* where the field looked at starts */
    const char *layout; /* of a row, for errors */
    uint32_t columns;
    uint32_t column; /* the one looked at, from 0 */
    int32_t tick;
    char text[VX_LOBSTER_LINE_MAX + 1];
};

VX_PRINTF(3, 4) static int fail(const struct reader *r, int code, const char *format, ...)
{
    int n = snprintf(r->err, r->err_size, "%s:%" PRIu64 ":%zu: ", r->name, r->line, r->field + 1);
    va_list args;
    va_start(args, format);
    if (n >= 0 && (size_t)n < r->err_size)
        vsnprintf(r->err + n, r->err_size - (size_t)n, format, args);
    va_end(args);
    return code;
}

/* The field looked at, for an error: cut short, what cannot be printed as \xNN. */
static const char *shown(const struct reader *r, char out[static 4 * SHOWN_MAX + 4])
{
    size_t n = 0;
    size_t i = r->field;
    for (; i < r->len && r->text[i] != ',' && i - r->field < SHOWN_MAX; i++) {
        const unsigned char c = (unsigned char)r->text[i];
        if (c >= ' ' && c <= '~')
            out[n++] = (char)c;
        else
            n += (size_t)sprintf(out + n, "\\x%02x", c);
    }
    sprintf(out + n, "%s", i < r->len && r->text[i] != ',' ? "..." : "");
    return out;
}

/* The next line without its end: 1, 0 at the end of the file, or a negative VX_E_.... */
static int read_line(struct reader *r)
{
    int c;
    r->line++;
    r->len = r->at = r->field = r->column = 0;
    while ((c = getc_unlocked(r->file)) != EOF && c != '\n') {
        if (r->len == VX_LOBSTER_LINE_MAX)
            return fail(r, VX_E_RANGE, "the line is longer than %u bytes; is this a LOBSTER file?",
                        VX_LOBSTER_LINE_MAX);
        r->text[r->len++] = (char)c;
    }
    r->bytes += r->len + 1;
    if (ferror(r->file))
        return fail(r, VX_E_SYSTEM, "cannot be read: %s", strerror(errno));
    if (r->bytes > VX_LOBSTER_BYTES_MAX + 1)
        return fail(r, VX_E_RANGE, "the file is larger than %" PRIu64 " bytes",
                    VX_LOBSTER_BYTES_MAX);
    if (c == EOF && r->len == 0)
        return 0;
    if (r->len && r->text[r->len - 1] == '\r')
        r->len--;
    return 1;
}

static bool digit(const struct reader *r)
{
    return r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9';
}

/* Behind a field: a comma, or the end of the line behind the last one. */
static int end_field(struct reader *r)
{
    const bool last = ++r->column == r->columns;
    if (r->at == r->len) {
        r->field = r->at;
        return last ? 0
                    : fail(r, VX_E_SYNTAX, "the row ends after %u of %u columns; %s", r->column,
                           r->columns, r->layout);
    }
    r->at++;
    r->field = r->at;
    return last ? fail(r, VX_E_SYNTAX, "more than %u columns; %s", r->columns, r->layout) : 0;
}

/* A whole number and what is behind it. */
static int read_int(struct reader *r, const char *what, int64_t *out)
{
    char text[4 * SHOWN_MAX + 4];
    const bool negative = r->at < r->len && r->text[r->at] == '-';
    r->field = r->at;
    r->at += negative;
    const size_t first = r->at;
    int64_t value = 0;
    for (; digit(r); r->at++) {
        if (r->at - first == DIGITS_MAX)
            return fail(r, VX_E_RANGE, "%s %s has more than %u digits", what, shown(r, text),
                        DIGITS_MAX);
        value = value * 10 + (r->text[r->at] - '0');
    }
    if (r->at == first || (r->at < r->len && r->text[r->at] != ','))
        return fail(r, VX_E_SYNTAX, "%s \"%s\" is not a whole number; %s", what, shown(r, text),
                    r->layout);
    *out = negative ? -value : value;
    return 0;
}

/* "34200.004241176": seconds after midnight, at most nine decimals that are not zero. */
static int read_time(struct reader *r, uint64_t *t_ns)
{
    char text[4 * SHOWN_MAX + 4];
    uint64_t seconds = 0, ns = 0, unit = 1000000000u;
    const size_t first = r->field = r->at;
    for (; digit(r) && seconds <= VX_LOBSTER_DAY_S; r->at++)
        seconds = seconds * 10 + (uint64_t)(r->text[r->at] - '0');
    if (r->at == first)
        return fail(r, VX_E_SYNTAX, "time \"%s\" is not a number of seconds; " LAYOUT,
                    shown(r, text));
    if (seconds > VX_LOBSTER_DAY_S)
        return fail(r, VX_E_RANGE, "time %s is past %u seconds, the end of the day", shown(r, text),
                    VX_LOBSTER_DAY_S);
    if (r->at < r->len && r->text[r->at] == '.') {
        for (r->at++; digit(r); r->at++) {
            unit /= 10;
            ns += unit * (uint64_t)(r->text[r->at] - '0');
            if (unit == 0 && r->text[r->at] != '0')
                return fail(r, VX_E_RANGE,
                            "time %s is finer than a nanosecond; at most nine "
                            "decimals",
                            shown(r, text));
        }
    }
    if (r->at < r->len && r->text[r->at] != ',')
        return fail(r, VX_E_SYNTAX, "time \"%s\" is not a number of seconds; " LAYOUT,
                    shown(r, text));
    *t_ns = seconds * 1000000000u + ns;
    return 0;
}

static int check_price(const struct reader *r, int64_t price)
{
    char shown_price[32], shown_tick[32];
    if (price < 1 || price > INT32_MAX)
        return fail(r, VX_E_RANGE,
                    "price %" PRId64 " is not in 1..%" PRId32 " (it counts 1/10,000)", price,
                    INT32_MAX);
    if (price % r->tick == 0)
        return 0;
    vx_num_format_price(shown_price, sizeof shown_price, price);
    vx_num_format_price(shown_tick, sizeof shown_tick, r->tick);
    return fail(r, VX_E_RANGE, "price %" PRId64 " (%s) is not a multiple of the tick %s", price,
                shown_price, shown_tick);
}

/* Columns of a message, in their order, as they stand in the file. */
enum { TYPE = 1, ID, SIZE, PRICE, DIRECTION };

static int check_column(struct reader *r, uint32_t column, int64_t v, uint8_t type)
{
    const bool visible = type < VX_LOBSTER_HIDDEN;
    if (column == TYPE && (v < VX_LOBSTER_ADD || v > VX_LOBSTER_HALT))
        return fail(r, VX_E_RANGE, "type %" PRId64 " is not one of 1 to 7", v);
    if (column == DIRECTION && v != 1 && v != -1)
        return fail(r, VX_E_RANGE, "direction %" PRId64 " is neither 1 (buy) nor -1 (sell)", v);
    if (column == ID && visible && (v < 1 || v >= (int64_t)VX_ID_FEED))
        return fail(r, VX_E_RANGE, "order id %" PRId64 " is not in 1..%" PRIu64, v, VX_ID_FEED - 1);
    if (column == SIZE && visible && (v < 1 || v > VX_QTY_MAX))
        return fail(r, VX_E_RANGE, "size %" PRId64 " is not in 1..%u", v, VX_QTY_MAX);
    return column == PRICE && visible ? check_price(r, v) : 0;
}

static int read_message(struct reader *r, struct vx_lobster_message *m)
{
    static const char *const name[COLUMNS] = {"time", "type",  "order id",
                                              "size", "price", "direction"};
    int64_t v[COLUMNS] = {0};
    uint64_t t_ns = 0;
    int rc = read_time(r, &t_ns);
    if (rc < 0 || (rc = end_field(r)) < 0)
        return rc;
    for (uint32_t c = 1; c < COLUMNS; c++) {
        rc = read_int(r, name[c], &v[c]);
        if (rc < 0 || (rc = check_column(r, c, v[c], (uint8_t)v[TYPE])) < 0 ||
            (rc = end_field(r)) < 0)
            return rc;
    }
    *m = (struct vx_lobster_message){.t_ns = t_ns, .type = (uint8_t)v[TYPE]};
    if (m->type >= VX_LOBSTER_HIDDEN)
        return 0;
    m->id = (uint64_t)v[ID];
    m->size = (uint32_t)v[SIZE];
    m->price = (int32_t)v[PRICE];
    m->side = v[DIRECTION] == 1 ? VX_BID : VX_ASK;
    return 0;
}

/* Room for one more of `rows` items: doubles the array when it is full. */
static int grow(const struct reader *r, void **items, uint32_t rows, size_t bytes)
{
    if (rows == VX_LOBSTER_ROWS_MAX)
        return fail(r, VX_E_RANGE, "more than %u rows", VX_LOBSTER_ROWS_MAX);
    if (rows != 0 && (rows < ROWS_FIRST || (rows & (rows - 1)) != 0))
        return 0;
    const size_t room = rows ? (size_t)rows * 2 : ROWS_FIRST;
    void *larger = realloc(*items, room * bytes);
    if (!larger)
        return fail(r, VX_E_MEMORY, "no memory for %zu rows", room);
    *items = larger;
    return 0;
}

static int read_messages(struct reader *r, struct vx_lobster *l)
{
    int rc;
    while ((rc = read_line(r)) > 0) {
        void *items = l->messages;
        if ((rc = grow(r, &items, l->rows, sizeof *l->messages)) < 0)
            return rc;
        l->messages = items;
        struct vx_lobster_message *m = &l->messages[l->rows];
        if ((rc = read_message(r, m)) < 0)
            return rc;
        r->field = 0;
        if (l->rows && m->t_ns < m[-1].t_ns)
            return fail(r, VX_E_RANGE, "the time is before that of the row above");
        l->rows++;
    }
    if (rc == 0 && l->rows == 0)
        return fail(r, VX_E_SYNTAX, "there is no message in it; " LAYOUT);
    return rc;
}

/* ---- the order-book file ---- */

static int count_levels(struct reader *r, uint32_t *levels)
{
    uint32_t columns = 1;
    for (size_t i = 0; i < r->len; i++)
        columns += r->text[i] == ',';
    if (columns % 4 != 0 || columns / 4 > VX_LOBSTER_LEVELS_MAX)
        return fail(r, VX_E_SYNTAX,
                    "%u columns: neither 4 nor a multiple of it up to %u; " BOOK_LAYOUT, columns,
                    4 * VX_LOBSTER_LEVELS_MAX);
    *levels = columns / 4;
    r->columns = columns;
    return 0;
}

/* One level of one side; `at` is its place, the levels before it are there. */
static int take_level(struct reader *r, unsigned side, struct vx_lobster_level *at, uint32_t l,
                      int64_t price, int64_t size)
{
    const bool none = price == (side == VX_BID ? -NO_PRICE : NO_PRICE);
    const char *name = side == VX_BID ? "bid" : "ask";
    *at = (struct vx_lobster_level){0};
    if (none)
        return size == 0 ? 0
                         : fail(r, VX_E_RANGE,
                                "%s level %u has no price, but size %" PRId64 "; 0 is right", name,
                                l + 1, size);
    if (size < 1 || size > UINT32_MAX)
        return fail(r, VX_E_RANGE, "%s size %" PRId64 " is not in 1..%" PRIu32, name, size,
                    UINT32_MAX);
    if (l && at[-1].price == 0)
        return fail(r, VX_E_RANGE, "%s level %u is there, but not the one before it", name, l + 1);
    if (l && (side == VX_BID ? price >= at[-1].price : price <= at[-1].price))
        return fail(r, VX_E_RANGE, "%s level %u is not %s the one before it", name, l + 1,
                    side == VX_BID ? "below" : "above");
    *at = (struct vx_lobster_level){.price = (int32_t)price, .size = (uint32_t)size};
    return 0;
}

static int read_row(struct reader *r, uint32_t levels, struct vx_lobster_level *row)
{
    for (uint32_t half = 0; half < 2 * levels; half++) {
        const unsigned side = half & 1u ? VX_BID : VX_ASK;
        const char *price_name = side == VX_BID ? "bid price" : "ask price";
        const char *size_name = side == VX_BID ? "bid size" : "ask size";
        int64_t price = 0, size = 0;
        int rc = read_int(r, price_name, &price);
        if (rc < 0)
            return rc;
        if (price != (side == VX_BID ? -NO_PRICE : NO_PRICE) && (rc = check_price(r, price)) < 0)
            return rc;
        if ((rc = end_field(r)) < 0 || (rc = read_int(r, size_name, &size)) < 0 ||
            (rc = take_level(r, side, &row[side * levels + half / 2], half / 2, price, size)) < 0 ||
            (rc = end_field(r)) < 0)
            return rc;
    }
    return 0;
}

static int read_book(struct reader *r, struct vx_lobster *l)
{
    uint32_t rows = 0;
    int rc;
    while ((rc = read_line(r)) > 0) {
        void *items = l->level;
        if (rows == l->rows)
            return fail(r, VX_E_RANGE,
                        "more rows than the message file has (%u); row k of one "
                        "belongs to row k of the other",
                        rows);
        if (rows == 0 && (rc = count_levels(r, &l->levels)) < 0)
            return rc;
        if ((rc = grow(r, &items, rows, (size_t)2 * l->levels * sizeof *l->level)) < 0)
            return rc;
        l->level = items;
        if ((rc = read_row(r, l->levels, &l->level[(size_t)rows * 2 * l->levels])) < 0)
            return rc;
        rows++;
    }
    if (rc == 0 && rows < l->rows)
        return fail(r, VX_E_RANGE,
                    "the file ends after row %u, the message file has %u; row k of "
                    "one belongs to row k of the other",
                    rows, l->rows);
    return rc;
}

/* ---- both ---- */

void vx_lobster_free(struct vx_lobster *l)
{
    free(l->messages);
    free(l->level);
    *l = (struct vx_lobster){0};
}

int vx_lobster_parse(struct vx_lobster *l,
                     const struct vx_lobster_stream stream[static VX_LOBSTER_FILES], int32_t tick,
                     char *err, size_t err_size)
{
    const struct reader fresh = {.err = err, .err_size = err_size, .tick = tick};
    *l = (struct vx_lobster){0};
    struct reader *r = malloc(sizeof *r);
    if (!r) {
        snprintf(err, err_size, "%s: out of memory", stream[VX_LOBSTER_MESSAGES].name);
        return VX_E_MEMORY;
    }
    *r = fresh;
    r->file = stream[VX_LOBSTER_MESSAGES].file;
    r->name = stream[VX_LOBSTER_MESSAGES].name;
    r->layout = LAYOUT;
    r->columns = COLUMNS;
    int rc = read_messages(r, l);
    if (rc >= 0 && stream[VX_LOBSTER_BOOK].file) {
        *r = fresh;
        r->file = stream[VX_LOBSTER_BOOK].file;
        r->name = stream[VX_LOBSTER_BOOK].name;
        r->layout = BOOK_LAYOUT;
        rc = read_book(r, l);
    }
    free(r);
    if (rc < 0)
        vx_lobster_free(l);
    return rc;
}

/* A regular file that is not too large, without waiting for a writer. */
static int open_file(const char *path, FILE **file, char *err, size_t err_size)
{
    struct stat st;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) < 0) {
        snprintf(err, err_size, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return VX_E_SYSTEM;
    }
    const char *what = S_ISDIR(st.st_mode)    ? "a directory"
                       : S_ISFIFO(st.st_mode) ? "a pipe"
                       : S_ISREG(st.st_mode)  ? NULL
                                              : "a device or a socket";
    int rc = 0;
    if (what) {
        snprintf(err, err_size, "%s: is %s; a feed is read from a regular file", path, what);
        rc = VX_E_INVALID;
    } else if ((uint64_t)st.st_size > VX_LOBSTER_BYTES_MAX) {
        snprintf(err, err_size, "%s: has %jd bytes; at most %" PRIu64 " are read", path,
                 (intmax_t)st.st_size, VX_LOBSTER_BYTES_MAX);
        rc = VX_E_RANGE;
    } else if (!(*file = fdopen(fd, "r"))) {
        snprintf(err, err_size, "%s: %s", path, strerror(errno));
        rc = VX_E_SYSTEM;
    }
    if (rc < 0)
        close(fd);
    return rc;
}

int vx_lobster_read(struct vx_lobster *l, const char *const path[static VX_LOBSTER_FILES],
                    int32_t tick, char *err, size_t err_size)
{
    struct vx_lobster_stream stream[VX_LOBSTER_FILES] = {{NULL, NULL}};
    int rc = 0;
    *l = (struct vx_lobster){0};
    for (unsigned i = 0; i < VX_LOBSTER_FILES && rc >= 0; i++) {
        stream[i].name = path[i];
        if (path[i])
            rc = open_file(path[i], &stream[i].file, err, err_size);
    }
    if (rc >= 0)
        rc = vx_lobster_parse(l, stream, tick, err, err_size);
    for (unsigned i = 0; i < VX_LOBSTER_FILES; i++)
        if (stream[i].file)
            fclose(stream[i].file);
    return rc;
}
