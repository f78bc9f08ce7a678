#include "shrink.h"

#include <stdlib.h>
#include <string.h>

/* Does the script still fail with op[0..n) in place of its own?  Keeps them if so. */
static bool keep_if_fails(struct duel_script *s, enum ref_fault fault, const struct op *op,
                          uint32_t n)
{
    struct duel_loss loss;
    struct duel_script tried = *s;
    tried.op = malloc((n ? n : 1) * sizeof *op);
    if (!tried.op)
        abort();
    memcpy(tried.op, op, n * sizeof *op);
    tried.n = n;
    const bool fails = !duel_run(&tried, fault, &loss);
    if (fails) {
        memcpy(s->op, op, n * sizeof *op);
        s->n = loss.step + 1 < n ? loss.step + 1 : n; /* what comes after the loss is not needed */
    }
    free(tried.op);
    return fails;
}

/* Leaves out each run of `len` inputs in turn; true if any could go. */
static bool without_runs(struct duel_script *s, enum ref_fault fault, uint32_t len)
{
    bool shrunk = false;
    struct op *left = malloc(s->n * sizeof *left);
    if (!left)
        abort();
    for (uint32_t at = 0; at < s->n;) {
        const uint32_t end = at + len < s->n ? at + len : s->n;
        memcpy(left, s->op, at * sizeof *left);
        memcpy(left + at, s->op + end, (s->n - end) * sizeof *left);
        if (keep_if_fails(s, fault, left, s->n - (end - at)))
            shrunk = true;
        else
            at = end;
    }
    free(left);
    return shrunk;
}

#define GROWS 8u /* the last way */

/*
 * The ways to make an input plainer.  A larger quantity is not plainer, but
 * may make up for another input, which can then be left out.
 */
static void plainer(struct op *op, unsigned way)
{
    struct vx_book_order *o = &op->order;
    switch (way) {
    case 0:
        op->room = OP_ROOM;
        break;
    case 1:
        o->owner = 0;
        break;
    case 2:
        o->source = 0;
        break;
    case 3:
        o->tif = VX_TIF_GTC;
        break;
    case 4:
        o->market = 0;
        break;
    case 5:
        o->qty_lots = o->qty_lots > 1;
        break;
    case 6:
        o->qty_lots = o->qty_lots > 2 ? 2 : o->qty_lots;
        break;
    case 7:
        o->qty_lots = o->qty_lots > 10 ? 10 : o->qty_lots;
        break;
    case GROWS:
        o->qty_lots = o->qty_lots > 1 ? 1000 : o->qty_lots;
        break;
    default:
        break;
    }
}

static void make_plainer(struct duel_script *s, enum ref_fault fault, unsigned ways)
{
    for (uint32_t i = 0; i < s->n; i++)
        for (unsigned way = 0; way < ways && i < s->n; way++) {
            const struct op before = s->op[i];
            plainer(&s->op[i], way);
            const bool changed = memcmp(&before, &s->op[i], sizeof before) != 0;
            if (changed && !keep_if_fails(s, fault, s->op, s->n))
                s->op[i] = before;
        }
}

static void leave_out(struct duel_script *s, enum ref_fault fault)
{
    for (uint32_t len = (s->n + 1) / 2; len >= 1; len /= 2)
        while (without_runs(s, fault, len) && len == 1)
            continue;
}

void shrink_script(struct duel_script *s, enum ref_fault fault, struct duel_loss *loss)
{
    uint32_t before;
    keep_if_fails(s, fault, s->op, s->n);
    do {
        before = s->n;
        leave_out(s, fault);
        make_plainer(s, fault, GROWS + 1);
    } while (s->n < before);
    make_plainer(s, fault, GROWS);
    duel_run(s, fault, loss);
}
