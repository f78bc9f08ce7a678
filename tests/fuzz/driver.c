/*
 * driver.c: main for a fuzzer where there is no libFuzzer.
 *
 *   fuzz_NAME FILE...   runs these inputs: a finding, again
 *   fuzz_NAME           runs each seed in tests/fuzz/seeds/NAME and each input of the corpus
 *                       tests/fuzz/corpus/NAME.ar, then seeded mutations of them: the same ones
 *                       every time, VX_TEST_SCALE per cent of MUTATIONS
 *
 * A seed is written by hand; the corpus is what libFuzzer found to reach something more (pack.sh).
 */
#include <ar.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/prng.h"
#include "../scale.h"

#define MUTATIONS   20000u
#define SEEDS_MAX   4096u
#define INPUT_BYTES 65536u
#define PATH_BYTES  1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    uint8_t *bytes;
    size_t size;
};

static struct input seeds[SEEDS_MAX];
static size_t seed_count;

/* The next bytes of the file, at most so many. */
static int take(FILE *f, size_t bytes, struct input *in)
{
    in->bytes = malloc(bytes ? bytes : 1);
    if (!in->bytes)
        return -1;
    in->size = fread(in->bytes, 1, bytes, f);
    return 0;
}

static int load(const char *path, struct input *in)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        return -1;
    }
    const int rc = take(f, INPUT_BYTES, in);
    fclose(f);
    return rc;
}

/* A heap block of exactly this size, so that a sanitizer sees a read past its end. */
static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_seeds(const char *name)
{
    const char *root = getenv("VX_SRCDIR");
    char folder[PATH_BYTES], path[2 * PATH_BYTES];
    struct dirent **entry;
    snprintf(folder, sizeof folder, "%s/tests/fuzz/seeds/%s", root ? root : ".", name);
    int n = scandir(folder, &entry, NULL, by_name);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        if (entry[i]->d_name[0] != '.' && seed_count < SEEDS_MAX &&
            load(path, &seeds[seed_count]) == 0)
            seed_count++;
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
}

/* One member of an archive as ar(1) packs it; its bytes are padded to an even number. */
static bool load_member(FILE *f)
{
    struct ar_hdr head;
    struct input *to = &seeds[seed_count];
    if (fread(&head, sizeof head, 1, f) != 1 || memcmp(head.ar_fmag, ARFMAG, 2) != 0)
        return false;
    const size_t bytes = strtoul(head.ar_size, NULL, 10);
    if (bytes > INPUT_BYTES || seed_count == SEEDS_MAX || take(f, bytes, to) < 0)
        return false;
    seed_count++;
    return to->size == bytes && (bytes % 2 == 0 || fgetc(f) != EOF);
}

/* Whether the whole corpus could be read. */
static bool load_corpus(const char *name)
{
    const char *root = getenv("VX_SRCDIR");
    char path[PATH_BYTES], magic[SARMAG];
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s.ar", root ? root : ".", name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    bool good = fread(magic, SARMAG, 1, f) == 1 && memcmp(magic, ARMAG, SARMAG) == 0;
    while (good && ungetc(fgetc(f), f) != EOF)
        good = load_member(f);
    fclose(f);
    return good;
}

/* One change: a byte set, bytes taken out, bytes put in from another seed, or the end cut off. */
static size_t mutate(struct vx_prng *p, uint8_t *bytes, size_t size)
{
    const struct input *other = &seeds[vx_prng_below(p, seed_count)];
    size_t at = vx_prng_below(p, size + 1);
    size_t from = vx_prng_below(p, other->size + 1);
    size_t len = vx_prng_below(p, 33);
    switch (vx_prng_below(p, 4)) {
    case 0:
        if (at < size)
            bytes[at] = (uint8_t)vx_prng_next(p);
        return size;
    case 1:
        len = len < size - at ? len : size - at;
        memmove(bytes + at, bytes + at + len, size - at - len);
        return size - len;
    case 2:
        len = len < other->size - from ? len : other->size - from;
        len = len < INPUT_BYTES - size ? len : INPUT_BYTES - size;
        memmove(bytes + at + len, bytes + at, size - at);
        memcpy(bytes + at, other->bytes + from, len);
        return size + len;
    default:
        return at;
    }
}

static void mutations(uint64_t n)
{
    static uint8_t bytes[INPUT_BYTES];
    struct vx_prng p;
    vx_prng_seed(&p, 1);
    for (uint64_t i = 0; i < n; i++) {
        const struct input *seed = &seeds[vx_prng_below(&p, seed_count)];
        size_t size = seed->size;
        memcpy(bytes, seed->bytes, size);
        for (uint64_t k = 1 + vx_prng_below(&p, 8); k > 0; k--)
            size = mutate(&p, bytes, size);
        run(bytes, size);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct input in;
        if (load(argv[i], &in) < 0)
            return EXIT_FAILURE;
        run(in.bytes, in.size);
        free(in.bytes);
    }
    if (argc > 1)
        return EXIT_SUCCESS;
    const char *name = strrchr(argv[0], '/');
    name = name ? name + 1 : argv[0];
    if (strncmp(name, "lt-", 3) == 0) /* libtool's name for it */
        name += 3;
    const char *room = strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name;
    load_seeds(room);
    const size_t written = seed_count;
    if (written == 0 || !load_corpus(room)) {
        fprintf(stderr, "driver: no seeds, or no whole corpus, in tests/fuzz for %s\n", name);
        return EXIT_FAILURE;
    }
    const uint64_t n = vx_test_scaled(MUTATIONS);
    run((const uint8_t *)"", 0);
    for (size_t i = 0; i < seed_count; i++)
        run(seeds[i].bytes, seeds[i].size);
    mutations(n);
    printf("ok - %s: %zu seeds, %zu inputs of the corpus, %llu mutations\n", name, written,
           seed_count - written, (unsigned long long)n);
    for (size_t i = 0; i < seed_count; i++)
        free(seeds[i].bytes);
    return EXIT_SUCCESS;
}
