#include "script.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 256u

static const char *const side_names[] = {"bid", "ask"};
static const char *const tif_names[] = {"gtc", "ioc", "fok", "post"};

/* ---- reading ---- */

static bool number(const char *word, int64_t *value)
{
    char *end;
    if (!word || *word == '\0')
        return false;
    *value = (int64_t)strtoull(word, &end, 10); /* takes a minus too; ids use all 64 bits */
    return *end == '\0';
}

static bool at_price(char *word, struct vx_book_order *order)
{
    int64_t qty, price = 0;
    char *at = word ? strchr(word, '@') : NULL;
    if (!at)
        return false;
    *at = '\0';
    order->market = strcmp(at + 1, "market") == 0;
    if (!number(word, &qty) || (!order->market && !number(at + 1, &price)))
        return false;
    order->qty_lots = (uint32_t)qty;
    order->price_ticks = (int32_t)price;
    return true;
}

static bool named(const char *word, const char *const *names, size_t count, uint8_t *value)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, names[i]) == 0) {
            *value = (uint8_t)i;
            return true;
        }
    return false;
}

static bool option_number(struct op *op, const char *word, int64_t value)
{
    struct vx_book_order *order = &op->order;
    if (strcmp(word, "owner") == 0)
        order->owner = (uint16_t)value;
    else if (strcmp(word, "source") == 0)
        order->source = (uint8_t)value;
    else if (strcmp(word, "on") == 0)
        order->instrument = (uint16_t)value;
    else if (strcmp(word, "room") == 0)
        op->room = (uint32_t)value;
    else if (strcmp(word, "side") == 0)
        op->scope = order->side = (uint8_t)value;
    else if (strcmp(word, "tif") == 0)
        order->tif = (uint8_t)value;
    else if (strcmp(word, "market") == 0)
        order->market = (uint8_t)value;
    else
        return false;
    return true;
}

static bool options(struct op *op, char **rest)
{
    int64_t value;
    for (char *word; (word = strtok_r(NULL, " ", rest));) {
        if (strcmp(word, "bids") == 0 || strcmp(word, "asks") == 0)
            op->scope = word[0] == 'a';
        else if (!named(word, side_names, VX_LEN(side_names), &op->order.side) &&
                 !named(word, tif_names, VX_LEN(tif_names), &op->order.tif) &&
                 !(number(strtok_r(NULL, " ", rest), &value) && option_number(op, word, value)))
            return false;
    }
    return true;
}

static bool first_words(struct op *op, const char *verb, char **rest)
{
    struct vx_book_order *order = &op->order;
    int64_t id, value = 0;
    if (strcmp(verb, "all") == 0) {
        op->kind = OP_CANCEL_ALL;
        order->instrument = VX_ALL_INSTRUMENTS;
        return true;
    }
    if (!number(strtok_r(NULL, " ", rest), &id))
        return false;
    order->id = (uint64_t)id;
    if (named(verb, side_names, VX_LEN(side_names), &order->side))
        return at_price(strtok_r(NULL, " ", rest), order);
    if (strcmp(verb, "replace") == 0) {
        op->kind = OP_REPLACE;
        return at_price(strtok_r(NULL, " ", rest), order);
    }
    if (strcmp(verb, "refuse") == 0) {
        op->kind = OP_REFUSE;
        const bool ok = number(strtok_r(NULL, " ", rest), &value);
        op->code = (uint32_t)value;
        return ok;
    }
    op->kind = OP_CANCEL;
    if (**rest >= '0' && **rest <= '9' && !number(strtok_r(NULL, " ", rest), &value))
        return false;
    order->qty_lots = (uint32_t)value;
    return strcmp(verb, "cancel") == 0;
}

bool op_parse(const char *text, struct op *op)
{
    char line[LINE_BYTES], *rest;
    snprintf(line, sizeof line, "%s", text);
    *op = (struct op){.kind = OP_SUBMIT, .scope = -1, .room = OP_ROOM};
    const char *verb = strtok_r(line, " ", &rest);
    return verb && first_words(op, verb, &rest) && options(op, &rest);
}

/* ---- writing ---- */

__attribute__((format(printf, 3, 4))) static void add(char *text, size_t size, const char *format,
                                                      ...)
{
    const size_t len = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + len, size - len, format, args);
    va_end(args);
}

static void print_submit(const struct vx_book_order *o, char *text, size_t size)
{
    add(text, size, "%s %" PRIu64 " %" PRIu32, side_names[o->side & 1], o->id, o->qty_lots);
    if (o->market == 1)
        add(text, size, "@market");
    else
        add(text, size, "@%" PRId32, o->price_ticks);
    if (o->tif < VX_LEN(tif_names) && o->tif != VX_TIF_GTC)
        add(text, size, " %s", tif_names[o->tif]);
    if (o->tif >= VX_LEN(tif_names))
        add(text, size, " tif %u", o->tif);
    if (o->side > VX_ASK)
        add(text, size, " side %u", o->side);
    if (o->market > 1)
        add(text, size, " market %u", o->market);
}

static void print_scope(const struct op *op, char *text, size_t size)
{
    add(text, size, "all");
    if (op->scope == VX_BID || op->scope == VX_ASK)
        add(text, size, " %ss", side_names[op->scope]);
    else if (op->scope >= 0)
        add(text, size, " side %d", op->scope);
}

