noinst_LTLIBRARIES += libvxpast.la
libvxpast_la_CFLAGS = $(static_cflags)
libvxpast_la_SOURCES = \
	src/core/past/diff.c \
	src/core/past/history.c src/core/past/history.h \
	src/core/past/past.c src/core/past/past.h \
	src/core/past/past_find.c \
	src/core/past/past_inside.h \
	src/core/past/replay.c src/core/past/replay.h \
	src/core/past/state.c \
	src/core/past/story.h \
	src/core/past/travel.c src/core/past/travel.h \
	src/core/past/waypoint.c src/core/past/waypoint.h \
	src/core/past/why.c
libvxpast_la_LIBADD = libvxpipeline.la
