noinst_LTLIBRARIES += libvxrun.la
libvxrun_la_CFLAGS = $(static_cflags)
libvxrun_la_SOURCES = \
	src/cmd/run/answer.c src/cmd/run/answer.h \
	src/cmd/run/engine.c src/cmd/run/engine.h \
	src/cmd/run/interp.c src/cmd/run/interp.h \
	src/cmd/run/lines.c src/cmd/run/lines.h \
	src/cmd/run/look.c src/cmd/run/look.h \
	src/cmd/run/placed.c src/cmd/run/placed.h \
	src/cmd/run/question.c src/cmd/run/question.h \
	src/cmd/run/recall.c src/cmd/run/recall.h \
	src/cmd/run/record.c src/cmd/run/record.h \
	src/cmd/run/refusal.c src/cmd/run/refusal.h \
	src/cmd/run/report.c src/cmd/run/report.h \
	src/cmd/run/schedule.c src/cmd/run/schedule.h \
	src/cmd/run/script.c src/cmd/run/script.h \
	src/cmd/run/setup.h \
	src/cmd/run/state.h \
	src/cmd/run/statement.c src/cmd/run/statement.h \
	src/cmd/run/value.c src/cmd/run/value.h \
	src/cmd/run/verb.h
libvxrun_la_LIBADD = libvxlang.la
