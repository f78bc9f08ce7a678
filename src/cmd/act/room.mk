noinst_LTLIBRARIES += libvxact.la
libvxact_la_CFLAGS = $(static_cflags)
libvxact_la_SOURCES = \
	src/cmd/act/alert.c src/cmd/act/alert.def src/cmd/act/alert.h \
	src/cmd/act/engine_cmds.c \
	src/cmd/act/later.c src/cmd/act/later.h \
	src/cmd/act/order.c \
	src/cmd/act/snapshot.c \
	src/cmd/act/time_cmds.c \
	src/cmd/act/travel.c src/cmd/act/travel.h \
	src/cmd/act/verbs.c src/cmd/act/verbs.h \
	src/cmd/act/word_cmds.c
libvxact_la_LIBADD = libvxshow.la
