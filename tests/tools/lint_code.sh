#!/bin/sh
# lint_code.sh [ROOT]: the rules of the house that a compiler does not check.
#
#   include     which room may include which; one file sees curses, one sees libedit
#   circle      in src/cmd no file leads back to itself by what it includes (a source and its header
#               are one file)
#   memory      no volatile (but sig_atomic_t and asm), no seq_cst, no stand-alone fences
#   hot         no heap, locks, printing or floating point where orders pass
#   size        functions of at most 70 lines, nesting of at most 3, files of at most 700 lines
#
# Prints "file:line: rule: what is wrong, and what would be right"; exits 1 if it found anything.
set -eu

root=${1:-${VX_SRCDIR:-.}}
cd "$root"

# An exception is a line "PATH RULE" here, with its reason behind a #.
exceptions=tests/tools/lint_exceptions

files=$(find src bench tests -name '*.[ch]' 2>/dev/null | sort)
[ -n "$files" ] || {
    echo "lint_code: error: no sources under $root" >&2
    exit 1
}

bad=0
grep -rHo '^#include "cmd/[^"]*' src/cmd --include='*.[ch]' 2>/dev/null |
    sed 's|^src/||; s|\.[chdef]*:#include "| |; s|\.[chdef]*$||' | sort -u |
    tsort 2>&1 >/dev/null | sed -n 's|^tsort: \(cmd/.*\)|src/\1.c:1: circle: it leads back to itself|p' |
    grep . && bad=1

