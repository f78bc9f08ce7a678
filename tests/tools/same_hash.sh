#!/bin/sh
# same_hash.sh ROOT VELOX...: each of the given programs, in each topology, gives the same hash for
# every example script and for a seeded session of every flow.
set -u

root=$1
shift
reference=$1
status=0
compared=0
topologies="shared paired dedicated"

# session VELOX TOPOLOGY NAME: the hash of a script (a file) or of a flow (a word).
session() {
    case $3 in
    *rewind.vx) # looks back in a journal of its own
        kept=$(mktemp -d "${TMPDIR:-/tmp}/velox-same.XXXXXX")
        "$1" --data "$kept" --topology "$2" -c "source \"$3\"" -c hash </dev/null 2>&1
        rm -rf "$kept"
        ;;
    *.vx) "$1" --topology "$2" -c "source \"$3\"" -c hash </dev/null 2>&1 ;;
    *)
        "$1" --topology "$2" --seed 7 -c "flow $3; rate 200k; wait 300ms; burst 20k over 3ms" \
            -c 'wait 50ms; buy 500 market; sell 700 @ 99.50 tif=ioc; rate 0; wait 10ms; hash' \
            </dev/null 2>&1
        ;;
    esac | grep -o '0x[0-9a-f]\{16\}' | tail -n 1
}

flows=$(sed -n 's/^VX_FLOW([A-Z_]*, "\([a-z-]*\)".*/\1/p' "$root/src/core/telemetry/flow.def")
for name in "$root"/share/scripts/*.vx $flows; do
    want=$(session "$reference" shared "$name")
    [ -n "$want" ] || {
        echo "not ok - $(basename "$name"): no hash"
        status=1
        continue
    }
    for velox; do
        for topology in $topologies; do
            got=$(session "$velox" "$topology" "$name")
            compared=$((compared + 1))
            [ "$got" = "$want" ] || {
                echo "not ok - $(basename "$name"): $velox --topology $topology: $got, not $want"
                status=1
            }
        done
    done
    echo "$(basename "$name"): $want"
done
echo "$compared sessions compared"
exit $status
