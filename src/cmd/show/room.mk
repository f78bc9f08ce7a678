noinst_LTLIBRARIES += libvxshow.la
libvxshow_la_CFLAGS = $(static_cflags)
libvxshow_la_SOURCES = \
	src/cmd/show/diff.c \
	src/cmd/show/export.c \
	src/cmd/show/help.c src/cmd/show/help.h \
	src/cmd/show/hgrm.c src/cmd/show/hgrm.h \
	src/cmd/show/moment.c src/cmd/show/moment.h \
	src/cmd/show/show.c src/cmd/show/show.h \
	src/cmd/show/show_orders.c \
	src/cmd/show/status.c src/cmd/show/status.h \
	src/cmd/show/summary.c src/cmd/show/summary.h \
	src/cmd/show/svg.c src/cmd/show/svg.h \
	src/cmd/show/tables.h \
	src/cmd/show/topic.def \
	src/cmd/show/whole.c src/cmd/show/whole.h \
	src/cmd/show/why.c
libvxshow_la_LIBADD = libvxrun.la