# shellcheck disable=SC2086 # a list of files
awk -v exceptions="$exceptions" '
function room_of(path) {
    if (path ~ /^src\/core\//) { split(path, p, "/"); return p[3] }
    if (path ~ /^src\/cmd\//) { split(path, p, "/"); return p[3] }
    if (path ~ /^src\/tui\//) { return "tui" }
    return path ~ /^src\// ? "main" : "other"
}
function complain(rule, text) {
    if ((FILENAME " " rule) in allowed) { return }
    printf "%s:%d: %s: %s\n", FILENAME, FNR, rule, text
    bad++
}
# The code of a line: without comments, and strings and characters emptied.
function code_of(line,    out, i, c, two, quote) {
    out = ""; quote = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1); two = substr(line, i, 2)
        if (in_comment) { if (two == "*/") { in_comment = 0; i++ } continue }
        if (quote != "") {
            if (c == "\\") { i++; continue }
            if (c == quote) { quote = ""; out = out c }
            continue
        }
        if (two == "/*") { in_comment = 1; i++; continue }
        if (two == "//") { break }
        if (c == "\"" || c == "\047") { quote = c }
        out = out c
    }
    return out
}
function check_include(line,    target, to, parts) {
    if (line ~ /<(ncurses|curses|term|panel|ncursesw\/[a-z]*)\.h>/ && FILENAME != "src/tui/screen.c" && FILENAME ~ /^src\//)
        complain("include", "only src/tui/screen.c sees curses")
    if (line ~ /<(histedit|editline\/[a-z]*)\.h>/ && FILENAME !~ /^src\/cmd\/prompt\/edit(_keys)?\.[ch]$/ && FILENAME ~ /^src\//)
        complain("include", "only src/cmd/prompt/edit.c and edit_keys.c see libedit")
    if (line !~ /"/ || room == "other") { return }
    target = line; sub(/^[^"]*"/, "", target); sub(/".*/, "", target)
    if (target == "config.h") { return }
    split(target, parts, "/")
    to = target ~ /^(core|cmd)\// ? parts[2] : target ~ /^tui\// ? parts[1] : "main"
    if (index(target, "/") == 0 && room != "main")
        complain("include", "\"" target "\" is written from src/: \"" substr(FILENAME, 5, length(FILENAME) - 4 - length(base)) target "\"")
    else if (index(" " may[room] " ", " " to " ") == 0)
        complain("include", room " includes " to " (" target "); it may include: " may[room])
}
function check_memory(code,    c) {
    c = code
    gsub(/volatile[ \t]+sig_atomic_t|sig_atomic_t[ \t]+volatile/, "", c)
    gsub(/__asm__[ \t]+(volatile|__volatile__)/, "", c)
    if (c ~ /(^|[^A-Za-z0-9_])(volatile|__volatile__)([^A-Za-z0-9_]|$)/)
        complain("memory", "volatile: an _Atomic with an explicit order says what is meant")
    if (c ~ /memory_order_seq_cst/)
        complain("memory", "seq_cst: name the acquire and the release that pair")
    if (c ~ /atomic_(thread|signal)_fence|__sync_|__atomic_/)
        complain("memory", "a stand-alone fence or a compiler builtin: C11 atomics with an order on the access")
    if (c ~ /(^|[^A-Za-z0-9_])atomic_(load|store|exchange|fetch_(add|sub|or|and|xor)|compare_exchange_(weak|strong)|flag_(clear|test_and_set))[ \t]*\(/)
        complain("memory", "an atomic without an explicit order: use the ..._explicit form")
}
function check_hot(code) {
    if (code ~ /(^|[^A-Za-z0-9_])(malloc|calloc|realloc|free|aligned_alloc|posix_memalign|strdup|asprintf)[ \t]*\(/)
        complain("hot", "heap in a room where orders pass: take the memory at start, from the caller")
    if (code ~ /(^|[^A-Za-z0-9_])(printf|fprintf|puts|fputs|perror|syslog)[ \t]*\(/)
        complain("hot", "printing in a room where orders pass: bump a counter")
    if (code ~ /pthread_(mutex|spin|rwlock|cond)_|(^|[^A-Za-z0-9_])(mtx_lock|sem_wait)/)
        complain("hot", "a lock in a room where orders pass")
}
function check_float(code) {
    if (code ~ /(^|[^A-Za-z0-9_])(float|double|long double)([^A-Za-z0-9_]|$)/ || code ~ /<math\.h>/)
        complain("float", "floating point in the core: integers and named scales")
}
function check_size(line,    indent) {
    if (line == "{") { opened = FNR; named = previous }
    if (line == "}" && opened) {
        if (FNR - opened + 1 > 70)
            complain("size", "a function of " (FNR - opened + 1) " lines; at most 70: " named)
        opened = 0
    }
    if (line ~ /^                +(if|for|while|switch|do)[ ({]/)
        complain("size", "nesting deeper than 3: a helper with a name")
    previous = line
}
function finish_file() {
    if (lines > 700 && !((last " size") in allowed)) {
        printf "%s:%d: size: a file of %d lines; at most 700: split it by idea\n", last, lines, lines
        bad++
    }
}
BEGIN {
    may["base"] = "base"
    may["lockfree"] = "base lockfree"
    may["telemetry"] = "base lockfree telemetry"
    may["book"] = "base book"
    may["journal"] = "base lockfree telemetry journal"
    may["source"] = "base telemetry book source"
    may["pipeline"] = "base lockfree telemetry book journal source pipeline"
    may["past"] = may["pipeline"] " past"
    may["session"] = may["past"] " session"
    may["lang"] = "base telemetry lang"
    may["run"] = may["lang"] " run"
    may["show"] = may["run"] " show"
    may["act"] = may["show"] " act"
    may["prompt"] = may["act"] " prompt"
    may["tui"] = "base telemetry tui"
    may["main"] = may["session"] " lang run show act prompt tui main"
    while ((getline row < exceptions) > 0) {
        sub(/[ \t]*#.*/, "", row)
        if (row != "") { allowed[row] = 1 }
    }
}
FNR == 1 {
    finish_file()
    room = room_of(FILENAME); base = FILENAME; sub(/.*\//, "", base)
    hot = room == "lockfree" || room == "book" || room == "source" || room == "pipeline" || room == "session"
    in_comment = 0; opened = 0; previous = ""
    last = FILENAME
}
{
    lines = FNR
    was_comment = in_comment
    code = code_of($0)
    if (!was_comment && $0 ~ /^[ \t]*#[ \t]*include/) { check_include($0) }
    else if (room != "other") { check_memory(code) }
    if (hot) { check_hot(code) }
    if (FILENAME ~ /^src\/core\//) { check_float($0 ~ /^#[ \t]*include/ ? $0 : code) }
    check_size($0)
}
END {
    finish_file()
    exit bad > 0
}' $files || bad=1
exit $bad
