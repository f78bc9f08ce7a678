noinst_LTLIBRARIES += libvxjournal.la
libvxjournal_la_CFLAGS = $(static_cflags)
libvxjournal_la_SOURCES = \
	src/core/journal/crc32c.c src/core/journal/crc32c.h \
	src/core/journal/format.c \
	src/core/journal/io.h src/core/journal/io_posix.c \
	src/core/journal/journal.h \
	src/core/journal/prune.c \
	src/core/journal/reader.c \
	src/core/journal/record.c \
	src/core/journal/snapshot.c src/core/journal/snapshot.h \
	src/core/journal/tail.c \
	src/core/journal/tail_view.c src/core/journal/tail_view.h \
	src/core/journal/writer.c src/core/journal/writer.h
