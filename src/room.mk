bin_PROGRAMS += velox
velox_SOURCES = src/main.c src/compare_tool.c src/compare_tool.h src/diverge_tool.c src/diverge_tool.h src/journal_tool.c src/journal_tool.h src/option.def src/options.c src/options.h src/tool.def
velox_CFLAGS = $(AM_CFLAGS) $(VX_BIN_CFLAGS) $(JANSSON_CFLAGS)
velox_LDFLAGS = $(AM_LDFLAGS) $(VX_BIN_LDFLAGS) -static-libtool-libs
velox_LDADD = libvxprompt.la libvxtui.la libvxsession.la $(JANSSON_LIBS) $(LIBEDIT_LIBS) $(NCURSES_LIBS) $(TINFO_LIBS)
