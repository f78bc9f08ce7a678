/*
 * ring_loops.h: the loops that every queue of bench_rings is measured with.  Included last by a
 * file that defines
 *
 *   RING          the name of its struct ring
 *   RING_NAME     as it is printed
 *   ring_open, ring_close, ring_push, ring_pop (one item, true: done)
 *   RING_BURSTS   if it has ring_push_some and ring_pop_some (up to n items; how many)
 *
 * Who finds it full or empty pauses once and looks again: the same for all.  C and C++.
 */
#if defined(__x86_64__) || defined(__i386__)
#define RING_PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RING_PAUSE() __asm__ __volatile__("yield")
#else
#define RING_PAUSE() ((void)0)
#endif

static inline struct ring_item item_of(uint64_t i)
{
    const struct ring_item item = {{i, i + 1, i + 2, ~i}};
    return item;
}

static inline uint64_t item_differs(const struct ring_item *item, uint64_t i)
{
    return (item->word[0] ^ i) | (item->word[3] ^ ~i);
}

static void loop_produce(void *queue, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        const struct ring_item item = item_of(i);
        while (!ring_push(queue, &item))
            RING_PAUSE();
    }
}

static bool loop_consume(void *queue, uint64_t n)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < n; i++) {
        struct ring_item item;
        while (!ring_pop(queue, &item))
            RING_PAUSE();
        wrong |= item_differs(&item, i);
    }
    return wrong == 0;
}

static bool loop_in_and_out(void *queue, uint64_t n)
{
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < n; i++) {
        struct ring_item item = item_of(i);
        while (!ring_push(queue, &item))
            RING_PAUSE();
        while (!ring_pop(queue, &item))
            RING_PAUSE();
        wrong |= item_differs(&item, i);
    }
    return wrong == 0;
}

static void loop_ping(void *there, void *back, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        struct ring_item item = item_of(i);
        while (!ring_push(there, &item))
            RING_PAUSE();
        while (!ring_pop(back, &item))
            RING_PAUSE();
    }
}

static void loop_pong(void *there, void *back, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        struct ring_item item;
        while (!ring_pop(there, &item))
            RING_PAUSE();
        while (!ring_push(back, &item))
            RING_PAUSE();
    }
}

#ifdef RING_BURSTS
/* The items of a burst are made once: what is measured is the queue. */
static void loop_produce_bursts(void *queue, uint64_t n)
{
    struct ring_item item[RING_BURST];
    for (unsigned k = 0; k < RING_BURST; k++)
        item[k] = item_of(k);
    for (uint64_t i = 0; i < n; i += RING_BURST)
        for (unsigned done = 0, some; done < RING_BURST; done += some) {
            some = ring_push_some(queue, item + done, RING_BURST - done);
            if (some == 0)
                RING_PAUSE();
        }
}

static bool loop_consume_bursts(void *queue, uint64_t n)
{
    struct ring_item item[RING_BURST];
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < n;) {
        const unsigned some = ring_pop_some(queue, item, RING_BURST);
        if (some == 0)
            RING_PAUSE();
        for (unsigned k = 0; k < some; k++, i++)
            wrong |= item_differs(&item[k], i % RING_BURST);
    }
    return wrong == 0;
}
#else
#define loop_produce_bursts NULL
#define loop_consume_bursts NULL
#endif

#ifdef __cplusplus
extern "C"
#endif
    const struct ring RING = {
        RING_NAME,           ring_open,           ring_close,      loop_produce, loop_consume,
        loop_produce_bursts, loop_consume_bursts, loop_in_and_out, loop_ping,    loop_pong};
