#include "cmd/run/schedule.h"

#include <stdlib.h>

#include "cmd/run/look.h"
#include "cmd/run/report.h"
#include "core/base/err.h"
#include "core/base/num.h"

/* ---- the heap ---- */

int vx_due_compare(const void *a, const void *b)
{
    const struct vx_due *x = a, *y = b;
    if (x->due_ns != y->due_ns)
        return x->due_ns < y->due_ns ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool sooner(const struct vx_due *a, const struct vx_due *b)
{
    return vx_due_compare(a, b) < 0;
}

static void swap(struct vx_due *a, struct vx_due *b)
{
    struct vx_due t = *a;
    *a = *b;
    *b = t;
}

static void rise(struct vx_due *due, size_t i)
{
    for (; i > 0 && sooner(&due[i], &due[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&due[i], &due[(i - 1) / 2]);
}

static void sink(struct vx_due *due, size_t count, size_t i)
{
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        if (left < count && sooner(&due[left], &due[least]))
            least = left;
        if (left + 1 < count && sooner(&due[left + 1], &due[least]))
            least = left + 1;
        if (least == i)
            return;
        swap(&due[i], &due[least]);
        i = least;
    }
}

/* VX_E_FULL: VX_SCHEDULE_MAX of them. */
static int push(struct vx_interp *in, const struct vx_due *item)
{
    if (in->due_count == VX_SCHEDULE_MAX)
        return VX_E_FULL;
    if (in->due_count == in->due_size) {
        size_t size = in->due_size ? 2 * in->due_size : 64;
        struct vx_due *to = realloc(in->due, size * sizeof(*to));
        if (!to)
            return VX_E_MEMORY;
        in->due = to;
        in->due_size = size;
    }
    in->due[in->due_count] = *item;
    rise(in->due, in->due_count++);
    return VX_OK;
}

static struct vx_due take(struct vx_interp *in, size_t i)
{
    struct vx_due item = in->due[i];
    in->due[i] = in->due[--in->due_count];
    if (i < in->due_count) {
        sink(in->due, in->due_count, i);
        rise(in->due, i);
    }
    return item;
}

uint64_t vx_next_due(const struct vx_interp *in)
{
    return in->due_count ? in->due[0].due_ns : VX_NEVER;
}

uint64_t vx_last_due(const struct vx_interp *in)
{
    uint64_t last = 0;
    for (size_t i = 0; i < in->due_count; i++) {
        const struct vx_due *d = &in->due[i];
        if (d->left != VX_NEVER)
            last = vx_max_u64(last, d->due_ns + (d->left - 1) * d->every_ns);
    }
    return last;
}

size_t vx_schedule_find(const struct vx_interp *in, const struct vx_due_kind *kind)
{
    size_t i = 0;
    while (i < in->due_count && in->due[i].kind != kind)
        i++;
    return i;
}

int vx_schedule(struct vx_interp *in, struct vx_due *item)
{
    item->number = ++in->due_number;
    return push(in, item);
}

/* ---- what is due ---- */

static void run_one(struct vx_interp *in)
{
    struct vx_due item = take(in, 0);
    in->busy++;
    if (!item.kind->run(in, &item) || push(in, &item) < 0)
        item.kind->forget(in, &item);
    in->busy--;
}

void vx_run_due(struct vx_interp *in)
{
    if (!in->session->started)
        return;
    /* what was due when this began, and no more: a command may ask for more at once */
    uint64_t newest = in->due_number, now = vx_now(in);
    while (vx_going(in) && in->due_count && in->due[0].due_ns <= now && in->due[0].number <= newest)
        run_one(in);
}

void vx_unschedule(struct vx_interp *in, size_t i)
{
    struct vx_due item = take(in, i);
    item.kind->forget(in, &item);
}

void vx_schedule_free(struct vx_interp *in)
{
    for (size_t i = 0; i < in->due_count; i++)
        in->due[i].kind->forget(in, &in->due[i]);
    free(in->due);
}
