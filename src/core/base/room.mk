noinst_LTLIBRARIES += libvxbase.la
libvxbase_la_CFLAGS = $(static_cflags)
libvxbase_la_SOURCES = \
	src/core/base/clock.c src/core/base/clock.h \
	src/core/base/defs.h \
	src/core/base/err.c src/core/base/err.def src/core/base/err.h \
	src/core/base/hash.h \
	src/core/base/line.h \
	src/core/base/memory.h \
	src/core/base/num.c src/core/base/num.h \
	src/core/base/prng.c src/core/base/prng.h \
	src/core/base/reject.def src/core/base/reject.h \
	src/core/base/reject_text.c src/core/base/reject_text.h \
	src/core/base/tx.h src/core/base/tx_hash.h \
	src/core/base/tx_text.c src/core/base/tx_text.h \
	src/core/base/view.c src/core/base/view.def \
	src/core/base/where.h
