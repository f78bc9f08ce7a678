# libveloxbook: static and shared, installed with its headers and a pkg-config file.
lib_LTLIBRARIES += libveloxbook.la
libveloxbook_la_SOURCES = \
	src/core/book/book.c \
	src/core/book/check.c \
	src/core/book/index.h \
	src/core/book/inside.h \
	src/core/book/map.h \
	src/core/book/query.c \
	src/core/book/rules.def \
	src/core/book/setup.c \
	src/core/book/veloxbook.h
libveloxbook_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -export-symbols-regex '^vx_book_'
veloxbookdir = $(includedir)/velox/core/book
veloxbook_HEADERS = src/core/book/veloxbook.h
veloxbasedir = $(includedir)/velox/core/base
veloxbase_HEADERS = src/core/base/defs.h src/core/base/reject.def src/core/base/reject.h \
	src/core/base/tx.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/core/book/veloxbook.pc
