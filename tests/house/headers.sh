#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every source says its licence in the first line, every header is included once, no source outgrows 500 lines.
# usage: headers.sh ROOT
set -euo pipefail
cd "$1"
bad=0
while IFS= read -r file; do
    if ! head -n 1 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'; then
        echo "$file: the first line names no licence"
        bad=1
    fi
    if [[ $file == *.h ]] && ! grep -q '^#pragma once' "$file"; then
        echo "$file: no #pragma once"
        bad=1
    fi
    if [[ $(wc -l <"$file") -gt 500 ]]; then
        echo "$file: more than 500 lines"
        bad=1
    fi
done < <(find app sim ui tests -name '*.h' -o -name '*.cpp' | sort)
exit "$bad"
