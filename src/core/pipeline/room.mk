noinst_LTLIBRARIES += libvxpipeline.la
libvxpipeline_la_SOURCES = \
	src/core/pipeline/engine.h \
	src/core/pipeline/feed.c src/core/pipeline/feed.h \
	src/core/pipeline/flow.c src/core/pipeline/flow.h \
	src/core/pipeline/flow_maker.c src/core/pipeline/flow_maker.h \
	src/core/pipeline/flow_standing.c src/core/pipeline/flow_standing.h
libvxpipeline_la_LIBADD = libveloxbook.la libvxtelemetry.la
