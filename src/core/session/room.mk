noinst_LTLIBRARIES += libvxsession.la
libvxsession_la_CFLAGS = $(static_cflags)
libvxsession_la_SOURCES = \
	src/core/session/cpus.c src/core/session/cpus.h \
	src/core/session/engine.h \
	src/core/session/idle.c src/core/session/idle.h \
	src/core/session/keeper.c src/core/session/keeper.h \
	src/core/session/live.c src/core/session/live.h \
	src/core/session/names.c src/core/session/names.h \
	src/core/session/session.c src/core/session/session.h \
	src/core/session/session_names.c \
	src/core/session/session_replay.c \
	src/core/session/session_shots.c \
	src/core/session/session_story.c \
	src/core/session/session_travel.c \
	src/core/session/topology.c src/core/session/topology.h \
	src/core/session/virtual.c src/core/session/virtual.h \
	src/core/session/watchdog.c src/core/session/watchdog.h
libvxsession_la_LIBADD = libvxpast.la
