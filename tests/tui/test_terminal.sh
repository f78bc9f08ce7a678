#!/bin/sh
# test_terminal.sh: the console in a real terminal, driven as an operator would.
set -u
velox=${VX_BUILDDIR:-build}/velox
command -v tmux >/dev/null || { echo "skip - the console in a terminal: tmux is missing"; exit 77; }
[ -x "$velox" ] || { echo "skip - the console in a terminal: $velox is not built"; exit 77; }

dir=$(mktemp -d) || exit 1
socket=$dir/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 129' HUP INT TERM
export XDG_STATE_HOME="$dir" XDG_CONFIG_HOME="$dir" HOME="$dir" TMUX=
export LC_ALL=C.UTF-8
failures=0

t() { tmux -S "$socket" "$@"; }
screen() { t capture-pane -p -t v; }
type_line() { t send-keys -t v -l "$1" && t send-keys -t v Enter; }
# wait_for TEXT: until the screen shows it, at most ten seconds.
wait_for() {
    for _ in $(seq 100); do
        screen 2>/dev/null | grep -qF -e "$1" && return 0
        sleep 0.1
    done
    return 1
}
wait_gone() {
    for _ in $(seq 100); do
        screen 2>/dev/null | grep -qF -e "$1" || return 0
        sleep 0.1
    done
    return 1
}
check() { # check NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        screen 2>/dev/null | sed 's/^/    | /'
        failures=$((failures + 1))
    fi
}
start() { # a shell in the pane: what velox leaves behind can be looked at
    t kill-server 2>/dev/null; sleep 0.3
    t -f /dev/null new-session -d -s v -x "$1" -y "$2" "PS1='shell> ' exec sh"
    wait_for "shell>" && type_line "stty -g >$dir/before; '$velox' --rate 1k; echo status \$?; stty -g >$dir/after"
    wait_for "velox>"
}
has_status() { wait_for "status $1"; }
# A sanitizer's own handler comes last: it reports, and exits in its own way.
crashed() {
    for _ in $(seq 100); do
        screen 2>/dev/null | grep -qE "^status 139|Sanitizer" && return 0
        sleep 0.1
    done
    return 1
}
same_terminal() { wait_for "status" && sleep 0.3 && cmp -s "$dir/before" "$dir/after"; }
# The pane's shell has one child; other tests run velox at the same time.
velox_pid() { pgrep -P "$(t display-message -p -t v '#{pane_pid}')"; }

check "a first frame" start 80 24
check "the header, the ladder, the pipeline" wait_for "Ladder"
check "the load goes through" wait_for "of 1000"
type_line "buy 5 @ 99.5 as mine"
check "a typed order is answered" wait_for "ok buy 5 @ 99.50 as mine"
check "and stands among the orders" wait_for "mine B"
type_line "byu 5 @ 99.5"
check "a typing error is told what was meant" wait_for "did you mean 'buy'?"
t send-keys -t v -l "exp" && t send-keys -t v Tab
check "completion says what there is" wait_for "export"
t send-keys -t v C-c
t send-keys -t v C-r && t send-keys -t v -l "as mine"
check "history is searched" wait_for "buy 5 @ 99.5 as mine"
t send-keys -t v C-g && t send-keys -t v C-c
t send-keys -t v F5
check "frozen: the engine runs on" wait_for "VIEW PAUSED (engine running)"
t send-keys -t v F5
check "and let go" wait_gone "VIEW PAUSED"
t send-keys -t v F6
check "paused is something else" wait_for "ENGINE PAUSED"
t send-keys -t v F6
check "and resumed" wait_gone "ENGINE PAUSED"
t send-keys -t v F1
check "help from the tables" wait_for "F10"
t send-keys -t v Escape && sleep 0.3
t resize-window -t v -x 10 -y 3 && sleep 0.5
t resize-window -t v -x 1 -y 1 && sleep 0.5
t resize-window -t v -x 200 -y 60
check "down to 1x1 and up to 200x60" wait_for "Latency"
check "nothing is lost on the way" wait_for "mine"
t send-keys -t v C-z
check "put aside" wait_for "shell>"
type_line "fg"
check "and taken up again" wait_for "Ladder"
type_line "quit -y"
check "quit gives the shell back" wait_gone "Ladder"
type_line "echo after \$?; stty -g >$dir/after"
check "quit says 0" wait_for "after 0"
check "the terminal is as it was" cmp -s "$dir/before" "$dir/after"

start 80 24 && kill -TERM "$(velox_pid)"
check "SIGTERM: 143" has_status 143
check "SIGTERM: the terminal is as it was" same_terminal
start 80 24 && kill -SEGV "$(velox_pid)"
check "a crash: 139" crashed
check "a crash gives the terminal back" same_terminal
start 80 24
pid=$(velox_pid)
t kill-session -t v
gone() { for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done; return 1; }
check "the terminal closed: velox ends" gone
[ "$failures" -eq 0 ]
