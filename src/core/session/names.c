#include "core/session/names.h"

#include <errno.h>
#include <string.h>

#include "core/base/err.h"

#define MAGIC    "VXNAMES"
#define TMP_NAME "names.tmp"

struct head {
    char magic[8];
    uint32_t version;
    uint32_t order;
    uint64_t journal;
    uint32_t zero[9];
    uint32_t crc;
};
VX_ASSERT_SIZE(struct head, sizeof(struct vx_name_slot));

static uint64_t offset_of(uint32_t i)
{
    return sizeof(struct head) + i * sizeof(struct vx_name_slot);
}

static uint32_t sum_of(const void *slot)
{
    return vx_crc32c(0, slot, offsetof(struct vx_name_slot, crc));
}

/* ---- which of them count ---- */

struct live {
    uint64_t id, seq;
};

static uint32_t list_live(const struct vx_panel *panel, struct live live[VX_OWN_MAX])
{
    struct vx_own own;
    uint32_t n = 0;
    const uint64_t count = vx_min_u64(vx_get(&panel->own_count), VX_OWN_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (vx_own_read(panel, i, &own) == VX_OK && vx_own_status(&own) == VX_OWN_LIVE)
            live[n++] = (struct live){.id = own.id, .seq = own.seq};
    return n;
}

static bool is_live(const struct vx_name_slot *slot, const struct live *live, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (live[i].id == slot->id && live[i].seq == slot->seq)
            return true;
    return false;
}

/* A later order has the name, whatever became of it. */
static bool is_given_again(const struct vx_names *names, uint32_t i)
{
    for (uint32_t j = i + 1; j < names->used; j++)
        if (strcmp(names->slot[i].name, names->slot[j].name) == 0)
            return true;
    return false;
}

static void keep_live(struct vx_names *names)
{
    struct live live[VX_OWN_MAX];
    const uint32_t n = list_live(names->panel, live);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < names->used; i++)
        if (is_live(&names->slot[i], live, n) && !is_given_again(names, i))
            names->slot[kept++] = names->slot[i];
    names->used = kept;
}

/* ---- the file ---- */

static bool is_mine(const struct head *h, uint64_t journal)
{
    return memcmp(h->magic, MAGIC, sizeof h->magic) == 0 && h->version == VX_NAMES_VERSION &&
           h->order == VX_JOURNAL_ORDER && h->journal == journal && h->crc == sum_of(h);
}

static bool is_whole(const struct vx_name_slot *slot)
{
    return slot->crc == sum_of(slot) && slot->name[0] != '\0' &&
           slot->name[sizeof slot->name - 1] == '\0';
}

/* Up to the first that is damaged. */
static int read_file(struct vx_names *names, int file)
{
    struct head h;
    const struct vx_io *io = &names->io;
    int64_t n = io->ops->read(io->self, file, &h, sizeof h, 0);
    if (n < 0 || n < (int64_t)sizeof h || !is_mine(&h, names->journal))
        return n < 0 ? (int)n : 0;
    n = io->ops->read(io->self, file, names->slot, sizeof names->slot, offset_of(0));
    if (n < 0)
        return (int)n;
    while (names->used < (uint64_t)n / sizeof names->slot[0] && is_whole(&names->slot[names->used]))
        names->used++;
    return 0;
}

static int write_all(const struct vx_names *names, int file)
{
    const struct vx_io *io = &names->io;
    struct head h = {
        .version = VX_NAMES_VERSION, .order = VX_JOURNAL_ORDER, .journal = names->journal};
    memcpy(h.magic, MAGIC, sizeof h.magic);
    h.crc = sum_of(&h);
    int rc = io->ops->write(io->self, file, &h, sizeof h, 0);
    if (rc == 0 && names->used > 0)
        rc = io->ops->write(io->self, file, names->slot, names->used * sizeof names->slot[0],
                            offset_of(0));
    return rc == 0 ? io->ops->sync(io->self, file) : rc;
}

/* The file anew, with what is in .slot; the one before stands until it is there. */
static int make_file(struct vx_names *names)
{
    const struct vx_io *io = &names->io;
    io->ops->remove(io->self, TMP_NAME);
    const int file = io->ops->open(io->self, TMP_NAME, VX_IO_CREATE);
    if (file < 0)
        return file;
    int rc = write_all(names, file);
    if (rc == 0)
        rc = io->ops->rename(io->self, TMP_NAME, VX_NAMES_FILE);
    if (rc == 0)
        rc = io->ops->sync_dir(io->self);
    if (rc < 0) {
        io->ops->close(io->self, file);
        io->ops->remove(io->self, TMP_NAME);
        return rc;
    }
    if (names->file >= 0)
        io->ops->close(io->self, names->file);
    names->file = file;
    return 0;
}

/* ---- what others call ---- */

int vx_names_open(struct vx_names *names, const struct vx_io *io, uint64_t journal,
                  const struct vx_panel *panel, bool sync)
{
    *names =
        (struct vx_names){.io = *io, .panel = panel, .journal = journal, .sync = sync, .file = -1};
    const int file = io->ops->open(io->self, VX_NAMES_FILE, VX_IO_READ);
    if (file == -ENOENT)
        return 0;
    int rc = file < 0 ? file : read_file(names, file);
    if (file >= 0)
        io->ops->close(io->self, file);
    if (rc == 0) {
        keep_live(names);
        rc = make_file(names);
    }
    if (rc < 0) { /* names of what may come again must not stay */
        names->used = 0;
        io->ops->remove(io->self, VX_NAMES_FILE);
    }
    names->found = names->used;
    return rc;
}

int vx_names_look(struct vx_names *names, const struct vx_io *io, uint64_t journal)
{
    *names = (struct vx_names){.io = *io, .journal = journal, .file = -1};
    const int file = io->ops->open(io->self, VX_NAMES_FILE, VX_IO_READ);
    if (file < 0)
        return file == -ENOENT ? 0 : file;
    const int rc = read_file(names, file);
    io->ops->close(io->self, file);
    names->found = names->used;
    return rc;
}

void vx_names_close(struct vx_names *names)
{
    if (!names->io.ops)
        return;
    if (names->file >= 0) {
        names->io.ops->sync(names->io.self, names->file);
        names->io.ops->close(names->io.self, names->file);
    }
    *names = (struct vx_names){.file = -1};
}

int vx_names_put(struct vx_names *names, const struct vx_order_name *name)
{
    const struct vx_io *io = &names->io;
    if (names->used == VX_NAMES_MAX) {
        keep_live(names);
        const int rc = make_file(names);
        if (rc < 0)
            return rc;
    }
    struct vx_name_slot *slot = &names->slot[names->used];
    *slot = (struct vx_name_slot){.id = name->id, .seq = name->seq};
    memcpy(slot->name, name->name, strnlen(name->name, sizeof slot->name - 1));
    slot->crc = sum_of(slot);
    int rc = names->file < 0 ? make_file(names) : 0;
    if (rc == 0)
        rc = io->ops->write(io->self, names->file, slot, sizeof *slot, offset_of(names->used));
    if (rc == 0)
        names->used++;
    return rc == 0 && names->sync ? io->ops->sync(io->self, names->file) : rc;
}

int vx_names_found(const struct vx_names *names, uint32_t i, struct vx_order_name *name)
{
    if (i >= names->found)
        return VX_E_EMPTY;
    const struct vx_name_slot *slot = &names->slot[i];
    *name = (struct vx_order_name){.id = slot->id, .seq = slot->seq};
    memcpy(name->name, slot->name, sizeof name->name);
    return VX_OK;
}
