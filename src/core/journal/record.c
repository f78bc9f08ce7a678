/*
 * record.c: a record into its slot, by words that stay in registers: what is stored in pieces and
 * loaded whole at once makes the processor wait longer than the sum takes.
 */
#include <string.h>

#include "core/journal/journal.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

/* The first and the last eight bytes of a record, each in one word. */
static inline uint64_t head_word(unsigned kind, uint32_t journal)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return VX_RECORD_BYTES | (uint64_t)kind << 16 | (uint64_t)journal << 32;
#else
    return (uint64_t)VX_RECORD_BYTES << 48 | (uint64_t)kind << 40 | journal;
#endif
}

static uint32_t put_plain(struct vx_record *to, const struct vx_record_head *head, const void *body,
                          uint32_t before)
{
    struct vx_record rec;
    const uint64_t words[3] = {head_word(head->kind, head->journal), head->seq, head->now_ns};
    memcpy(&rec, words, sizeof words);
    memcpy(&rec.tx, body, sizeof rec.tx);
    rec.before = before;
    rec.crc = vx_crc32c(0, &rec, offsetof(struct vx_record, crc));
    memcpy(to, &rec, sizeof rec);
    return rec.crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
put_fast(struct vx_record *to, const struct vx_record_head *head, const void *body, uint32_t before)
{
    const unsigned char *from = body;
    uint64_t word[7] = {head_word(head->kind, head->journal), head->seq, head->now_ns};
    for (unsigned i = 0; i < 4; i++)
        memcpy(&word[3 + i], from + 8 * i, 8);
    uint64_t sum = UINT32_MAX;
    for (unsigned i = 0; i < 7; i++)
        sum = _mm_crc32_u64(sum, word[i]);
    const uint32_t crc = ~_mm_crc32_u32((uint32_t)sum, before);
    for (unsigned i = 0; i < 7; i++)
        memcpy((unsigned char *)to + 8 * i, &word[i], 8);
    const uint64_t last = before | (uint64_t)crc << 32;
    memcpy((unsigned char *)to + 56, &last, 8);
    return crc;
}

vx_record_put_fn vx_record_put_best(void)
{
    return __builtin_cpu_supports("sse4.2") ? put_fast : put_plain;
}
#else
vx_record_put_fn vx_record_put_best(void)
{
    return put_plain;
}
#endif

vx_record_put_fn vx_record_put_plain(void)
{
    return put_plain;
}
