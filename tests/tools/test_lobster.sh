#!/bin/sh
# test_lobster.sh: real sessions, replayed and compared row by row.  The project ships no market
# data: the files are looked for in VX_LOBSTER_DIR, else beside the checkout.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"
data=${VX_LOBSTER_DIR:-$VX_SRCDIR/../shared/data/lobster}

# replay NAME PAIR EXPECTATIONS: with the book's rows compared as fast as it goes.
replay() {
    messages=$data/$2_message.csv
    book=$data/$2_orderbook.csv
    if [ ! -r "$messages" ] || [ ! -r "$book" ]; then
        skip "$1" "no $2 pair in $data (set VX_LOBSTER_DIR)"
        return
    fi
    run -c "feed lobster \"$messages\" book=\"$book\" verify=on speed=max" -c "$3"
    expect_status "$1" 0
    first=$(cat "$work/out")
    run --topology shared -c "feed lobster \"$messages\" book=\"$book\" verify=on speed=max" -c "$3"
    if [ "$first" = "$(cat "$work/out")" ]; then
        ok "$1: twice the same"
    else
        not_ok "$1: twice the same" "$work/out"
    fi
}

replay "MSFT: every row, every aggressor" MSFT_50_first1000 \
    'expect feed.rows.compared == 1000; expect feed.rows.equal == 1000; expect feed.aggressors == 35; expect feed.aggressors.exact == 35; hash'
replay "AAPL: every row" AAPL_10_first998 \
    'expect feed.rows.compared == 999; expect feed.rows.equal == 999; hash'
finish
