noinst_LTLIBRARIES += libvxlockfree.la
libvxlockfree_la_CFLAGS = $(static_cflags)
libvxlockfree_la_SOURCES = \
	src/core/lockfree/ladder.h \
	src/core/lockfree/lockfree.c \
	src/core/lockfree/mpsc.h \
	src/core/lockfree/ovring.h \
	src/core/lockfree/slots.h \
	src/core/lockfree/spsc.h \
	src/core/lockfree/turn.h
