#!/bin/sh
# test_consumer.sh: what others get.  Installs the library into a folder of its own, builds a small
# C and a small C++ program through its pkg-config file, against the shared and the static library,
# runs them, and looks at what the library needs and shows.
set -eu

: "${VX_BUILDDIR:?set it to the build folder: make check does}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dest=$work/dest

fail() {
    echo "not ok - $*" >&2
    exit 1
}
skip() {
    echo "skipped: $*" >&2
    exit 77
}
# The value of a variable in the build's Makefile.
make_var() {
    sed -n "s/^$1 = //p" "$VX_BUILDDIR/Makefile" | head -n 1
}

[ -z "$(make_var host_alias)" ] || skip "built for another machine"
command -v pkg-config >/dev/null || skip "no pkg-config"
cc=$(make_var CC)
$cc --version >/dev/null 2>&1 || skip "no C compiler: $cc"
# A sanitized library needs a sanitized program, a counted one the counters.
flags=$(make_var VX_LDFLAGS | tr ' ' '\n' | grep -e -fsanitize -e --coverage || true)

"${MAKE:-make}" -s -C "$VX_BUILDDIR" MAKEFLAGS= DESTDIR="$dest" \
    install-libLTLIBRARIES install-veloxbookHEADERS install-veloxbaseHEADERS \
    install-pkgconfigDATA >"$work/install.log" 2>&1 || {
    cat "$work/install.log" >&2
    fail "make install of the library"
}
pc=$(find "$dest" -name veloxbook.pc)
[ -n "$pc" ] || fail "no veloxbook.pc is installed"
prefix=$(sed -n 's/^prefix=//p' "$pc")
PKG_CONFIG_PATH=$(dirname "$pc")
PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_PATH PKG_CONFIG_ALLOW_SYSTEM_LIBS
pkg() {
    pkg-config --define-variable=prefix="$dest$prefix" "$@" veloxbook
}
libdir=$(pkg --variable=libdir)

cat >"$work/trade.c" <<'END'
#include <veloxbook.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void count(void *fills, const struct vx_report *report)
{
    if (vx_report_kind(report) == VX_REPORT_FILL)
        ++*(int *)fills;
}

int main(void)
{
    struct vx_book_config config;
    struct vx_book_order order;
    struct vx_report out[4];
    struct vx_book *book = NULL;
    int fills = 0;
    memset(&config, 0, sizeof config);
    memset(&order, 0, sizeof order);
    config.orders_max = 10;
    config.instruments = 1;
    config.tick_min = 1;
    config.tick_max = 100;
    const size_t bytes = vx_book_footprint(&config);
    void *mem = aligned_alloc(VX_BOOK_ALIGN, bytes);
    if (!mem || vx_book_init(mem, bytes, &config, &book) != 0)
        return 2;
    order.id = 1;
    order.price_ticks = 50;
    order.qty_lots = 5;
    order.side = VX_ASK;
    if (vx_book_submit(book, &order, out, 4) != 1)
        return 3;
    order.id = 2;
    order.side = VX_BID;
    vx_book_submit_each(book, &order, count, &fills);
    printf("%d fill, %u left\n", fills, vx_book_orders(book));
    vx_book_fini(book);
    free(mem);
    return 0;
}
END
cp "$work/trade.c" "$work/trade.cpp"

# build_and_run NAME COMPILER SOURCE LIBRARIES...
build_and_run() {
    name=$1
    compiler=$2
    source=$3
    shift 3
    # shellcheck disable=SC2046,SC2086 # flags are words
    $compiler -Wall -Wextra -Werror $flags $(pkg --cflags) "$source" "$@" -o "$work/$name" ||
        fail "$name: does not compile"
    said=$(LD_LIBRARY_PATH=$libdir "$work/$name") || fail "$name: exit status $?"
    [ "$said" = "1 fill, 0 left" ] || fail "$name: said \"$said\""
    echo "ok - $name"
}

# shellcheck disable=SC2046 # flags are words
if [ -e "$libdir/libveloxbook.so" ]; then
    build_and_run c-shared "$cc" "$work/trade.c" $(pkg --libs)
fi
if [ -e "$libdir/libveloxbook.a" ]; then
    build_and_run c-static "$cc" "$work/trade.c" "$libdir/libveloxbook.a"
fi

if [ -e "$libdir/libveloxbook.so" ] && command -v nm >/dev/null; then
    shown=$(nm -D --defined-only "$libdir/libveloxbook.so" | awk '{ print $3 }')
    echo "$shown" | grep -q '^vx_book_submit' || fail "the shared library shows no vx_book_submit"
    if echo "$shown" | grep -v '^vx_book_' | grep -v -e '^_' -e '^__'; then
        fail "the shared library shows more than vx_book_..."
    fi
    echo "ok - only vx_book_... is shown"
fi
if [ -z "$flags" ] && [ -e "$libdir/libveloxbook.so" ] && command -v readelf >/dev/null; then
    needs=$(readelf -d "$libdir/libveloxbook.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
    [ "$needs" = libc.so.6 ] || fail "the shared library needs more than libc: $needs"
    echo "ok - only libc is needed"
fi

case $cc in
*clang*) cxx=${CXX:-clang++} ;;
*) cxx=${CXX:-g++} ;;
esac
command -v "$cxx" >/dev/null || cxx=c++
command -v "$cxx" >/dev/null || skip "no C++ compiler: the C++ program was not built"
# shellcheck disable=SC2046 # flags are words
if [ -e "$libdir/libveloxbook.so" ]; then
    build_and_run cxx-shared "$cxx" "$work/trade.cpp" $(pkg --libs)
else
    build_and_run cxx-static "$cxx" "$work/trade.cpp" "$libdir/libveloxbook.a"
fi