void op_print(const struct op *op, char *text, size_t size)
{
    const struct vx_book_order *o = &op->order;
    const unsigned usual = op->kind == OP_CANCEL_ALL ? VX_ALL_INSTRUMENTS : 0;
    text[0] = '\0';
    switch (op->kind) {
    case OP_SUBMIT:
        print_submit(o, text, size);
        break;
    case OP_CANCEL:
        add(text, size, "cancel %" PRIu64, o->id);
        if (o->qty_lots)
            add(text, size, " %" PRIu32, o->qty_lots);
        break;
    case OP_REPLACE:
        add(text, size, "replace %" PRIu64 " %" PRIu32 "@%" PRId32, o->id, o->qty_lots,
            o->price_ticks);
        break;
    case OP_CANCEL_ALL:
        print_scope(op, text, size);
        break;
    case OP_REFUSE:
        add(text, size, "refuse %" PRIu64 " %" PRIu32 " %s", o->id, op->code,
            side_names[o->side & 1]);
        break;
    case OP_KINDS:
        break;
    }
    if (o->owner)
        add(text, size, " owner %u", o->owner);
    if (o->source)
        add(text, size, " source %u", o->source);
    if (o->instrument != usual)
        add(text, size, " on %u", o->instrument);
    if (op->room != OP_ROOM)
        add(text, size, " room %" PRIu32, op->room);
}

uint32_t op_begin(struct vx_book *book, const struct op *op, struct vx_report *out, uint32_t cap)
{
    const struct vx_book_order *o = &op->order;
    switch (op->kind) {
    case OP_CANCEL:
        return vx_book_cancel(book, o->id, o->qty_lots, out, cap);
    case OP_REPLACE:
        return vx_book_replace(book, o->id, o->price_ticks, o->qty_lots, out, cap);
    case OP_CANCEL_ALL:
        return vx_book_cancel_all(book, o->instrument, op->scope, o->owner, out, cap);
    case OP_REFUSE:
        return vx_book_refuse(book, o->id, o->instrument, o->side, o->source,
                              (enum vx_reject)op->code, out, cap);
    case OP_SUBMIT:
    case OP_KINDS:
    default:
        return vx_book_submit(book, o, out, cap);
    }
}

/* ---- reports ---- */

static const char *reject_name(unsigned code)
{
    switch (code) {
#define VX_REJECT_ROW(name, number, text, help) \
    case number:                                \
        return text;
#include "core/base/reject.def"
#undef VX_REJECT_ROW
    default:
        return "?";
    }
}

static void print_cancelled(const struct vx_report *r, char *text, size_t size)
{
    static const char *const reasons[] = {"asked", "rest", "self-taker", "self-rested"};
    add(text, size, "cancelled %" PRIu64 " %" PRIu32 "@%" PRId32, r->id, r->qty, r->price);
    if (r->leaves)
        add(text, size, " left %" PRIu32, r->leaves);
    add(text, size, " %s", r->code < VX_LEN(reasons) ? reasons[r->code] : "?");
}

void report_print(const struct vx_report *r, char *text, size_t size)
{
    const char *side = side_names[vx_report_side(r)];
    text[0] = '\0';
    switch (vx_report_kind(r)) {
    case VX_REPORT_ACCEPTED:
        add(text, size, "accepted %" PRIu64 " %s %" PRIu32 "@%" PRId32, r->id, side, r->qty,
            r->price);
        break;
    case VX_REPORT_REPLACED:
        add(text, size, "replaced %" PRIu64 " %" PRIu32 "@%" PRId32 " was %" PRIu32 "@%" PRId32,
            r->id, r->qty, r->price, r->was.qty, r->was.price);
        add(text, size, "%s", r->code ? " kept" : "");
        break;
    case VX_REPORT_REJECTED:
        add(text, size, "rejected %" PRIu64 " %s", r->id, reject_name(r->code));
        break;
    case VX_REPORT_FILL:
        add(text, size, "fill %" PRIu64 " %" PRIu32 "@%" PRId32, r->id, r->qty, r->price);
        if (r->leaves)
            add(text, size, " left %" PRIu32, r->leaves);
        add(text, size, " by %s %" PRIu64, side, r->contra);
        break;
    case VX_REPORT_CANCELLED:
        print_cancelled(r, text, size);
        break;
    default:
        add(text, size, "a record of no kind");
        break;
    }
    add(text, size, "%s", r->kind & VX_REPORT_LAST ? "." : ";");
}

void reports_print(const struct vx_report *r, uint32_t n, char *text, size_t size)
{
    char one[LINE_BYTES];
    text[0] = '\0';
    for (uint32_t i = 0; i < n; i++) {
        report_print(&r[i], one, sizeof one);
        if (strlen(text) + strlen(one) + 2 <= size)
            add(text, size, "%s%s", i ? " " : "", one);
    }
}

void config_print(const struct vx_book_config *config, char *text, size_t size)
{
    static const char *const stp[] = {"newest", "oldest", "both", "decrement"};
    snprintf(text, size,
             "orders_max %" PRIu32 ", instruments %" PRIu32 ", ticks %" PRId32 "..%" PRId32
             ", qty_max %" PRIu32 ", stp %s",
             config->orders_max, config->instruments, config->tick_min, config->tick_max,
             config->qty_max, stp[config->stp]);
}
