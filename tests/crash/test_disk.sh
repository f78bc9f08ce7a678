#!/bin/sh
# test_disk.sh: velox --data as an operator meets it: killed, on a full disk, on a disk that fails,
# with files that are damaged, missing or in use.
set -eu

# shellcheck source-path=SCRIPTDIR/..
. "$VX_SRCDIR/tests/tools/lib.sh"

data=$work/data
segment='set journal.segment 65536'

# orders N: a script of N orders that rest, from 1 on.
orders() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
        printf "%s 1 @ %.2f\n", i % 2 ? "sell" : "buy", i % 2 ? 101 + i % 50 / 100 : 99 - i % 50 / 100 }'
}

# state_of_out: $state is the hash in the JSON of the last run.
state_of_out() {
    state=$(sed -n 's/.*"\(0x[0-9a-f]*\)".*/\1/p' "$work/out" | head -n 1)
}

# find_state: $state is the hash of what the directory holds, as a start finds it.
find_state() {
    run --data "$data" --format json -c 'show metrics state.hash'
    state_of_out
}

# same NAME A B
same() {
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1: '$3', not '$2'" "$work/out" "$work/err"
    fi
}

# at_least NAME LEAST NUMBER
at_least() {
    if [ "${3:-0}" -ge "$2" ] && [ "$2" -gt 0 ]; then
        ok "$1: $2 answers seen, $3 inputs kept"
    else
        not_ok "$1: $2 answers seen, ${3:-no} inputs kept" "$work/err"
    fi
}

# make_journal N: a directory with N orders, ended in order.
make_journal() {
    rm -rf "$data"
    { echo "$segment"; orders "$1"; } >"$work/orders"
    run --data "$data" "$work/orders"
}

