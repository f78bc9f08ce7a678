noinst_LTLIBRARIES += libvxpipeline.la
libvxpipeline_la_CFLAGS = $(static_cflags)
libvxpipeline_la_SOURCES = \
	src/core/pipeline/accounts.c src/core/pipeline/accounts.h \
	src/core/pipeline/booker.c src/core/pipeline/booker.h \
	src/core/pipeline/bundler.c src/core/pipeline/bundler.h \
	src/core/pipeline/depth.c \
	src/core/pipeline/gate.c src/core/pipeline/gate.h \
	src/core/pipeline/ingress.c src/core/pipeline/ingress.h \
	src/core/pipeline/marks.h \
	src/core/pipeline/output.c src/core/pipeline/output.h \
	src/core/pipeline/own.c src/core/pipeline/own.h \
	src/core/pipeline/pipeline.c src/core/pipeline/pipeline.h \
	src/core/pipeline/restore.c src/core/pipeline/restore.h \
	src/core/pipeline/sink.c src/core/pipeline/sink.h \
	src/core/pipeline/stage.c src/core/pipeline/stage.h \
	src/core/pipeline/told.c \
	src/core/pipeline/tuning.c src/core/pipeline/tuning.h
libvxpipeline_la_LIBADD = libvxsource.la libvxjournal.la
