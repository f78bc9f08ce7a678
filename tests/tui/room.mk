# A program to look at the console with; not run by make check.
check_PROGRAMS += tests/tui/demo
tests_tui_demo_SOURCES = tests/tui/demo.c \
	tests/tui/fake.c tests/tui/fake.h \
	tests/tui/fake_interp.c tests/tui/fake_interp.h \
	src/cmd/assist.c src/cmd/edit.c src/cmd/plain.c
tests_tui_demo_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_tui_demo_CFLAGS = $(AM_CFLAGS) $(LIBEDIT_CFLAGS)
tests_tui_demo_LDADD = libvxtui.la $(LIBEDIT_LIBS) $(NCURSES_LIBS) $(TINFO_LIBS)
