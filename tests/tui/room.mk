tui_tests = \
	tests/cmd/prompt/test_edit \
	tests/tui/test_console \
	tests/tui/test_layout \
	tests/tui/test_model \
	tests/tui/test_print \
	tests/tui/test_pty \
	tests/tui/test_screens \
	tests/tui/test_surface \
	tests/tui/test_truth \
	tests/tui/test_view \
	tests/tui/test_writer
# demo: a program to look at the console with, and what test_pty drives; no test by itself.
check_PROGRAMS += $(tui_tests) tests/tui/demo
TESTS += $(tui_tests) tests/tui/test_terminal.sh
dist_check_SCRIPTS += tests/tui/test_terminal.sh
EXTRA_DIST += tests/screens

tui_test_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)
tui_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tui_test_libs = libvxtui.la $(NCURSES_LIBS) $(TINFO_LIBS) $(CMOCKA_LIBS)
tui_fakes = tests/tui/fake.c tests/tui/fake.h tests/tui/fake_line.c tests/tui/fake_line.h

tui_stage = $(tui_fakes) tests/tui/stage.c tests/tui/stage.h

tests_tui_test_console_SOURCES = tests/tui/test_console.c $(tui_stage)
tests_tui_test_console_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_console_CFLAGS = $(tui_test_cflags)
tests_tui_test_console_LDADD = $(tui_test_libs)
tests_tui_test_truth_SOURCES = tests/tui/test_truth.c tests/tui/fake_line.c tests/tui/fake_line.h
tests_tui_test_truth_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_truth_CFLAGS = $(tui_test_cflags)
tests_tui_test_truth_LDADD = libvxsession.la $(tui_test_libs)
tests_tui_test_view_SOURCES = tests/tui/test_view.c $(tui_stage)
tests_tui_test_view_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_view_CFLAGS = $(tui_test_cflags)
tests_tui_test_view_LDADD = $(tui_test_libs)
tests_tui_test_layout_SOURCES = tests/tui/test_layout.c
tests_tui_test_layout_CFLAGS = $(tui_test_cflags)
tests_tui_test_layout_LDADD = $(tui_test_libs)
tests_tui_test_model_SOURCES = tests/tui/test_model.c $(tui_fakes)
tests_tui_test_model_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_model_CFLAGS = $(tui_test_cflags)
tests_tui_test_model_LDADD = $(tui_test_libs)
tests_tui_test_pty_SOURCES = tests/tui/test_pty.c
tests_tui_test_pty_CFLAGS = $(tui_test_cflags)
tests_tui_test_pty_LDADD = libvxtelemetry.la $(CMOCKA_LIBS)
tests_tui_test_screens_SOURCES = tests/tui/test_screens.c $(tui_fakes) \
	tests/tui/terminal.c tests/tui/terminal.h
tests_tui_test_screens_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_screens_CFLAGS = $(tui_test_cflags)
tests_tui_test_screens_LDADD = $(tui_test_libs)
tests_tui_test_print_SOURCES = tests/tui/test_print.c
tests_tui_test_print_CFLAGS = $(tui_test_cflags)
tests_tui_test_print_LDADD = $(tui_test_libs)
tests_tui_test_surface_SOURCES = tests/tui/test_surface.c
tests_tui_test_surface_CFLAGS = $(tui_test_cflags)
tests_tui_test_surface_LDADD = $(tui_test_libs)
tests_tui_test_writer_SOURCES = tests/tui/test_writer.c tests/tui/terminal.c tests/tui/terminal.h
tests_tui_test_writer_CPPFLAGS = $(tui_test_cppflags)
tests_tui_test_writer_CFLAGS = $(tui_test_cflags)
tests_tui_test_writer_LDADD = $(tui_test_libs)

tests_tui_demo_SOURCES = tests/tui/demo.c \
	tests/tui/fake.c tests/tui/fake.h \
	tests/tui/fake_interp.c tests/tui/fake_interp.h \
	src/cmd/prompt/assist.c src/cmd/prompt/edit.c src/cmd/prompt/edit_keys.c \
	src/cmd/prompt/plain.c src/cmd/prompt/wide.c src/cmd/run/lines.c
tests_tui_demo_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_tui_demo_CFLAGS = $(AM_CFLAGS) $(LIBEDIT_CFLAGS)
tests_tui_demo_LDADD = libvxtui.la $(LIBEDIT_LIBS) $(NCURSES_LIBS) $(TINFO_LIBS)

# The prompt's editor, over the same command language that is none.
tests_cmd_prompt_test_edit_SOURCES = tests/cmd/prompt/test_edit.c \
	tests/tui/fake_interp.c tests/tui/fake_interp.h \
	src/cmd/prompt/assist.c src/cmd/prompt/edit.c src/cmd/prompt/edit_keys.c \
	src/cmd/prompt/plain.c src/cmd/prompt/wide.c src/cmd/run/lines.c
tests_cmd_prompt_test_edit_CPPFLAGS = $(tui_test_cppflags)
tests_cmd_prompt_test_edit_CFLAGS = $(tui_test_cflags) $(LIBEDIT_CFLAGS)
tests_cmd_prompt_test_edit_LDADD = libvxtelemetry.la $(LIBEDIT_LIBS) $(CMOCKA_LIBS)
