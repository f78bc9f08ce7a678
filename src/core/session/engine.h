/*
 * engine.h: how to make a session.  The rest of the room is private to it.
 */
#ifndef VX_SESSION_ENGINE_H
#define VX_SESSION_ENGINE_H

#include "core/telemetry/session.h"

/*
 * A session over an engine of its own, not yet started: settings may be changed.  The live one
 * runs pinned threads on the real clock, the virtual one everything on the caller's thread on a
 * simulated clock.  0, or VX_E_MEMORY.  Close stops first if that was not done.
 */
int vx_session_open_live(struct vx_session *session);
int vx_session_open_virtual(struct vx_session *session);
void vx_session_close(struct vx_session *session);

/*
 * A session with no engine: what the journal in a directory (or with a file in it) holds.  0,
 * VX_E_MEMORY, VX_E_RANGE (the path is too long).  Its start says what cannot be read.
 */
int vx_session_open_replay(struct vx_session *session, const char *path, bool virtual_clock);
void vx_session_close_replay(struct vx_session *session);

#endif
