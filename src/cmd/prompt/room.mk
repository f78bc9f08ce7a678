noinst_LTLIBRARIES += libvxprompt.la
libvxprompt_la_CFLAGS = $(static_cflags) $(LIBEDIT_CFLAGS)
libvxprompt_la_SOURCES = \
	src/cmd/prompt/assist.c src/cmd/prompt/assist.h \
	src/cmd/prompt/complete.c src/cmd/prompt/complete.h \
	src/cmd/prompt/edit.c src/cmd/prompt/edit.h \
	src/cmd/prompt/edit_keys.c src/cmd/prompt/edit_keys.h \
	src/cmd/prompt/plain.c src/cmd/prompt/plain.h \
	src/cmd/prompt/wide.c src/cmd/prompt/wide.h
libvxprompt_la_LIBADD = libvxact.la
