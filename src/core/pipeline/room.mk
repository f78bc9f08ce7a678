noinst_LTLIBRARIES += libvxpipeline.la
libvxpipeline_la_CFLAGS = $(static_cflags)
libvxpipeline_la_SOURCES = \
	src/core/pipeline/engine.h \
	src/core/pipeline/feed.c src/core/pipeline/feed.h \
	src/core/pipeline/feed_lobster.c src/core/pipeline/feed_lobster.h \
	src/core/pipeline/feed_model.c src/core/pipeline/feed_model.h \
	src/core/pipeline/feed_plan.c src/core/pipeline/feed_plan.h \
	src/core/pipeline/feed_streams.h \
	src/core/pipeline/flow.c src/core/pipeline/flow.h \
	src/core/pipeline/flow_maker.c src/core/pipeline/flow_maker.h \
	src/core/pipeline/flow_mood.def \
	src/core/pipeline/flow_standing.c src/core/pipeline/flow_standing.h
libvxpipeline_la_LIBADD = libveloxbook.la libvxjournal.la libvxtelemetry.la
libvxpipeline_la_SOURCES += \
	src/core/pipeline/accounts.c \
	src/core/pipeline/booker.c src/core/pipeline/booker.h \
	src/core/pipeline/bundler.c src/core/pipeline/bundler.h \
	src/core/pipeline/cpus.c src/core/pipeline/cpus.h \
	src/core/pipeline/depth.c \
	src/core/pipeline/diff.c \
	src/core/pipeline/gate.c src/core/pipeline/gate.h \
	src/core/pipeline/history.c src/core/pipeline/history.h \
	src/core/pipeline/idle.c src/core/pipeline/idle.h \
	src/core/pipeline/ingress.c src/core/pipeline/ingress.h \
	src/core/pipeline/keeper.c src/core/pipeline/keeper.h \
	src/core/pipeline/live.c src/core/pipeline/live.h \
	src/core/pipeline/marks.h \
	src/core/pipeline/output.c src/core/pipeline/output.h \
	src/core/pipeline/own.c src/core/pipeline/own.h \
	src/core/pipeline/past.c src/core/pipeline/past.h \
	src/core/pipeline/past_find.c src/core/pipeline/past_inside.h \
	src/core/pipeline/pipeline.c src/core/pipeline/pipeline.h \
	src/core/pipeline/replay.c src/core/pipeline/replay.h \
	src/core/pipeline/restore.c src/core/pipeline/restore.h \
	src/core/pipeline/session.c src/core/pipeline/session.h src/core/pipeline/session_shots.c \
	src/core/pipeline/session_replay.c src/core/pipeline/session_story.c src/core/pipeline/session_travel.c \
	src/core/pipeline/sink.c src/core/pipeline/sink.h \
	src/core/pipeline/stage.c src/core/pipeline/stage.h \
	src/core/pipeline/state.c \
	src/core/pipeline/story.h \
	src/core/pipeline/topology.c src/core/pipeline/topology.h \
	src/core/pipeline/travel.c src/core/pipeline/travel.h \
	src/core/pipeline/tuning.c src/core/pipeline/tuning.h \
	src/core/pipeline/virtual.c src/core/pipeline/virtual.h \
	src/core/pipeline/watchdog.c src/core/pipeline/watchdog.h \
	src/core/pipeline/waypoint.c src/core/pipeline/waypoint.h \
	src/core/pipeline/why.c
