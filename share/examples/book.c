/* An order book in a program of your own: cc book.c $(pkg-config --cflags --libs veloxbook) */
#include <stdio.h>
#include <stdlib.h>

#include <veloxbook.h>

static void show(void *ctx, const struct vx_report *r)
{
    static const char *const said[] = {"", "accepted", "replaced", "rejected", "fill", "cancelled"};
    (void)ctx;
    printf("%-9s order %llu: %u at %d ticks, %u open\n", said[vx_report_kind(r)],
           (unsigned long long)r->id, r->qty, r->price, r->leaves);
}

int main(void)
{
    const struct vx_book_config config = {
        .orders_max = 1000,
        .instruments = 1,
        .tick_min = 1,
        .tick_max = 20000, /* with a tick of 0.01: 200.00 */
    };
    const size_t bytes = vx_book_footprint(&config);
    void *memory = aligned_alloc(VX_BOOK_ALIGN, bytes);
    struct vx_book *book;
    if (!memory || vx_book_init(memory, bytes, &config, &book) < 0)
        return EXIT_FAILURE;

    const struct vx_book_order orders[] = {
        {.id = 1, .side = VX_ASK, .price_ticks = 10005, .qty_lots = 10},
        {.id = 2, .side = VX_ASK, .price_ticks = 10005, .qty_lots = 5},
        {.id = 3, .side = VX_BID, .price_ticks = 10006, .qty_lots = 12}, /* takes 1, then 2 */
        {.id = 4, .side = VX_BID, .qty_lots = 9, .market = 1},           /* the rest is cancelled */
    };
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        vx_book_submit_each(book, &orders[i], show, NULL);

    printf("%u orders rest\n", vx_book_orders(book));
    vx_book_fini(book);
    free(memory);
    return EXIT_SUCCESS;
}
