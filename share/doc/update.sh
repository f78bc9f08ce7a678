#!/bin/sh
# update.sh [--check] VELOX: writes the parts of the manual, the README and the completions that
# come from the program's tables, between their "begin: NAME" and "end: NAME" marks.
# With --check nothing is written: it says what is out of date, and exits 1.
# shellcheck disable=SC2317 # region calls the functions by name
set -eu

check=no
if [ "${1:-}" = --check ]; then
    check=yes
    shift
fi
velox=${1:?usage: update.sh [--check] VELOX}
root=$(cd "$(dirname "$0")/../.." && pwd)
telemetry=$root/src/core/telemetry
work=$(mktemp -d "${TMPDIR:-/tmp}/velox-doc.XXXXXX")
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

# ---- the tables ----

# rows "MACRO..." FILE: the table's rows, tab-separated, macro first.
rows() {
    awk -v macros="$1" -f "$root/share/doc/rows.awk" "$2"
}

# Name, kind, default, range, "start" or "live", help of every setting; values as they are typed.
settings() {
    rows "VX_SETTING VX_POWER VX_CHOICE VX_TEXT" "$telemetry/setting.def" | awk -F'\t' '
    function duration(ns) {
        if (ns % 1000000000 == 0) { return ns / 1000000000 "s" }
        if (ns % 1000000 == 0) { return ns / 1000000 "ms" }
        if (ns % 1000 == 0) { return ns / 1000 "us" }
        return ns "ns"
    }
    function value(type, v) {
        if (type == "DURATION") { return duration(v) }
        if (type == "PRICE") { return sprintf(v % 100 ? "%.4f" : "%.2f", v / 10000) }
        if (type == "SWITCH") { return v > 0 ? "on" : "off" }
        if (type == "PPM") { return v / 1000000 "" }
        return sprintf("%.0f", v)
    }
    function range(type, min, max) {
        return type == "SWITCH" ? "" : value(type, min) " to " value(type, max)
    }
    function kind(type) {
        if (type == "SWITCH") { return "on | off" }
        return type == "PPM" ? "ratio" : tolower(type)
    }
    function row(what, usual, limits) {
        printf "%s\t%s\t%s\t%s\t%s\t%s\n", $3, what, usual, limits, tolower($(NF - 1)), $NF
    }
    $1 == "VX_SETTING" { row(kind($4), value($4, $7), range($4, $5, $6)) }
    $1 == "VX_POWER" { row("power of two", $6, range("COUNT", $4, $5)) }
    $1 == "VX_CHOICE" { split($4, choice, "|"); gsub(/\|/, " | ", $4); row($4, choice[$5 + 1], "") }
    $1 == "VX_TEXT" { row("text", $4 == "" ? "none" : $4, "") }'
}

# Name, kind, unit, help of every metric; what exists once for each stage, ring or latency is one
# row here, its name completed by a word in capitals.
metrics() {
    {
        rows "VX_INGRESS VX_BOOK VX_BUNDLE VX_OUTPUT VX_FEED VX_JOURNAL VX_STAGE VX_RING" "$telemetry/panel.def"
        rows "VX_SHARE VX_UTIL VX_QUANTILE VX_SUMMARY VX_TOP VX_WHOLE" "$telemetry/metric.def"
        rows VX_REJECT_ROW "$root/src/core/base/reject.def"
    } | awk -F'\t' '
    BEGIN {
        family["VX_STAGE"] = family["VX_SHARE"] = "stage.STAGE."
        family["VX_RING"] = family["VX_UTIL"] = "ring.RING."
        family["VX_QUANTILE"] = family["VX_SUMMARY"] = "latency.WHAT."
        unit["PRICE"] = "price"; unit["NS"] = "time"; unit["PPM"] = "ratio"; unit["LOTS"] = "lots"
        unit["PER_SECOND"] = "a second"; unit["BYTES"] = "bytes"; unit["HASH"] = "hash"
        unit["STATE"] = "state"; unit["COUNT"] = ""
    }
    function row(name, kind, of, help) {
        printf "%s\t%s\t%s\t%s\n", family[$1] name, kind == "C" ? "count" : "gauge", unit[of], help
    }
    $1 == "VX_SHARE" || $1 == "VX_UTIL" { row($3, "G", "PPM", $4); next }
    $1 == "VX_QUANTILE" { row($4, "G", "NS", $5); next }
    $1 == "VX_TOP" { row($4, "G", $3, $5); next }
    $1 == "VX_REJECT_ROW" { row("rejects." $4, "C", "COUNT", $5); next }
    { row($5, $3, $4, $6) }' | sort
}

