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

/* Inlined for each way of working out a sum. */
static VX_INLINE uint32_t follow(struct vx_chain *chain, const struct vx_record *rec, uint32_t n,
                                 uint64_t until, vx_crc32c_fn sum)
{
    struct vx_chain at = *chain;
    uint32_t i = 0;
    for (; i < n; i++, rec++) {
        if (rec->kind == VX_RECORD_SEAL || !vx_record_is_behind(rec, at.sum, at.seq) ||
            !vx_record_is_whole(rec, at.journal, sum))
            break;
        at.sum = rec->crc;
        at.seq = rec->seq;
        if (VX_UNLIKELY(at.seq >= until)) {
            i++;
            break;
        }
    }
    *chain = at;
    return i;
}

static uint32_t follow_plain(struct vx_chain *chain, const struct vx_record *rec, uint32_t n,
                             uint64_t until)
{
    return follow(chain, rec, n, until, vx_crc32c_best());
}

#if defined(__x86_64__)
static inline uint64_t word_at(const void *from, unsigned i)
{
    uint64_t word;
    memcpy(&word, (const unsigned char *)from + 8 * (size_t)i, 8);
    return word;
}

static inline void put_word(void *to, unsigned i, uint64_t word)
{
    memcpy((unsigned char *)to + 8 * (size_t)i, &word, 8);
}

/* Each word by its name: an array would go by the stack. */
__attribute__((target("sse4.2"))) static uint32_t
put_fast(struct vx_record *to, const struct vx_record_head *head, const void *body, uint32_t before)
{
    const uint64_t w0 = head_word(head->kind, head->journal), w1 = head->seq, w2 = head->now_ns;
    const uint64_t w3 = word_at(body, 0), w4 = word_at(body, 1), w5 = word_at(body, 2),
                   w6 = word_at(body, 3);
    uint64_t sum = UINT32_MAX;
    sum = _mm_crc32_u64(sum, w0);
    sum = _mm_crc32_u64(sum, w1);
    sum = _mm_crc32_u64(sum, w2);
    sum = _mm_crc32_u64(sum, w3);
    sum = _mm_crc32_u64(sum, w4);
    sum = _mm_crc32_u64(sum, w5);
    sum = _mm_crc32_u64(sum, w6);
    const uint32_t crc = ~_mm_crc32_u32((uint32_t)sum, before);
    put_word(to, 0, w0);
    put_word(to, 1, w1);
    put_word(to, 2, w2);
    put_word(to, 3, w3);
    put_word(to, 4, w4);
    put_word(to, 5, w5);
    put_word(to, 6, w6);
    put_word(to, 7, before | (uint64_t)crc << 32);
    return crc;
}

__attribute__((target("sse4.2"))) static inline uint32_t sum_fast(uint32_t crc, const void *data,
                                                                  size_t bytes)
{
    uint64_t sum = ~crc;
    uint32_t last;
    sum = _mm_crc32_u64(sum, word_at(data, 0));
    sum = _mm_crc32_u64(sum, word_at(data, 1));
    sum = _mm_crc32_u64(sum, word_at(data, 2));
    sum = _mm_crc32_u64(sum, word_at(data, 3));
    sum = _mm_crc32_u64(sum, word_at(data, 4));
    sum = _mm_crc32_u64(sum, word_at(data, 5));
    sum = _mm_crc32_u64(sum, word_at(data, 6));
    memcpy(&last, (const unsigned char *)data + bytes - sizeof last, sizeof last);
    return ~_mm_crc32_u32((uint32_t)sum, last);
}

__attribute__((target("sse4.2"))) static uint32_t
follow_fast(struct vx_chain *chain, const struct vx_record *rec, uint32_t n, uint64_t until)
{
    return follow(chain, rec, n, until, sum_fast);
}

vx_record_put_fn vx_record_put_best(void)
{
    return __builtin_cpu_supports("sse4.2") ? put_fast : put_plain;
}

vx_chain_follow_fn vx_chain_follow_best(void)
{
    return __builtin_cpu_supports("sse4.2") ? follow_fast : follow_plain;
}
#else
vx_chain_follow_fn vx_chain_follow_best(void)
{
    return follow_plain;
}

vx_record_put_fn vx_record_put_best(void)
{
    return put_plain;
}
#endif

vx_record_put_fn vx_record_put_plain(void)
{
    return put_plain;
}

vx_chain_follow_fn vx_chain_follow_plain(void)
{
    return follow_plain;
}
