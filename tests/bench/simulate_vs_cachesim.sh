#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs `cachestrat simulate` of the four-layer scenarios and libCacheSim's bare LRU (`cachesim`) in turn, one thread each,
# and prints the medians of user CPU seconds, the requests per CPU second and how that compares to cachesim. See README.md.
#   CACHESIM=/path/to/cachesim [SCENARIO="a.scenario.json ..."] tests/bench/simulate_vs_cachesim.sh BUILD_DIR FOLDER [RUNS]
set -eu

[ $# -ge 2 ] || { echo "usage: CACHESIM=... $0 BUILD_DIR FOLDER [RUNS]" >&2; exit 2; }
: "${CACHESIM:?set CACHESIM to the path of libCacheSim\'s cachesim}"
here=$(cd "$(dirname "$0")" && pwd)
bin=$1/bin folder=$2 runs=${3:-5}
scenarios=${SCENARIO:-$here/four_layers.scenario.json $here/four_layers_browsers.scenario.json}
objects=1000000 requests=20000000
[ -x /usr/bin/time ] || { echo "needs GNU time (Debian package time)" >&2; exit 2; }

mkdir -p "$folder"
trace=$folder/zipf-1.0-$objects-$requests.oracleGeneral.bin
[ -f "$trace" ] || { "$bin/make_trace" "$trace.part" "$objects" "$requests" 1.0 1 && mv "$trace.part" "$trace"; }

# cachesim leaves a result file where it runs.
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
median() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

i=0
while [ "$i" -lt "$runs" ]; do
    (cd "$work" && /usr/bin/time -a -o "$work/cachesim" -f '%U %M' "$CACHESIM" "$trace" oracleGeneral lru \
        $((objects / 10)) --ignore-obj-size 1 --num-thread 1 >/dev/null 2>&1)
    number=0
    for scenario in $scenarios; do
        number=$((number + 1))
        /usr/bin/time -a -o "$work/run$number" -f '%U %M' "$bin/cachestrat" simulate "$scenario" --threads 1 \
            --replications 1 --format json -o "$work/result$number.json" 2>/dev/null
    done
    i=$((i + 1))
done

theirs=$(median "$work/cachesim" 1)
printf 'medians of %s\n%-40s %11s %8s %9s %12s %12s\n' "$runs" run requests 'user s' MB 'requests/s' 'of cachesim'
line() { # name, requests, file
    awk -v n="$1" -v r="$2" -v u="$(median "$3" 1)" -v m="$(median "$3" 2)" -v all="$requests" -v t="$theirs" 'BEGIN {
        printf "%-40s %11d %8.2f %9.0f %12.0f %12.2f\n", n, r, u, m / 1024, r / u, (r / u) / (all / t) }'
}
line 'cachesim lru' "$requests" "$work/cachesim"
number=0
for scenario in $scenarios; do
    number=$((number + 1))
    # Of all strategies; the scenarios here measure from the start, so that every request is counted.
    count=$(grep -o '"requests": *[0-9]*' "$work/result$number.json" | awk '{ sum += $NF } END { print sum }')
    line "$(basename "$scenario" .scenario.json)" "$count" "$work/run$number"
done
