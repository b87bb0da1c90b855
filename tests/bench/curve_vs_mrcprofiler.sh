#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs `cachestrat curve` and libCacheSim's `mrcProfiler` in turn on one trace, exact and with samples, and prints the
# medians of user CPU seconds and their ratio. Fails when the exact miss ratios differ. See README.md.
#   MRCPROFILER=/path/to/mrcProfiler tests/bench/curve_vs_mrcprofiler.sh BUILD_DIR FOLDER [RUNS]
set -eu

[ $# -ge 2 ] || { echo "usage: MRCPROFILER=... $0 BUILD_DIR FOLDER [RUNS]" >&2; exit 2; }
: "${MRCPROFILER:?set MRCPROFILER to the path of libCacheSim\'s mrcProfiler}"
bin=$1/bin folder=$2 runs=${3:-3}
objects=${OBJECTS:-1000000} requests=${REQUESTS:-20000000} exponent=${EXPONENT:-1.0}
[ -x /usr/bin/time ] || { echo "needs GNU time (Debian package time)" >&2; exit 2; }

mkdir -p "$folder"
trace=$folder/zipf-$exponent-$objects-$requests.oracleGeneral.bin
[ -f "$trace" ] || { "$bin/make_trace" "$trace.part" "$objects" "$requests" "$exponent" 1 && mv "$trace.part" "$trace"; }

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

sizes=1000,10000,50000,100000,250000,500000
wrong=0
printf 'Zipf %s, %s objects, %s requests; medians of %s\n' "$exponent" "$objects" "$requests" "$runs"
printf '%-8s %8s %12s %6s\n' share 'user s' mrcProfiler times
for share in ${SHARES:-1 0.01}; do
    rm -f "$work/ours" "$work/theirs"
    i=0
    while [ "$i" -lt "$runs" ]; do
        /usr/bin/time -a -o "$work/ours" -f '%U' "$bin/cachestrat" curve "$trace" --sample "$share" \
            --capacity "$sizes" --format csv >"$work/ours.csv"
        /usr/bin/time -a -o "$work/theirs" -f '%U' "$MRCPROFILER" "$trace" oracleGeneral "$sizes" "$share" 1 \
            >"$work/theirs.txt"
        i=$((i + 1))
    done
    ours=$(median "$work/ours") theirs=$(median "$work/theirs")
    awk -v s="$share" -v o="$ours" -v t="$theirs" 'BEGIN { printf "%-8s %8.2f %12.2f %6.1f\n", s, o, t, t / o }'
    [ "$share" = 1 ] || continue
    tail -n +2 "$work/ours.csv" | cut -d, -f5 >"$work/hits"
    grep -o '^[0-9]*B[[:space:]]*[0-9.]*' "$work/theirs.txt" | awk '{ print $2 }' >"$work/misses"
    [ "$(wc -l <"$work/hits")" = "$(wc -l <"$work/misses")" ] &&
        paste "$work/hits" "$work/misses" | awk '{ d = 1 - $1 - $2; if (d > 6e-7 || d < -6e-7) bad = 1 } END { exit bad }' ||
        { echo "  the miss ratios differ"; wrong=1; }
done
exit $wrong