# members MACRO WORD BEFORE AFTER: "WORD is ingress, book, bundle or output."
members() {
    rows "$1" "$telemetry/panel.def" | awk -F'\t' -v word="$2" -v before="$3" -v after="$4" '
    { name[NR] = before $3 after }
    END {
        printf "%s is ", word
        for (i = 1; i <= NR; i++) { printf "%s%s", name[i], i < NR - 1 ? ", " : i < NR ? " or " : ".\n" }
    }'
}

# ---- the manual ----

# A line of help as mdoc text: a backslash, and a point or quote at its beginning, made plain.
mdoc_text='function plain(text) {
    gsub(/\\/, "\\e", text)
    if (text ~ /^[.\047]/) { text = "\\\\&" text }
    return text
}'

mdoc_options() {
    echo '.Bl -tag -width Ds'
    rows VX_OPTION "$root/src/option.def" | awk -F'\t' "$mdoc_text"'
    {
        gsub(/\|/, " | ", $5)
        printf ".It %sFl -%s%s\n%s\n", $3 == "0" ? "" : "Fl " $3 " , ", $4,
            $5 == "NULL" ? "" : " Ar " $5, plain($6)
    }'
    echo '.El'
}

mdoc_tools() {
    echo '.Bl -tag -width Ds'
    rows VX_TOOL "$root/src/tool.def" | awk -F'\t' "$mdoc_text"'
    {
        n = split($4, word, " ")
        printf ".It Cm %s", $3
        for (i = 1; i <= n; i++) { printf " Ar %s", word[i] }
        printf "\n%s\n", plain($5)
    }' | mdoc_lines
    echo '.El'
}

mdoc_commands() {
    "$velox" --manual | mdoc_lines
}

# Running text as mdoc wants it: a sentence begins a line, and no line is longer than 78.
mdoc_lines() {
    awk '
    function put(text,    at) {
        while (length(text) > 78) {
            for (at = 78; at > 0 && substr(text, at, 1) != " "; at--) { }
            if (at == 0) { break }
            print substr(text, 1, at - 1)
            text = substr(text, at + 1)
            if (text ~ /^[.\047]/) { text = "\\&" text }
        }
        print text
    }
    /^\.Bd/ { literal = 1 }
    /^\.Ed/ { literal = 0 }
    /^\./ || literal { print; next }
    {
        while (match($0, /[.:;!?] [A-Z]/) && substr($0, RSTART, 1) == ".") {
            put(substr($0, 1, RSTART))
            $0 = substr($0, RSTART + 2)
        }
        put($0)
    }'
}

mdoc_settings() {
    echo '.Bl -tag -width Ds'
    settings | awk -F'\t' "$mdoc_text"'
    {
        printf ".It Ic %s Ar %s\n%s\n.Pq default %s%s%s\n", $1, $2, plain($6), $3,
            $4 == "" ? "" : "; " $4, $5 == "start" ? "; start" : ""
    }' | mdoc_lines
    echo '.El'
}

mdoc_metrics() {
    echo '.Bl -tag -width Ds'
    metrics | awk -F'\t' "$mdoc_text"'
    { printf ".It Ic %s Pq %s%s\n%s\n", $1, $2, $3 == "" ? "" : ", " $3, plain($4) }'
    echo '.El'
    echo '.Pp'
    members VX_STAGE_NAME STAGE '' ''
    members VX_RING_NAME RING '' ''
    members VX_LATENCY_NAME WHAT '' ''
}

mdoc_keys() {
    echo '.Bl -tag -width Ds -compact'
    rows VX_KEY "$root/src/tui/key.def" | awk -F'\t' "$mdoc_text"'
    BEGIN { mode["PROMPT"] = " Pq at the prompt"; mode["PANEL"] = " Pq in panel mode"
        mode["MOUSE"] = " Pq the mouse" }
    {
        key = $3
        if (key ~ /^[][()|:?.,;!\/+-]$/) { key = "\\&" key }
        printf ".It Ic %s%s\n%s\n", key, mode[$4], plain($NF)
    }'
    echo '.El'
}

# ---- the README ----

commands() {
    rows VX_COMMAND "$root/src/cmd/lang/command.def"
}

md_commands() {
    printf '| for example | what it does |\n|---|---|\n'
    commands | awk -F'\t' '{ gsub(/\|/, "\\|", $6); printf "| `%s` | %s |\n", $6, $4 }'
}

# Keys of one mode; the mode is the argument of md_keys_of.
md_keys_of() {
    rows VX_KEY "$root/src/tui/key.def" | awk -F'\t' -v mode="$1" '
    $4 == mode { printf "| `%s` | %s |\n", $3, $NF }'
}

