#include "config.h"
#include "cmd/run/lines.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/memory.h"

#define LINE_MAX_BYTES (VX_LINES_BYTES / 8)
#define PATH_BYTES     1024

int vx_lines_open(struct vx_lines **lines)
{
    *lines = vx_take(1, sizeof **lines);
    return *lines ? 0 : VX_E_MEMORY;
}

void vx_lines_close(struct vx_lines *lines)
{
    free(lines);
}

const char *vx_lines_at(const struct vx_lines *lines, unsigned i)
{
    return i < lines->count ? lines->text + lines->at[i] : NULL;
}

static void forget(struct vx_lines *l, unsigned n)
{
    const uint32_t bytes = n < l->count ? l->at[n] : (uint32_t)l->used;
    memmove(l->text, l->text + bytes, l->used - bytes);
    l->used -= bytes;
    l->count -= n;
    l->forgotten += n;
    for (unsigned i = 0; i < l->count; i++)
        l->at[i] = l->at[i + n] - bytes;
}

void vx_lines_keep(struct vx_lines *lines, const char *text)
{
    const size_t size = strlen(text) + 1;
    const char *last = vx_lines_at(lines, lines->count - 1);
    if (text[strspn(text, " \t")] == '\0' || size > LINE_MAX_BYTES ||
        (last && strcmp(last, text) == 0))
        return;
    while (lines->count == VX_LINES_MAX || lines->used + size > VX_LINES_BYTES)
        forget(lines, (lines->count + 3) / 4);
    memcpy(lines->text + lines->used, text, size);
    lines->at[lines->count++] = (uint32_t)lines->used;
    lines->used += size;
    lines->unsaved++;
}

/* ---- the file ---- */

static bool regular(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static void read_lines(struct vx_lines *l, FILE *in)
{
    char line[LINE_MAX_BYTES];
    bool whole = true; /* the line before ended; a longer one is left out, all of it */
    while (fgets(line, sizeof line, in)) {
        const size_t len = strcspn(line, "\n");
        const bool ends = line[len] == '\n';
        line[len] = '\0';
        if (whole && (ends || feof(in)))
            vx_lines_keep(l, line);
        whole = ends;
    }
}

bool vx_lines_load(struct vx_lines *lines, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    FILE *in = fd >= 0 && regular(fd) ? fdopen(fd, "r") : NULL;
    if (!in) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    read_lines(lines, in);
    const bool read = !ferror(in);
    fclose(in);
    lines->unsaved = 0;
    return read;
}

bool vx_lines_save(struct vx_lines *lines, const char *path)
{
    char beside[PATH_BYTES];
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
        return false;
    const int fd = mkostemp(beside, O_CLOEXEC);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    for (unsigned i = 0; i < lines->count; i++)
        fprintf(out, "%s\n", vx_lines_at(lines, i));
    bool saved = !ferror(out);
    saved = fclose(out) == 0 && saved && rename(beside, path) == 0;
    if (!saved)
        unlink(beside);
    else
        lines->unsaved = 0;
    return saved;
}
