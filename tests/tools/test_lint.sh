#!/bin/sh
# test_lint.sh: the sources keep the rules of lint_code.sh, and the lint finds what breaks them.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"
lint=$VX_SRCDIR/tests/tools/lint_code.sh

if sh "$lint" "$VX_SRCDIR" >"$work/out" 2>&1; then
    ok "the sources keep the rules"
else
    not_ok "the sources keep the rules" "$work/out"
fi

# plant PATH RULE TEXT: a tree with this file alone must be refused for this rule, at this file.
plant() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/$(dirname "$1")"
    printf '%s\n' "$3" >"$work/tree/$1"
    if sh "$lint" "$work/tree" >"$work/out" 2>&1; then
        not_ok "finds in $1: $2: $(printf '%s' "$3" | head -n 1)" "$work/out"
    elif grep -q "^$1:[0-9]*: $2: " "$work/out"; then
        ok "finds in $1: $2: $(printf '%s' "$3" | head -n 1)"
    else
        not_ok "names in $1: $2: $(printf '%s' "$3" | head -n 1)" "$work/out"
    fi
}

# clean PATH TEXT: such a tree must pass.
clean() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$work/tree/$1"
    if sh "$lint" "$work/tree" >"$work/out" 2>&1; then
        ok "passes in $1: $(printf '%s' "$2" | head -n 1)"
    else
        not_ok "passes in $1: $(printf '%s' "$2" | head -n 1)" "$work/out"
    fi
}

repeat() {
    awk -v n="$1" -v line="$2" 'BEGIN { while (n-- > 0) print line }'
}

plant src/core/base/x.c include '#include "core/lockfree/spsc.h"'
plant src/core/lockfree/x.h include '#include "core/telemetry/panel.h"'
plant src/core/telemetry/x.c include '#include "core/book/veloxbook.h"'
plant src/core/book/x.c include '#include "core/telemetry/panel.h"'
plant src/core/book/x.c include '#include "core/session/engine.h"'
plant src/core/pipeline/x.c include '#include "cmd/run/interp.h"'
plant src/cmd/run/x.c include '#include "core/session/engine.h"'
plant src/cmd/run/x.c include '#include "core/book/veloxbook.h"'
plant src/cmd/run/x.c include '#include "tui/tui.h"'
plant src/cmd/lang/x.c include '#include "cmd/run/state.h"'
plant src/cmd/run/x.c include '#include "cmd/show/show.h"'
plant src/cmd/show/x.c include '#include "cmd/act/alert.h"'
plant src/cmd/act/x.c include '#include "cmd/prompt/complete.h"'
plant src/cmd/x.c include '#include "cmd/lang/lex.h"'
plant src/tui/x.c include '#include "cmd/run/interp.h"'
plant src/tui/x.c include '#include "core/book/veloxbook.h"'
plant src/tui/x.c include '#include "panel.h"'
plant src/tui/panes.c include '#include <curses.h>'
plant src/cmd/run/x.c include '#include <ncurses.h>'
plant src/cmd/run/interp.c include '#include <histedit.h>'
plant src/main.c include '#include <curses.h>'
plant src/core/base/x.c memory 'static volatile int stop;'
plant src/core/base/x.c memory 'atomic_thread_fence(memory_order_acquire);'
plant src/core/base/x.c memory 'x = atomic_load(&y);'
plant src/core/base/x.c memory 'atomic_fetch_add (&y, 1);'
plant src/core/base/x.c memory 'atomic_store_explicit(&y, 1, memory_order_seq_cst);'
plant src/core/base/x.c memory '__sync_synchronize();'
plant src/core/book/x.c hot 'void *p = malloc(8);'
plant src/core/pipeline/x.c hot 'fprintf(stderr, "x");'
plant src/core/pipeline/x.c hot 'pthread_mutex_lock(&m);'
plant src/core/book/x.c float 'double price = 1.5;'
plant src/core/base/x.c size "$(printf 'int f(void)\n{\n%s\n}' "$(repeat 69 '    f();')")"
plant src/cmd/run/x.c size "$(repeat 701 'int x;')"
plant tests/x.c size '                if (a)'

clean src/core/base/x.c 'static volatile sig_atomic_t stop;'
clean src/core/base/x.c '/* volatile, malloc(), double and memory_order_seq_cst in a comment */'
clean src/core/book/x.c 'static const char s[] = "volatile double malloc(";'
clean src/core/base/x.c 'x = atomic_load_explicit(&y, memory_order_acquire); /* R1: pairs with A1 in z */'
clean src/core/pipeline/x.c '#include "core/book/veloxbook.h"'
clean src/cmd/run/x.c '#include "core/telemetry/metric.h"'
clean src/cmd/prompt/x.c '#include "cmd/lang/lex.h"'
clean src/tui/screen.c '#include <curses.h>'
clean src/cmd/prompt/edit.c '#include <histedit.h>'
clean src/core/base/x.c "$(printf 'int f(void)\n{\n%s\n}' "$(repeat 68 '    f();')")"
clean src/cmd/run/x.c "$(repeat 700 'int x;')"

# Two files that need each other, each by the header of the other.
rm -rf "$work/tree"
mkdir -p "$work/tree/src/cmd/run"
echo '#include "cmd/run/b.h"' >"$work/tree/src/cmd/run/a.c"
echo '#include "cmd/run/a.h"' >"$work/tree/src/cmd/run/b.h"
if sh "$lint" "$work/tree" >"$work/out" 2>&1; then
    not_ok "finds a circle" "$work/out"
elif grep -q '^src/cmd/run/[ab].c:1: circle: ' "$work/out"; then
    ok "finds a circle"
else
    not_ok "names a circle" "$work/out"
fi

# An exception holds for its file and rule alone.
rm -rf "$work/tree"
mkdir -p "$work/tree/src/core/book" "$work/tree/tests/tools"
printf 'void *p = malloc(8);\n' >"$work/tree/src/core/book/start.c"
echo 'src/core/book/start.c hot  # start-up' >"$work/tree/tests/tools/lint_exceptions"
if sh "$lint" "$work/tree" >"$work/out" 2>&1; then
    ok "an exception holds"
else
    not_ok "an exception holds" "$work/out"
fi
printf 'double d;\n' >>"$work/tree/src/core/book/start.c"
if sh "$lint" "$work/tree" >"$work/out" 2>&1; then
    not_ok "an exception holds for its rule alone" "$work/out"
else
    ok "an exception holds for its rule alone"
fi
finish
