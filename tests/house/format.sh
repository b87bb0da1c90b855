#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every source is laid out as .clang-format says. usage: format.sh CLANG_FORMAT ROOT
set -euo pipefail
cd "$2"
find app sim ui tests -name '*.h' -o -name '*.cpp' | sort | xargs -r -P2 -n 50 "$1" --dry-run -Werror --style=file
echo "layout is right"
