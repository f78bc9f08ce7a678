#include "core/book/inside.h"

#include <string.h>

#include "core/base/err.h"

static uint64_t place(uint64_t *end, uint64_t bytes)
{
    const uint64_t at = *end;
    *end = (at + bytes + VX_BOOK_ALIGN - 1) / VX_BOOK_ALIGN * VX_BOOK_ALIGN;
    return at;
}

static bool valid(const struct vx_book_config *c)
{
    return c->orders_max >= 1 && c->orders_max <= BOOK_ORDERS_MAX && c->instruments >= 1 &&
           c->instruments <= VX_INSTRUMENTS_MAX && c->tick_min >= 1 && c->tick_max >= c->tick_min &&
           c->tick_max - c->tick_min < (int32_t)BOOK_BAND_MAX && c->qty_max <= VX_QTY_MAX &&
           (unsigned)c->stp <= VX_STP_DECREMENT;
}

/* Fills in everything that follows from the config; returns the bytes the book takes, 0 if none. */
static uint64_t plan(const struct vx_book_config *c, struct vx_book *b, uint64_t *maps_at,
                     uint64_t *ladders_at)
{
    if (!valid(c))
        return 0;
    const uint32_t width = (uint32_t)(c->tick_max - c->tick_min) + 1;
    const uint64_t sides = 2 * (uint64_t)c->instruments;
    const uint64_t prices = (uint64_t)c->instruments * width;
    const uint64_t levels = prices < c->orders_max ? prices : c->orders_max;
    const uint64_t cells = 1 + levels + c->orders_max;
    uint64_t end = 0;
    if (prices + c->orders_max > BOOK_CELLS_MAX)
        return 0;
    *b = (struct vx_book){
        .shape = map_shape_make(width),
        .width = width,
        .tick_min = c->tick_min,
        .tick_max = c->tick_max,
        .qty_max = c->qty_max ? c->qty_max : VX_QTY_MAX,
        .orders_max = c->orders_max,
        .instruments = c->instruments,
        .index_bits_max = index_bits_for(c->orders_max),
        .index_bits = INDEX_BITS_MIN,
        .stp = c->stp,
        .first_order = (uint32_t)(1 + levels),
        .free = (uint32_t)(1 + levels),
        .fresh = (uint32_t)(1 + levels),
        .free_level = 1,
    };
    const uint64_t groups = (uint64_t)2 << b->index_bits_max; /* of all tables */
    place(&end, sizeof *b);
    b->halves_at = place(&end, sides * sizeof(struct half));
    *maps_at = place(&end, sides * b->shape.words * sizeof(uint64_t));
    *ladders_at = place(&end, prices * sizeof(uint32_t));
    b->cells_at = place(&end, cells * CELL_BYTES);
    b->words_at = place(&end, groups * sizeof(uint64_t));
    b->slots_at = place(&end, groups * INDEX_SLOTS * sizeof(uint32_t));
    b->index = table_of(b->index_bits);
    b->index_full = book_index_full(b);
    return end > SIZE_MAX ? 0 : end;
}

size_t vx_book_footprint(const struct vx_book_config *config)
{
    struct vx_book book;
    uint64_t maps_at, ladders_at;
    return (size_t)plan(config, &book, &maps_at, &ladders_at);
}

static void format_halves(struct vx_book *b, uint64_t maps_at, uint64_t ladders_at)
{
    for (uint32_t i = 0; i < 2 * b->instruments; i++)
        *book_half(b, i / 2, i % 2) = (struct half){
            .map_at = maps_at + (uint64_t)i * b->shape.words * sizeof(uint64_t),
            .ladder_at = ladders_at + (uint64_t)(i / 2) * b->width * sizeof(uint32_t),
            .best = NO_POS,
        };
}

/* Links the cells from..to into a list of free ones. */
static void link_free(struct vx_book *b, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        book_link(b, i)->next = i + 1;
}

int vx_book_init(void *mem, size_t bytes, const struct vx_book_config *config,
                 struct vx_book **book)
{
    struct vx_book planned;
    uint64_t maps_at, ladders_at;
    const uint64_t need = plan(config, &planned, &maps_at, &ladders_at);
    if (need == 0 || mem == NULL || (uintptr_t)mem % VX_BOOK_ALIGN != 0)
        return VX_E_INVALID;
    if (bytes < need)
        return VX_E_MEMORY;
    memset(mem, 0, (size_t)need);
    struct vx_book *b = mem;
    *b = planned;
    format_halves(b, maps_at, ladders_at);
    link_free(b, b->free_level, b->first_order - 1);
    link_free(b, b->free, b->first_order + b->orders_max - 1);
    b->magic = BOOK_MAGIC;
    *book = b;
    return VX_OK;
}

void vx_book_reserve(struct vx_book *b, uint32_t orders)
{
    const uint32_t bits = index_bits_for(orders ? orders : 1);
    if (b->orders != 0 || b->index_old.mask != 0 || bits <= b->index_bits)
        return;
    b->index_bits = bits < b->index_bits_max ? bits : b->index_bits_max;
    b->index = table_of(b->index_bits);
    b->index_full = book_index_full(b);
}

void vx_book_fini(struct vx_book *book)
{
    if (book)
        book->magic = 0;
}
