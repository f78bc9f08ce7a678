#!/bin/sh
# record.sh VELOX [FOLDER]: plays the demonstration (the file `steps`) in a terminal of its own and
# leaves in FOLDER (demo): velox.cast, a recording for asciinema, and the screenshots, as SVG, that
# the console itself exports.  PACE=0.1 plays ten times as fast; SIZE=120x34 is the terminal's.
# Needs tmux, and `script` of util-linux.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
velox=${1:?usage: record.sh VELOX [FOLDER]}
velox=$(cd "$(dirname "$velox")" && pwd)/$(basename "$velox")
folder=${2:-demo}
pace=${PACE:-1}
size=${SIZE:-120x34}
for tool in tmux script awk; do
    command -v "$tool" >/dev/null || { echo "record.sh: error: $tool is missing" >&2; exit 77; }
done
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/velox-demo.XXXXXX")
trap 'tmux -S "$work/tmux" kill-server 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
# What is set up for the person who runs this must not be seen in it.
HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work TERM=screen-256color LC_ALL=C.UTF-8 TMUX=
export HOME XDG_CONFIG_HOME XDG_STATE_HOME TERM LC_ALL TMUX

t() { tmux -S "$work/tmux" "$@"; }
running() { t has-session -t v 2>/dev/null; }
pause() { sleep "$(awk -v s="$1" -v pace="$pace" 'BEGIN { print s * pace }')"; }

# Letter by letter, as somebody types.
type_text() {
    printf '%s' "$1" | fold -w 4 | while IFS= read -r piece || [ -n "$piece" ]; do
        t send-keys -t v -l "$piece"
        pause 0.15
    done
}

# wait_for FILE: until the console has written it, at most ten seconds.
wait_for() {
    tries=0
    while [ ! -s "$1" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { echo "record.sh: error: no $1" >&2; exit 1; }
        sleep 0.1
    done
}

# The console writes the shot; the recording shows how it is asked for.
shot() {
    rm -f "$folder/$1.svg"
    type_text "export screen $1.svg"
    t send-keys -t v Enter
    wait_for "$folder/$1.svg"
}

step() {
    case $1 in
        say) type_text "# $2" && pause 2 && t send-keys -t v Enter ;;
        type) type_text "$2" && t send-keys -t v Enter ;;
        key) # shellcheck disable=SC2086 # a list of keys
            t send-keys -t v $2 ;;
        shot) shot "$2" ;;
        *) echo "record.sh: error: no step is called $1" >&2 && exit 1 ;;
    esac
}

cd "$folder"
rm -f velox.cast
t -f /dev/null new-session -d -s v -x "${size%x*}" -y "${size#*x}" \
    "script -q -e -T '$work/timing' -O '$work/output' -c '$velox --data $work/journal'"
sleep 1
running || { echo "record.sh: error: the console did not start" >&2; exit 1; }
while read -r seconds what text; do
    case $seconds in '' | '#'*) continue ;; esac
    pause "$seconds"
    running || { echo "record.sh: error: the console ended before: $what $text" >&2; exit 1; }
    step "$what" "$text"
done <"$here/steps"
tries=0
while running && [ "$tries" -lt 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
LC_ALL=C awk -v timing="$work/timing" -v size="$size" -f "$here/cast.awk" "$work/output" >velox.cast
chmod a+r ./*.svg velox.cast
ls -l "$folder"