md_keys() {
    printf '| key | |\n|---|---|\n'
    md_keys_of ANY
    md_keys_of PROMPT
    printf '\n| in panel mode | |\n|---|---|\n'
    md_keys_of PANEL
    printf '\n| the mouse | |\n|---|---|\n'
    md_keys_of MOUSE
}

md_views() {
    printf '| view | | |\n|---|---|---|\n'
    rows VX_VIEW_ROW "$root/src/core/base/view.def" | awk -F'\t' '
    {
        gsub(/\|/, ", ", $4)
        if ($4 == "NULL" || $4 == "") { $4 = $3 == "find" ? "*text*" : "" }
        printf "| `%s` | %s | %s |\n", $3, $4, $NF
    }'
}

md_settings() {
    printf '| setting | value | default | |\n|---|---|---|---|\n'
    settings | awk -F'\t' '{
        gsub(/ \| /, ", ", $2)
        printf "| `%s` | %s | %s | %s%s |\n", $1, $2, $3, $5 == "start" ? "*start* " : "", $6
    }'
}

md_library() {
    echo '```c'
    cat "$root/share/examples/book.c"
    echo '```'
}

# ---- the completions ----

bash_words() {
    printf '_velox_options="%s"\n' "$(rows VX_OPTION "$root/src/option.def" |
        awk -F'\t' '{ printf "%s--%s", NR == 1 ? "" : " ", $4; if ($3 != "0") printf " -%s", $3 }')"
    printf '_velox_tools="%s"\n' "$(rows VX_TOOL "$root/src/tool.def" |
        awk -F'\t' '{ printf "%s%s", NR == 1 ? "" : " ", $3 }')"
    printf '_velox_verbs="%s"\n' "$(commands | awk -F'\t' '{ printf "%s%s", NR == 1 ? "" : " ", $2 }')"
}

zsh_verbs() {
    commands | awk -F'\t' '{
        gsub(/\047/, "\047\\\047\047", $4)
        printf "        \047%s:%s\047\n", $2, $4
    }'
}

# _arguments specifications, one a line.
zsh_options() {
    rows VX_OPTION "$root/src/option.def" | awk -F'\t' '
    BEGIN {
        action["COMMAND"] = "_velox_commands"
        action["RECORD"] = action["RC"] = "_files"
        action["CLOCK"] = "(virtual real)"
        action["FORMAT"] = "(text json csv)"
        action["COLOR"] = "(auto always never)"
        action["TOPOLOGY"] = "(auto dedicated paired shared)"
    }
    {
        help = $6
        gsub(/\[/, "\\[", help)
        gsub(/\]/, "\\]", help)
        gsub(/:/, "\\:", help)
        gsub(/\047/, "\047\\\047\047", help)
        takes = $5 == "NULL" ? "" : ":" tolower($4) ":" action[$2]
        again = $2 == "COMMAND" ? "*" : ""
        if ($3 != "0") { printf "    \047%s-%s[%s]%s\047\n", again, $3, help, takes }
        printf "    \047%s--%s%s[%s]%s\047\n", again, $4, $5 == "NULL" ? "" : "=", help, takes
    }'
}

# ---- putting them in ----

stale=0

# region FILE NAME FUNCTION: what stands between the marks of NAME becomes FUNCTION's output.
region() {
    file=$root/$1
    "$3" >"$work/text"
    awk -v name="$2" -v text="$work/text" '
    function marked(word) {
        return index($0, word ": " name) && substr($0, index($0, word ": " name) + length(word ": " name)) !~ /^[a-z]/
    }
    marked("end") { inside = 0; ended = 1 }
    !inside { print }
    marked("begin") {
        inside = 1
        while ((getline line < text) > 0) { print line }
    }
    END { exit !ended }' "$file" >"$work/new" || {
        echo "update.sh: error: $1 has no region \"$2\"" >&2
        exit 1
    }
    if cmp -s "$work/new" "$file"; then
        return 0
    fi
    if [ "$check" = yes ]; then
        echo "$1: the part \"$2\" is out of date: share/doc/update.sh build/velox"
        diff "$file" "$work/new" || :
        stale=1
    else
        cat "$work/new" >"$file"
        echo "$1: $2"
    fi
}

region share/man/velox.1.in options mdoc_options
region share/man/velox.1.in tools mdoc_tools
region share/man/velox.1.in commands mdoc_commands
region share/man/velox.1.in metrics mdoc_metrics
region share/man/velox.1.in settings mdoc_settings
region share/man/velox.1.in keys mdoc_keys
region README.md keys md_keys
region README.md views md_views
region README.md commands md_commands
region README.md settings md_settings
region README.md library md_library
region share/completion/velox.bash words bash_words
region share/completion/_velox verbs zsh_verbs
region share/completion/_velox options zsh_options
exit $stale
