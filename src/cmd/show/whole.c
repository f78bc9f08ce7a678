#include "config.h"

#include "cmd/show/whole.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Beside the file that it is to become, so that a rename is all that is left to do. */
static FILE *open_temporary(const char *path, char **temporary)
{
    if (asprintf(temporary, "%s.XXXXXX", path) < 0) {
        *temporary = NULL;
        return NULL;
    }
    int fd = mkostemp(*temporary, 0);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (fd >= 0 && !out) {
        close(fd);
        unlink(*temporary);
    }
    return out;
}

int vx_write_whole_try(const char *path)
{
    char *temporary;
    struct stat file;
    if (stat(path, &file) == 0 && S_ISDIR(file.st_mode))
        return EISDIR;
    FILE *out = open_temporary(path, &temporary);
    const int err = out ? 0 : errno ? errno : ENOMEM;
    if (out) {
        fclose(out);
        unlink(temporary);
    }
    free(temporary);
    return err;
}

int vx_write_whole(const char *path, vx_write_fn write, void *ctx)
{
    char *temporary;
    FILE *out = open_temporary(path, &temporary);
    int err = errno;
    if (out) {
        write(ctx, out);
        bool written = fflush(out) == 0 && !ferror(out);
        err = errno;
        written = fclose(out) == 0 && written;
        if (written && rename(temporary, path) == 0)
            err = 0;
        else
            err = err ? err : errno;
        if (err)
            unlink(temporary);
    }
    free(temporary);
    return out ? err : err ? err : ENOMEM;
}
