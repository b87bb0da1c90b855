#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs `cachestrat replay` and libCacheSim's `cachesim` in turn on one trace and prints the medians of user CPU seconds
# and resident memory, their ratios, and both miss counts. See README.md.
#   CACHESIM=/path/to/cachesim tests/bench/replay_vs_cachesim.sh BUILD_DIR FOLDER [RUNS]
set -eu

[ $# -ge 2 ] || { echo "usage: CACHESIM=... $0 BUILD_DIR FOLDER [RUNS]" >&2; exit 2; }
: "${CACHESIM:?set CACHESIM to the path of libCacheSim\'s cachesim}"
bin=$1/bin folder=$2 runs=${3:-5}
eviction=${EVICTION:-lru} objects=${OBJECTS:-1000000} requests=${REQUESTS:-20000000} exponent=${EXPONENT:-1.0}
[ -x /usr/bin/time ] || { echo "needs GNU time (Debian package time)" >&2; exit 2; }

mkdir -p "$folder"
trace=$folder/zipf-$exponent-$objects-$requests.oracleGeneral.bin
[ -f "$trace" ] || { "$bin/make_trace" "$trace.part" "$objects" "$requests" "$exponent" 1 && mv "$trace.part" "$trace"; }

ours() { "$bin/cachestrat" replay "$trace" --eviction "$eviction" --capacity 10% --format csv; }
line=$(ours | tail -n 1)
capacity=$(echo "$line" | cut -d, -f2) misses=$(echo "$line" | cut -d, -f5)

# cachesim leaves a result file where it runs.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
name=$(echo "$eviction" | tr -d -)
ratio=$(cd "$work" && "$CACHESIM" "$trace" oracleGeneral "$name" "$capacity" --ignore-obj-size 1 --num-thread 1 2>/dev/null \
    | sed -n 's/.*miss ratio \([0-9.]*\).*/\1/p' | tail -n 1)

i=0
while [ "$i" -lt "$runs" ]; do
    /usr/bin/time -a -o "$work/ours" -f '%U %M' \
        "$bin/cachestrat" replay "$trace" --eviction "$eviction" --capacity 10% >/dev/null
    (cd "$work" && /usr/bin/time -a -o "$work/theirs" -f '%U %M' \
        "$CACHESIM" "$trace" oracleGeneral "$name" "$capacity" --ignore-obj-size 1 --num-thread 1 >/dev/null 2>&1)
    i=$((i + 1))
done
median() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
awk -v e="$eviction" -v c="$capacity" -v m="$misses" -v n="$requests" -v r="$ratio" \
    -v ou="$(median "$work/ours" 1)" -v om="$(median "$work/ours" 2)" \
    -v tu="$(median "$work/theirs" 1)" -v tm="$(median "$work/theirs" 2)" 'BEGIN {
    printf "%s, %d entries: %d misses, ratio %.4f; cachesim prints %s\n", e, c, m, m / n, r
    printf "user CPU  cachestrat %.2f s, cachesim %.2f s: %.1f times less\n", ou, tu, tu / ou
    printf "resident  cachestrat %.0f MB, cachesim %.0f MB: %.2f of it\n", om / 1024, tm / 1024, om / tm
    exit sprintf("%.4f", m / n) != r
}'
