noinst_LTLIBRARIES += libvxcmd.la
libvxcmd_la_SOURCES = \
	src/cmd/alert.c src/cmd/alert.def src/cmd/alert.h \
	src/cmd/answer.c src/cmd/answer.h \
	src/cmd/args.c src/cmd/args.h \
	src/cmd/assign.c \
	src/cmd/assist.c src/cmd/assist.h \
	src/cmd/call.c src/cmd/call.h \
	src/cmd/check.c src/cmd/check.h \
	src/cmd/command.c src/cmd/command.def src/cmd/command.h \
	src/cmd/complete.c src/cmd/complete.h \
	src/cmd/dict.c src/cmd/dict.h \
	src/cmd/diff.c \
	src/cmd/edit.c src/cmd/edit.h \
	src/cmd/edit_keys.c src/cmd/edit_keys.h \
	src/cmd/engine.c src/cmd/engine.h \
	src/cmd/engine_cmds.c \
	src/cmd/export.c \
	src/cmd/expr.c src/cmd/expr.h \
	src/cmd/expr_eval.c \
	src/cmd/expr_node.h \
	src/cmd/help.c src/cmd/help.h \
	src/cmd/hgrm.c src/cmd/hgrm.h \
	src/cmd/interp.c src/cmd/interp.h \
	src/cmd/json.c src/cmd/json.h \
	src/cmd/later.c src/cmd/later.h \
	src/cmd/lex.c src/cmd/lex.h \
	src/cmd/lines.c src/cmd/lines.h \
	src/cmd/look.c src/cmd/look.h \
	src/cmd/moment.c src/cmd/moment.h \
	src/cmd/nearest.c src/cmd/nearest.h \
	src/cmd/order.c \
	src/cmd/order_field.def \
	src/cmd/origin.c src/cmd/origin.h \
	src/cmd/parse.c src/cmd/parse.h \
	src/cmd/placed.c src/cmd/placed.h \
	src/cmd/plain.c src/cmd/plain.h \
	src/cmd/question.c src/cmd/question.h \
	src/cmd/recall.c src/cmd/recall.h \
	src/cmd/record.c src/cmd/record.h \
	src/cmd/refusal.c src/cmd/refusal.h \
	src/cmd/report.c src/cmd/report.h \
	src/cmd/schedule.c src/cmd/schedule.h \
	src/cmd/script.c src/cmd/script.h \
	src/cmd/setup.h \
	src/cmd/show.c src/cmd/show.h \
	src/cmd/show_orders.c \
	src/cmd/snapshot.c \
	src/cmd/state.h \
	src/cmd/statement.c src/cmd/statement.h \
	src/cmd/status.c src/cmd/status.h \
	src/cmd/summary.c src/cmd/summary.h \
	src/cmd/svg.c src/cmd/svg.h \
	src/cmd/table.c src/cmd/table.h \
	src/cmd/tables.h \
	src/cmd/term.c src/cmd/term.h \
	src/cmd/time_cmds.c \
	src/cmd/topic.def \
	src/cmd/travel.c src/cmd/travel.h \
	src/cmd/value.c src/cmd/value.h \
	src/cmd/verb.h \
	src/cmd/verbs.c src/cmd/verbs.h \
	src/cmd/whole.c src/cmd/whole.h \
	src/cmd/why.c \
	src/cmd/wide.c src/cmd/wide.h \
	src/cmd/word_cmds.c
libvxcmd_la_LIBADD = libvxtelemetry.la
libvxcmd_la_CFLAGS = $(static_cflags) $(LIBEDIT_CFLAGS)
