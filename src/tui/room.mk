noinst_LTLIBRARIES += libvxtui.la
libvxtui_la_SOURCES = \
	src/tui/compose.c src/tui/compose.h \
	src/tui/draw.c src/tui/draw.h \
	src/tui/figure.c src/tui/figure.h \
	src/tui/glyph.c src/tui/glyph.def src/tui/glyph.h \
	src/tui/header.c \
	src/tui/help.c \
	src/tui/hint.c \
	src/tui/key.def src/tui/keys.c src/tui/keys.h \
	src/tui/ladder.c src/tui/ladder.h \
	src/tui/layout.c src/tui/layout.def src/tui/layout.h \
	src/tui/legend.c \
	src/tui/list.c \
	src/tui/log.c src/tui/log.h \
	src/tui/model.c src/tui/model.h src/tui/model_parts.h \
	src/tui/model_book.c \
	src/tui/model_tape.c \
	src/tui/pane.c src/tui/pane.def src/tui/pane.h \
	src/tui/pane_bundles.c \
	src/tui/pane_heat.c \
	src/tui/pane_ladder.c \
	src/tui/pane_latency.c \
	src/tui/pane_log.c \
	src/tui/pane_metrics.c \
	src/tui/pane_orders.c \
	src/tui/pane_pipeline.c \
	src/tui/pane_rate.c \
	src/tui/pane_spectrum.c \
	src/tui/pane_tape.c \
	src/tui/print.c src/tui/print.h \
	src/tui/prompt.c \
	src/tui/surface.c src/tui/surface.h \
	src/tui/tabs.c \
	src/tui/text.c src/tui/text.h \
	src/tui/theme.c src/tui/theme.def src/tui/theme.h \
	src/tui/writer.c src/tui/writer.h
libvxtui_la_CFLAGS = $(static_cflags) $(NCURSES_CFLAGS)
libvxtui_la_LIBADD = libvxtelemetry.la
libvxtui_la_SOURCES += \
	src/tui/console.c src/tui/console.h \
	src/tui/crash.c src/tui/crash.h \
	src/tui/clipboard.c src/tui/clipboard.h \
	src/tui/input.c \
	src/tui/outlet.c src/tui/outlet.h \
	src/tui/paste.c \
	src/tui/remember.c src/tui/remember.h \
	src/tui/screen.c src/tui/screen.h \
	src/tui/timeline.c \
	src/tui/tui.c src/tui/tui.h \
	src/tui/view.c
