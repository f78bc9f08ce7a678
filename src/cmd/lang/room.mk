noinst_LTLIBRARIES += libvxlang.la
libvxlang_la_CFLAGS = $(static_cflags)
libvxlang_la_SOURCES = \
	src/cmd/lang/args.c src/cmd/lang/args.h \
	src/cmd/lang/assign.c src/cmd/lang/assign.h \
	src/cmd/lang/call.c src/cmd/lang/call.h \
	src/cmd/lang/check.c src/cmd/lang/check.h \
	src/cmd/lang/command.c src/cmd/lang/command.def src/cmd/lang/command.h \
	src/cmd/lang/dict.c src/cmd/lang/dict.h \
	src/cmd/lang/expr.h src/cmd/lang/expr_compile.c \
	src/cmd/lang/expr_eval.c \
	src/cmd/lang/expr_node.h \
	src/cmd/lang/json.c src/cmd/lang/json.h \
	src/cmd/lang/lex.c src/cmd/lang/lex.h \
	src/cmd/lang/nearest.c src/cmd/lang/nearest.h \
	src/cmd/lang/order_field.def \
	src/cmd/lang/origin.c src/cmd/lang/origin.h \
	src/cmd/lang/parse.c src/cmd/lang/parse.h \
	src/cmd/lang/table.c src/cmd/lang/table.h \
	src/cmd/lang/term.c src/cmd/lang/term.h
libvxlang_la_LIBADD = libvxtelemetry.la
