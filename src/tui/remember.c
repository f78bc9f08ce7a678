#include "config.h"
#include "tui/remember.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"

#define PATH_BYTES 1024
#define LINE_BYTES 128

static void recall_line(struct vx_console *c, char *line)
{
    char value[VX_FIND_MAX], why[96];
    enum vx_view_id id;
    line[strcspn(line, "\n")] = '\0';
    if (vx_view_parse(line, &id, value, sizeof value) &&
        (vx_view_rows[id].kept || id == VX_VIEW_FOCUS))
        vx_console_change(c, id, value, why, sizeof why);
}

void vx_view_recall(struct vx_console *c, const char *path)
{
    char line[LINE_BYTES];
    FILE *in = fopen(path, "re");
    while (in && fgets(line, sizeof line, in))
        recall_line(c, line);
    if (in)
        fclose(in);
    c->scene.notice[0] = '\0';
}

static void write_view(const struct vx_console *c, FILE *out)
{
    static const enum vx_view_id kept[] = {VX_VIEW_LAYOUT, VX_VIEW_LADDER,  VX_VIEW_GROUP,
                                           VX_VIEW_LEVELS, VX_VIEW_LATENCY, VX_VIEW_TAPE,
                                           VX_VIEW_FOCUS};
    for (size_t i = 0; i < VX_LEN(kept); i++)
        fprintf(out, "view %s %s\n", vx_view_rows[kept[i]].word, vx_console_value(c, kept[i]));
    if (c->theme != c->theme_first) /* a terminal's own choice is made anew on the next one */
        fprintf(out, "view %s %s\n", vx_view_rows[VX_VIEW_THEME].word,
                vx_console_value(c, VX_VIEW_THEME));
}

int vx_view_remember(const struct vx_console *c, const char *path)
{
    char name[PATH_BYTES];
    const int n = snprintf(name, sizeof name, "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof name)
        return VX_E_SYSTEM;
    const int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (!out) {
        if (fd >= 0)
            close(fd);
        return VX_E_SYSTEM;
    }
    fprintf(out, "# what the console showed last\n");
    write_view(c, out);
    const bool written = !ferror(out);
    if (fclose(out) == 0 && written && rename(name, path) == 0)
        return 0;
    unlink(name);
    return VX_E_SYSTEM;
}