# flip FILE OFFSET: the lowest bit of a byte, turned over.
flip() {
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    byte=$((byte % 2 ? byte - 1 : byte + 1))
    # shellcheck disable=SC2059 # an octal number is meant
    printf "$(printf '\\%03o' "$byte")" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# ---- what is kept ----

make_journal 1200
expect_status 'orders into a journal' 0
find_state
hash=$state
expect_line 'the next start says what it recovered' err 'recovered 1200 inputs (snapshot of 0, 1200 repeated)'
run --data "$data" -c 'snapshot save' -c 'snapshot list' -c 'buy 1 @ 98' -c 'cancel 1201'
expect_status 'snapshot save' 0
expect_line 'snapshot list' out '^1200$'
run --data "$data" -c 'show metrics book.orders'
expect_line 'ids go on where they ended' err 'recovered 1202 inputs (snapshot of 1200, 2 repeated)'
run journal verify "$data"
expect_status 'journal verify' 0
expect_line 'journal verify counts' out 'ok: .* sequences 0 to 1202'
run journal stat "$data"
expect_line 'journal stat' out '^  limit *1201$'
run journal dump "$data/journal-00000001.vxj"
expect_line 'journal dump of one file' out 'seq=1 .* limit id=1 buy 1 @ 99.00'
run --data "$data" -c 'halt on'
expect_status 'halt on, the only command' 0
run --data "$data" -c 'buy 1 @ 98'
expect_status 'the kill switch survives a restart' 0
expect_line 'it says halted' err 'inputs (.*); halted$'
expect_line 'the order is refused' out 'rejected .*: halted'
run --data "$data" -c 'show metrics book.orders'
expect_line 'nothing rests' out '^book.orders  *0 '
run --data "$data" -c 'halt off' -c 'buy 1 @ 98'
expect_status 'halt off, the first command' 0
rm -rf "$data"
run --data "$data" -c 'set journal.sync batch' -c 'halt on'
run --data "$data" -c 'buy 1 @ 98'
expect_line 'a directory that begins halted stays so' out 'rejected .*: halted'
run -c 'snapshot save'
expect_status 'no journal, no snapshot' 1
expect_line 'it says how to get one' err 'start velox with --data DIR'

# ---- the lock ----

make_journal 10
mkfifo "$work/fifo"
"$velox" --data "$data" - <"$work/fifo" >/dev/null 2>&1 &
holder=$!
exec 3>"$work/fifo"
echo 'buy 1 @ 98' >&3
i=0
while [ "$("$velox" journal stat "$data" | sed -n 's/^input *//p')" != 11 ] && [ $i -lt 200 ]; do
    sleep 0.05
    i=$((i + 1))
done
run --data "$data" -c 'buy 1 @ 98'
expect_status 'the second engine on a directory refuses' 5
expect_line 'it names the first' err "another velox (process $holder)"
exec 3>&-
wait "$holder"
run --data "$data" -c 'hash'
expect_status 'the lock ends with its holder' 0

# ---- damage ----

make_journal 1200
flip "$data/journal-00000001.vxj" $((4096 + 64 * 500 + 30))
run --data "$data" -c 'hash'
expect_status 'a damaged record is refused' 5
expect_line 'file, offset and sequence are named' err \
    'journal-00000001.vxj: offset 36096: the record behind sequence 499 is damaged'
run journal verify "$data"
expect_status 'verify says so too' 5

make_journal 1200
rm "$data/journal-00000001.vxj"
run --data "$data" -c 'hash'
expect_status 'a missing segment is refused' 5
make_journal 2500
mv "$data/journal-00000002.vxj" "$data/journal-00000009.vxj"
run --data "$data" -c 'hash'
expect_status 'a renamed segment is refused' 5
expect_line 'the gap is named' err 'journal-00000002.vxj is missing'

make_journal 1200
printf '0123456789' | dd of="$data/journal-00000002.vxj" bs=1 seek=65000 conv=notrunc 2>/dev/null
find_state
expect_status 'a torn end is cut' 0
expect_line 'it is said' err 'torn behind sequence 1200'
same 'the state is that before it' "$hash" "$state"

# ---- snapshots ----

make_journal 600
run --data "$data" -c 'snapshot save' -c 'buy 1 @ 98' -c 'snapshot save' -c 'buy 1 @ 98'
find_state
hash=$state
flip "$data/snapshot-00000000000000000601.vxs" 300
find_state
expect_line 'a damaged snapshot is passed over, and said' err \
    'snapshot of 600, 2 repeated); snapshot-00000000000000000601.vxs: the state is damaged'
same 'the one before leads to the same state' "$hash" "$state"
rm -rf "$work/older"
make_journal 200
cp -r "$data" "$work/older"
run --data "$data" -c 'buy 1 @ 98' -c 'snapshot save'
cp "$data"/snapshot-*201.vxs "$work/older"
run --data "$work/older" -c 'hash'
expect_status 'a snapshot newer than the journal is refused' 5
expect_line 'it says so' err 'the snapshot of sequence 201 is newer than the journal, which ends at 200'
make_journal 600
run --data "$data" -c 'snapshot save' -c 'buy 1 @ 98' -c 'snapshot save'
cp -r "$data" "$work/newer"
rm "$work"/newer/journal-*
make_journal 100
rm "$work/newer/snapshot-00000000000000000601.vxs"
cp "$work"/newer/snapshot-* "$data"
run --data "$data" -c 'hash'
expect_line "another journal's snapshot is passed over" err 'belongs to another journal'
data=$work/newer
run --data "$data" -c 'hash'
expect_status 'snapshots without a journal are refused' 5
data=$work/data

# ---- old segments ----

{ echo "$segment"; echo 'set journal.keep 100k'; orders 6000; echo 'snapshot save'; echo 'show metrics journal.removed'; } >"$work/orders"
rm -rf "$data"
run --data "$data" "$work/orders"
expect_line 'journal.keep lets old segments go' out '^journal.removed  *[3-9] '
find_state
expect_status 'what is left is recovered' 0
run journal verify "$data"
expect_line 'it begins later' out 'ok: .* sequences [1-9][0-9]* to 6000'
rm "$data"/snapshot-*
run --data "$data" -c hash
expect_status 'without its snapshot it is refused' 5

# ---- snapshot load ----

make_journal 600
run --data "$data" -c 'snapshot save' -c 'cancel all' -c 'buy 7 @ 97' -c 'snapshot load'
expect_status 'snapshot load' 0
expect_line 'it says what came back' out '^ok snapshot of sequence 600 -> 600 orders are back'
run --data "$data" -c 'show metrics book.orders' -c 'cancel 600' -c 'snapshot load 600' -c 'show metrics book.orders'
expect_line 'the book is that of the snapshot, also after a restart' out '^book.orders  *600 '
run journal dump "$data"
expect_line 'the journal says so' out ' control load snapshot=600 inputs=601$'
expect_line 'its orders are marked' out 'limit id=600 sell 1 @ 101.* restored$'
find_state
expect_status 'it can be recovered' 0
run --data "$data" -c 'snapshot load 599'
expect_status 'a snapshot that is not there' 1
expect_line 'its name is said' err 'snapshot-00000000000000000599.vxs: No such file'
run --read-only --data "$data" -c 'snapshot load'
expect_line 'read-only refuses a load' err "read-only: 'snapshot' acts on the engine"
run --read-only --data "$data" -c 'snapshot list'
expect_status 'and lists' 0

# ---- what is no journal ----

run replay /etc/passwd -c hash
expect_status 'a file that is no journal' 5
expect_line 'it is said what is wanted' err '/etc/passwd: it is no journal: a directory that --data was given'
mkdir "$work/empty" "$work/odd"
run replay "$work/empty" -c hash
expect_status 'an empty directory' 5
expect_line 'it is named' err 'empty: there is no journal in it (what --data was given is wanted)'
run journal verify "$work/empty"
expect_line 'by verify too' err 'empty: there is no journal in it'
mkfifo "$work/odd/journal-00000001.vxj"
run replay "$work/odd" -c hash
expect_line 'a FIFO for a segment' err 'odd: journal-00000001.vxj: it is no regular file'
run --data "$work/odd" -c hash
expect_status 'nor does a start take it' 5

# ---- names that cannot be kept ----

make_journal 10
mkfifo "$data/names.vxn"
run --data "$data" -c 'show errors' -c 'buy 1 @ 90 as z'
expect_status 'a FIFO for the names' 0
expect_line 'is said' out 'names.vxn: it is no regular file: orders are known by their ids alone'
run --data "$data" -c 'cancel z'
expect_line 'and makes room for a file' out '^ok cancel z -> 1 taken off'

# ---- a snapshot that cannot be loaded ----

make_journal 10
run --data "$data" -c 'snapshot save' -c 'buy 1 @ 90' -c 'snapshot save'
flip "$data/snapshot-00000000000000000011.vxs" 8
run --data "$data" -c 'snapshot load'
expect_status 'the newest snapshot is of another version' 1
# shellcheck disable=SC2016 # the text has such quotes
expect_line 'which is said, and what else there is' err 'a snapshot of version 0, this velox reads 1 (`snapshot list`'
run --data "$data" -c 'snapshot load 10'
expect_line 'an older one is loaded' out '^ok snapshot of sequence 10 -> 10 orders are back'
run replay "$data" -c 'snapshot save'
expect_line 'a journal that is looked at keeps none' err "'snapshot' needs an engine"

# ---- other settings ----

make_journal 10
run --data "$data" -c 'set engine.tick 0.05' -c 'hash'
expect_status 'another tick is refused' 5
expect_line 'the setting is named' err 'made with engine.tick 0.01, not 0.05'

# ---- killed, at any time ----

for sync in never interval batch; do
    rm -rf "$data"
    { echo "$segment"; echo "set journal.sync $sync"; orders 200000; } >"$work/orders"
    : >"$work/acked" # of the run before
    "$velox" --data "$data" "$work/orders" >"$work/acked" 2>/dev/null &
    victim=$!
    i=0
    while ! grep -q ' id ' "$work/acked" && [ $i -lt 400 ]; do
        sleep 0.02
        i=$((i + 1))
    done
    sleep 0.1
    kill -9 "$victim"
    wait "$victim" 2>/dev/null || :
    acked=$(grep -c '^ok .* id ' "$work/acked" || :)
    cat "$data"/* | cksum >"$work/before"
    run journal verify "$data"
    expect_line "kill -9, $sync: verify says what is in the tail" out '^tail: .* in journal.tail\|^tail: .*; journal.tail'
    verified=$(sed -n 's/^ok: .* to \([0-9]*\)$/\1/p' "$work/out")
    run replay "$data" --format json -c 'show metrics state.hash'
    state_of_out
    replayed=$state
    run replay "$data" -c "why $verified"
    expect_status "kill -9, $sync: why finds the newest order" 0
    cat "$data"/* | cksum | cmp -s "$work/before" - || not_ok "kill -9, $sync: what only reads wrote"
    find_state
    same "kill -9, $sync: a replay has the hash of the next start" "$state" "$replayed"
    found=$("$velox" journal stat "$data" | sed -n 's/^  limit *//p')
    same "kill -9, $sync: verify and the next start find as many" "$found" "$verified"
    at_least "kill -9, $sync" "$acked" "$found"
done

rm -rf "$data"
{
    echo "$segment"
    printf 'buy %s\n' '5 @ 90 as b1' '6 @ 89 as b2'
    echo 'cancel b2'
    echo 'buy 7 @ 88 as b2'
    orders 200000
} >"$work/orders"
: >"$work/acked"
"$velox" --data "$data" "$work/orders" >"$work/acked" 2>/dev/null &
victim=$!
while ! grep -q 'as b2 -> id 3' "$work/acked"; do sleep 0.02; done
kill -9 "$victim"
wait "$victim" 2>/dev/null || :
run --data "$data" -c 'cancel b1' -c 'cancel b2'
expect_line 'kill -9: an order has its name again' out '^ok cancel b1 -> 5 taken off'
expect_line 'kill -9: a name that was given twice is that of the newest' out '^ok cancel b2 -> 7 taken off'
run --data "$data" -c 'cancel b1'
expect_line 'and a name whose order is gone is gone' err "no order is called 'b1' (over a restart"

rm -rf "$data"
{ echo "$segment"; orders 200000; } >"$work/orders"
: >"$work/acked"
"$velox" --data "$data" "$work/orders" >"$work/acked" 2>/dev/null &
victim=$!
while ! grep -q ' id ' "$work/acked"; do sleep 0.02; done
kill -TERM "$victim"
status=0
wait "$victim" || status=$?
expect_status 'SIGTERM in a batch' 143
acked=$(grep -c '^ok .* id ' "$work/acked" || :)
found=$("$velox" journal stat "$data" | sed -n 's/^  limit *//p')
at_least 'what was answered is kept' "$acked" "$found"
run journal stat "$data"
expect_line 'the journal ended in order' out '^stop *1$'

# ---- full ----

# full NAME: $data has room for some segments only; more than that is sent.
full() {
    { echo "$segment"; echo 'set journal.sync never'; orders 6000; echo 'cancel 1'; } >"$work/orders"
    run --data "$data" -k "$work/orders"
    expect_line "$1: new orders are refused with a reason" out '^rejected .*: journal-full'
    expect_line "$1: a cancel works" out '^ok cancel 1 -> 1 taken off'
    run journal verify "$data"
    expect_status "$1: the journal is whole" 0
}

rm -rf "$data"
status=0
(ulimit -f 300 && exec "$velox" --data "$data" -c "$segment" -c hash) >"$work/out" 2>"$work/err" || status=$?
expect_status 'a limit on files that a segment fits into' 0
rm -rf "$data"
status=0
(ulimit -f 20 && exec "$velox" --data "$data" -c "$segment" -c hash) >"$work/out" 2>"$work/err" || status=$?
expect_status 'a limit that it does not fit into is said at the start' 5
rm -rf "$data"
mkdir "$data"
if mount -t tmpfs -o size=200k velox-test "$data" 2>/dev/null; then
    trap 'umount "$data" 2>/dev/null || :; rm -rf "$work"' EXIT
    full 'a full disk'
    mount -o remount,size=2m "$data"
    run --data "$data" -c 'buy 1 @ 98'
    expect_status 'with room again, orders go in' 0
    umount "$data"
else
    skip 'a full disk' 'no tmpfs can be mounted here'
fi

# ---- a power cut: the disk as it is at one moment, mounted elsewhere ----

disk=$work/disk
mkdir "$disk" "$disk/now" "$disk/then"
trap 'umount "$disk/now" "$disk/then" "$data" 2>/dev/null || :; rm -rf "$work"' EXIT
if dd if=/dev/zero of="$disk/image" bs=1M count=24 2>/dev/null && command -v mkfs.ext4 >/dev/null &&
    mkfs.ext4 -q -F "$disk/image" && mount -o loop "$disk/image" "$disk/now" 2>/dev/null; then
    { echo "$segment"; echo 'set journal.sync batch'; orders 100000; } >"$work/orders"
    "$velox" --data "$disk/now/data" "$work/orders" >"$work/acked" 2>/dev/null &
    victim=$!
    while ! grep -q ' id ' "$work/acked"; do sleep 0.02; done
    for cut in first second third; do
        sleep 0.3
        kill -STOP "$victim"
        acked=$(grep -c '^ok .* id ' "$work/acked")
        cp "$disk/image" "$disk/copy"
        kill -CONT "$victim"
        mount -o loop "$disk/copy" "$disk/then"
        run --data "$disk/then/data" -c 'show metrics journal.recovered'
        found=$(sed -n 's/^journal.recovered *\([0-9]*\).*/\1/p' "$work/out")
        at_least "the $cut power cut" "$acked" "$found"
        umount "$disk/then"
    done
    kill -9 "$victim"
    wait "$victim" 2>/dev/null || :
    umount "$disk/now"
else
    skip 'a power cut' 'no file can be mounted as a disk here'
fi

# ---- a disk that fails, by strace ----

only= # files to which faults are kept

# inject WHAT ARG...: velox with system calls that fail or kill.
inject() {
    what=$1
    shift
    status=0
    # shellcheck disable=SC2086 # $only is options, or nothing
    strace -f -qq -o "$work/strace" $only -e trace="${what%%:*}" -e inject="$what" \
        "$velox" "$@" </dev/null >"$work/out" 2>"$work/err" || status=$?
}

if command -v strace >/dev/null && strace -qq -o /dev/null -e inject=getppid:error=EIO true 2>/dev/null &&
    ! ldd "$velox" 2>/dev/null | grep -q 'lib[at]san'; then
    rm -rf "$data"
    { echo "$segment"; echo 'set journal.sync batch'; orders 40; } >"$work/orders"
    inject fdatasync:error=EIO:when=20+ --data "$data" -k "$work/orders"
    expect_status 'fdatasync fails: exit status' 5
    acked=$(grep -c '^ok .* id ' "$work/out" || :)
    run --data "$data" -c hash
    expect_line 'fdatasync fails: it was said' err 'recovered'
    if [ "$acked" -gt 0 ] && [ "$acked" -lt 20 ]; then
        ok "fdatasync fails: no answer behind it"
    else
        not_ok "fdatasync fails: $acked answers" "$work/out"
    fi
    only="-P $data/journal-00000001.vxj"
    inject pread64:error=EIO:when=3+ --data "$data" -c hash
    expect_status 'a read that fails is not an empty journal' 5
    find_state
    hash=$state
    inject pread64:error=EINTR:when=1+2 --data "$data" -c hash
    expect_status 'interrupted reads' 0
    only=
    inject pwrite64:error=EINTR:when=1+2 --data "$data" -c 'snapshot save'
    expect_status 'interrupted writes' 0
    find_state
    same 'nothing is doubled or lost' "$hash" "$state"
    rm -rf "$data"
    inject pwrite64:error=EIO:when=20+ --data "$data" -k "$work/orders"
    expect_status 'a write that fails: exit status' 5
    acked=$(grep -c '^ok .* id ' "$work/out" || :)
    run --data "$data" -c 'show metrics journal.recovered'
    found=$(sed -n 's/^journal.recovered *\([0-9]*\).*/\1/p' "$work/out")
    at_least 'a write that fails: what was answered is kept' "$acked" "$found"
    bad=0
    for call in fdatasync:10 renameat:2 fallocate:3 pwrite64:12 fsync:3; do
        n=1
        while [ $n -le "${call#*:}" ]; do
            rm -rf "$data"
            inject "${call%:*}:signal=KILL:when=$n" --data "$data" "$work/orders"
            acked=$(grep -c '^ok .* id ' "$work/out" || :)
            run --data "$data" -c 'show metrics journal.recovered'
            found=$(sed -n 's/^journal.recovered *\([0-9]*\).*/\1/p' "$work/out")
            if [ "$status" -ne 0 ] || [ "${found:-0}" -lt "$acked" ]; then bad=$((bad + 1)); fi
            n=$((n + 1))
        done
    done
    same 'killed in each system call: nothing wrong' 0 "$bad"
    # a start that has a tail to put back and a torn end to cut is killed in each of its calls
    { echo "$segment"; echo 'set journal.sync never'; orders 40; } >"$work/orders"
    rm -rf "$data" "$work/before"
    inject pwrite64:signal=KILL:when=4 --data "$data" "$work/orders"
    cp -r "$data" "$work/before"
    find_state
    hash=$state
    bad=0
    for call in pwrite64:5 fdatasync:6 renameat:2 unlinkat:4 fallocate:3; do
        n=1
        while [ $n -le "${call#*:}" ]; do
            rm -rf "$data"
            cp -r "$work/before" "$data"
            inject "${call%:*}:signal=KILL:when=$n" --data "$data" -c hash
            find_state
            [ "$state" = "$hash" ] || bad=$((bad + 1))
            n=$((n + 1))
        done
    done
    same 'killed in each system call of a recovery: the same state' 0 "$bad"
else
    skip 'a disk that fails' 'strace cannot inject faults here'
fi

finish
