#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs `cachestrat replay` and libCacheSim's `cachesim` in turn on one trace, for every eviction that both have or those
# named in EVICTION, and prints the medians of user CPU seconds and resident memory, their ratios, and both miss ratios.
# See README.md.
#   CACHESIM=/path/to/cachesim [EVICTION="lru arc"] tests/bench/replay_vs_cachesim.sh BUILD_DIR FOLDER [RUNS]
set -eu

[ $# -ge 2 ] || { echo "usage: CACHESIM=... $0 BUILD_DIR FOLDER [RUNS]" >&2; exit 2; }
: "${CACHESIM:?set CACHESIM to the path of libCacheSim\'s cachesim}"
bin=$1/bin folder=$2 runs=${3:-5}
evictions=${EVICTION:-lru fifo random lfu clock sieve slru 2q arc s3-fifo w-tinylfu gdsf lhd belady}
objects=${OBJECTS:-1000000} requests=${REQUESTS:-20000000} exponent=${EXPONENT:-1.0}
[ -x /usr/bin/time ] || { echo "needs GNU time (Debian package time)" >&2; exit 2; }

mkdir -p "$folder"
trace=$folder/zipf-$exponent-$objects-$requests.oracleGeneral.bin
[ -f "$trace" ] || { "$bin/make_trace" "$trace.part" "$objects" "$requests" "$exponent" 1 && mv "$trace.part" "$trace"; }

# cachesim leaves a result file where it runs.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
median() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

wrong=0
printf 'Zipf %s, %s objects, %s requests, capacity 10 %% of the objects; medians of %s\n' \
    "$exponent" "$objects" "$requests" "$runs"
printf '%-10s %8s %8s %6s %9s %9s %8s %8s\n' eviction 'user s' cachesim times 'MB' cachesim misses cachesim
for eviction in $evictions; do
    line=$("$bin/cachestrat" replay "$trace" --eviction "$eviction" --capacity 10% --format csv | tail -n 1)
    capacity=$(echo "$line" | cut -d, -f2) misses=$(echo "$line" | cut -d, -f5)
    name=$(echo "$eviction" | tr -d -)
    rm -f "$work/ours" "$work/theirs"
    i=0
    while [ "$i" -lt "$runs" ]; do
        /usr/bin/time -a -o "$work/ours" -f '%U %M' \
            "$bin/cachestrat" replay "$trace" --eviction "$eviction" --capacity 10% >/dev/null
        (cd "$work" && /usr/bin/time -a -o "$work/theirs" -f '%U %M' "$CACHESIM" "$trace" oracleGeneral "$name" \
            "$capacity" --ignore-obj-size 1 --num-thread 1 >"$work/said" 2>/dev/null)
        i=$((i + 1))
    done
    ratio=$(sed -n 's/.*miss ratio \([0-9.]*\).*/\1/p' "$work/said" | tail -n 1)
    awk -v e="$eviction" -v m="$misses" -v n="$requests" -v r="$ratio" \
        -v ou="$(median "$work/ours" 1)" -v om="$(median "$work/ours" 2)" \
        -v tu="$(median "$work/theirs" 1)" -v tm="$(median "$work/theirs" 2)" 'BEGIN {
        printf "%-10s %8.2f %8.2f %6.1f %9.0f %9.0f %8.4f %8s\n", e, ou, tu, tu / ou, om / 1024, tm / 1024, m / n, r
        apart = m / n - r
        # Draws agree within noise only, the random choice of cachesim is not uniform, and it prints four digits.
        exit (apart < 0 ? -apart : apart) > (e == "random" ? 0.01 : e == "lhd" ? 0.003 : 0.000051)
    }' || { echo "  the miss ratios differ"; wrong=1; }
done
exit $wrong
