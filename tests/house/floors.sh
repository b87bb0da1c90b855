#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Floors of the house: which room may include which. Fails and names each line that breaks it.
#
# usage: floors.sh ROOT         checks the sources under ROOT
#        floors.sh --self-test  plants a violation of each kind and expects it to be found
set -euo pipefail

# Room, then all rooms it may include besides itself. Sub-folders belong to the longest name that fits.
rooms='
sim/core
sim/model       sim/core
sim/io          sim/core sim/model
sim/io/import   sim/core sim/model sim/io
sim/workload    sim/core sim/model sim/io sim/io/import
sim/cache       sim/core sim/model
sim/results     sim/core sim/model
sim/engine      sim/core sim/model sim/io sim/io/import sim/workload sim/cache sim/results
sim/analysis    sim/core sim/model sim/io sim/io/import sim/workload sim/cache sim/results sim/engine
sim/analysis/curve sim/core sim/model sim/io sim/io/import sim/workload sim/cache sim/results sim/engine sim/analysis sim/replay
sim/replay      sim/core sim/model sim/io sim/io/import sim/cache sim/results
sim/analysis/sweep sim/core sim/model sim/io sim/io/import sim/workload sim/cache sim/results sim/engine sim/analysis sim/store
sim/store       sim/core sim/model sim/results
sim/charts      sim/core sim/model sim/results sim/analysis sim/analysis/curve
sim/report      sim/core sim/model sim/results sim/charts
app/cli         sim
ui              sim
app/gui         sim ui
'

check() {
    local root=$1
    cd "$root"
    {
        printf '%s\n' "$rooms" | sed 's/^/R /'
        find sim app ui -name '*.h' -o -name '*.cpp' -o -name '*.in' | sort |
            xargs -r grep -nHE '^[[:space:]]*#[[:space:]]*include' | sed 's/^/I /' || true
    } | awk '
        $1 == "R" { if (NF > 1) { known[$2] = 1; for (i = 3; i <= NF; ++i) allowed[$2, $i] = 1 } next }
        {
            line = substr($0, 3)
            place = line; sub(/:[ \t]*#.*/, "", place)
            file = place; sub(/:[0-9]+$/, "", file)
            target = line; sub(/^.*#[ \t]*include[ \t]*[<"]/, "", target); sub(/[>"].*$/, "", target)
            from = room(file)
            if (from == "") { complain(place, "is in no room that tests/house/floors.sh knows"); next }
            if ((from ~ /^sim/ || from == "app/cli") && target ~ /^Q[A-Z]|^Qt|^qt[a-z]*\.h$|^moc_/) {
                complain(place, from " is built without Qt, but includes " target); next
            }
            if (target !~ /^(sim|ui|app)\//) next
            to = room(target)
            if (to == from) next
            top = to; sub(/\/.*/, "", top)
            if (to == "" || !((from, to) in allowed || (from, top) in allowed))
                complain(place, from " may not include " target)
        }
        function room(path,   r) { # the longest known room that holds the file
            for (r = path; sub(/\/[^\/]*$/, "", r);) if (r in known) return r
            return ""
        }
        function complain(place, what) { print place ": " what; bad = 1 }
        END { exit bad }'
}

# plant FILE LINE: a tree with that one line must be refused.
plant() {
    local root
    root=$(mktemp -d)
    mkdir -p "$root/sim/core" "$root/app/cli" "$root/ui" "$root/$(dirname "$1")"
    printf '%s\n' "$2" >"$root/$1"
    if (check "$root") >/dev/null; then
        echo "not found: '$2' in $1"
        failed=1
    fi
    rm -rf "$root"
}

if [[ ${1:-} == --self-test ]]; then
    failed=0
    plant sim/core/a.h '#include <QString>'
    plant app/cli/a.cpp '#include <QtCore/QString>'
    plant sim/model/a.h '#include "sim/io/files.h"'
    plant sim/cache/eviction/a.h '#include "sim/engine/simulation.h"'
    plant sim/report/a.cpp '  #  include "ui/charts/a.h"'
    plant ui/pages/a.cpp '#include "app/cli/command.h"'
    plant sim/attic/a.cpp '#include <vector>'
    exit "$failed"
fi
check "${1:?usage: floors.sh ROOT}"
echo "floors hold"
