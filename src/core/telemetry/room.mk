noinst_LTLIBRARIES += libvxtelemetry.la
libvxtelemetry_la_CFLAGS = $(static_cflags)
libvxtelemetry_la_SOURCES = \
	src/core/telemetry/flow.def \
	src/core/telemetry/errlog.c src/core/telemetry/errlog.h \
	src/core/telemetry/hist.c src/core/telemetry/hist.h \
	src/core/telemetry/hist_differ.c src/core/telemetry/hist_differ.h \
	src/core/telemetry/metric.c src/core/telemetry/metric.def src/core/telemetry/metric.h \
	src/core/telemetry/panel.c src/core/telemetry/panel.def src/core/telemetry/panel.h \
	src/core/telemetry/session.h src/core/telemetry/story.h src/core/telemetry/travel.h \
	src/core/telemetry/setting.c src/core/telemetry/setting.def \
	src/core/telemetry/value.c \
	src/core/telemetry/view.c
libvxtelemetry_la_LIBADD = libvxlockfree.la libvxbase.la
