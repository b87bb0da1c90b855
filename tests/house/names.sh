#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One definition: no two files of sim/ and app/ may define a type of the same name in namespace cs. The linker would
# silently take one for the other. Types in anonymous namespaces are free.
#
# usage: names.sh ROOT         checks the sources under ROOT
#        names.sh --self-test  plants a clash and expects it to be found
set -euo pipefail

check() {
    find "$1/sim" "$1/app" -name '*.h' -o -name '*.cpp' | sort | xargs -r awk '
        FNR == 1 { hidden = 0; pending = "" }
        /^namespace *\{?$/ { hidden = 1 }
        /^\} \/\/ namespace$/ { hidden = 0 }
        pending != "" && /^\{/ { define(pending) }
        { pending = "" }
        !hidden && /^(class|struct|enum class) [A-Z][A-Za-z0-9]*/ && !/;[ \t]*$/ {
            name = $0; sub(/^(class|struct|enum class) /, "", name)
            rest = name; sub(/^[A-Za-z0-9]*/, "", rest); sub(/[^A-Za-z0-9].*$/, "", name)
            if (rest ~ /^(<|::)/) next # a specialisation, a nested type
            if (rest ~ /\{/) define(name); else pending = name
        }
        function define(name) {
            if (name in where && where[name] != FILENAME) {
                print FILENAME ": " name " is already the name of a type in " where[name]
                bad = 1
            }
            where[name] = FILENAME
        }
        END { exit bad }'
}

if [ "${1:-}" = --self-test ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir -p "$folder/sim/a" "$folder/sim/b" "$folder/app"
    printf 'namespace cs\n{\nclass Thing\n{\n};\n} // namespace cs\n' >"$folder/sim/a/a.h"
    printf 'namespace cs\n{\nnamespace\n{\nstruct Thing {\n};\n} // namespace\nclass Thing;\n} // namespace cs\n' >"$folder/sim/b/b.cpp"
    check "$folder"
    printf 'namespace cs\n{\nstruct Thing {\n};\n} // namespace cs\n' >"$folder/sim/b/c.h"
    ! check "$folder" >/dev/null
    echo "a clash is found"
else
    check "${1:?usage: names.sh ROOT}"
fi
