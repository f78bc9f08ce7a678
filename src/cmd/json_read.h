/*
 * json_read.h: reads JSON (RFC 8259), as summaries of sessions are written.
 *
 * The whole text becomes a tree of nodes.  Numbers are given as written, and as an integer where
 * they are one.  Bounded: VX_JSON_NODES_MAX values, VX_JSON_DEPTH_MAX deep.
 *
 * Threads: one.  Cold; heap.
 */
#ifndef VX_CMD_JSON_READ_H
#define VX_CMD_JSON_READ_H

#include "core/base/defs.h"

#define VX_JSON_NODES_MAX 262144u
#define VX_JSON_DEPTH_MAX 16u
#define VX_JSON_TEXT_MAX  (16u * 1024u * 1024u) /* bytes of a file */

enum vx_json_kind {
    VX_JSON_NULL,
    VX_JSON_FALSE,
    VX_JSON_TRUE,
    VX_JSON_NUMBER,
    VX_JSON_STRING,
    VX_JSON_ARRAY,
    VX_JSON_OBJECT
};

struct vx_json_node {
    enum vx_json_kind kind;
    const char *key;  /* of a member, else NULL */
    const char *text; /* STRING, NUMBER */
    uint64_t n;       /* NUMBER that is an integer from 0 to UINT64_MAX */
    bool whole;       /* it is one */
    uint32_t first;   /* ARRAY, OBJECT: the first of its values; 0: it has none */
    uint32_t next;    /* beside it; 0: it is the last */
};

struct vx_json_tree {
    struct vx_json_node *node; /* 0 is the whole */
    uint32_t count, size;
    char *text;
    char why[120]; /* a sentence */
};

/* 0; VX_E_SYNTAX, VX_E_RANGE (too deep or too many), VX_E_MEMORY, each with .why. */
int vx_json_read(struct vx_json_tree *tree, const char *text, size_t len);
/* The same of a file; VX_E_SYSTEM too. */
int vx_json_read_file(struct vx_json_tree *tree, const char *path);
void vx_json_tree_free(struct vx_json_tree *tree);

/* A member by its name, of a kind; NULL: there is none, or object is NULL. */
const struct vx_json_node *vx_json_member(const struct vx_json_tree *tree,
                                          const struct vx_json_node *object, const char *key,
                                          enum vx_json_kind kind);
/* The first value inside, the one beside; NULL: none. */
const struct vx_json_node *vx_json_first(const struct vx_json_tree *tree,
                                         const struct vx_json_node *node);
const struct vx_json_node *vx_json_next(const struct vx_json_tree *tree,
                                        const struct vx_json_node *node);

#endif
