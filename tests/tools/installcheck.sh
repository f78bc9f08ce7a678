#!/bin/sh
# installcheck.sh: what `make install` put in place works there: program, scripts, manual,
# completions, library.  Run by `make installcheck`, with the folders in the environment.
set -u

: "${bindir:?}" "${mandir:?}" "${pkgdatadir:?}" "${libdir:?}" "${bashcompletiondir:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/velox-install.XXXXXX")
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME COMMAND...: the command works.
check() {
    name=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        echo "ok - installed: $name"
    else
        echo "not ok - installed: $name"
        sed 's/^/    | /' "$work/out"
        failed=1
    fi
}

# library LINK...: the example program, linked so and run.
# shellcheck disable=SC2317 # called by name
library() {
    flags=$(pkg-config --cflags veloxbook) || return 1
    # shellcheck disable=SC2086 # lists of words
    ${CC:-cc} ${CFLAGS:-} $flags -o "$work/book" "$pkgdatadir/examples/book.c" ${LDFLAGS:-} "$@" &&
        LD_LIBRARY_PATH=$libdir "$work/book" >"$work/book.out" &&
        grep -q '^fill  *order 2: 2 at 10005 ticks, 3 open$' "$work/book.out" &&
        grep -q '^0 orders rest$' "$work/book.out"
}

PKG_CONFIG_PATH=$libdir/pkgconfig
PKG_CONFIG_SYSROOT_DIR=${DESTDIR:-}
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
check "the program" "$bindir/velox" -c 'buy 1 @ 100; expect book.orders == 1'
for script in "$pkgdatadir"/scripts/*.vx; do
    rm -rf "$work/data"
    if grep -q '^#.* --data ' "$script"; then
        check "$(basename "$script")" "$bindir/velox" --data "$work/data" "$script"
    else
        check "$(basename "$script")" "$bindir/velox" "$script"
    fi
done
check "the manual" grep -q '^\.Nm velox$' "$mandir/man1/velox.1"
check "the manual says where the scripts are" grep -qF "$pkgdatadir/scripts" "$mandir/man1/velox.1"
check "bash completion" test -s "$bashcompletiondir/velox"
# shellcheck disable=SC2046 # a list of words
check "the library, shared" library $(pkg-config --libs veloxbook)
if [ -e "$libdir/libveloxbook.a" ]; then
    check "the library, static" library "$libdir/libveloxbook.a"
fi
exit $failed
