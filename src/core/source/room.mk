noinst_LTLIBRARIES += libvxsource.la
libvxsource_la_CFLAGS = $(static_cflags)
libvxsource_la_SOURCES = \
	src/core/source/feed.c src/core/source/feed.h \
	src/core/source/feed_lobster.c src/core/source/feed_lobster.h \
	src/core/source/feed_model.c src/core/source/feed_model.h \
	src/core/source/feed_plan.c src/core/source/feed_plan.h \
	src/core/source/feed_streams.h \
	src/core/source/flow.c src/core/source/flow.h \
	src/core/source/flow_maker.c src/core/source/flow_maker.h \
	src/core/source/flow_mood.def \
	src/core/source/flow_standing.c src/core/source/flow_standing.h
libvxsource_la_LIBADD = libveloxbook.la libvxtelemetry.la
