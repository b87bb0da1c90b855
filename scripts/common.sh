# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034
# Sourced by scripts/run and scripts/test: the Debian 12 packages the project needs, and how they are put in.

# Every package by what it is for. The only place that names them.
build_packages=(
    g++ cmake ninja-build pkgconf
    libboost1.81-dev nlohmann-json3-dev libexpected-dev libcli11-dev zlib1g-dev libzstd-dev libsqlite3-dev doctest-dev
)
gui_packages=(
    qt6-base-dev qt6-charts-dev qt6-svg-dev
    libqt6opengl6-dev # CMake does not find Qt Charts without it
    libqt6svg6        # the plugins that draw SVG icons
    fonts-dejavu-core fonts-noto-core
)
test_packages=(zstd gzip python3-jsonschema)
# The tests "fidelity" start these themselves, on free ports; their services are not needed.
fidelity_packages=(redis-server memcached)
# The test "cluster" starts a Slurm of its own where these are installed and the user is root; no script installs them.
cluster_packages=(slurm-wlm munge)
sanitizer_packages=(clang-14 libclang-rt-14-dev)
# Only `cmake --build build/release --target package` needs these; no script installs them.
packaging_packages=(dpkg-dev file)

project_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() {
    printf '==> %s\n' "$*"
}

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Older Boost headers cannot be installed beside those of 1.81: apt takes them away. Say so before it does.
announce_boost_change() {
    local old
    old=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 'libboost*-dev' 2>/dev/null |
        awk '$1 == "ii" && $2 != "libboost1.81-dev" { printf " %s", $2 }') || true
    if [[ -n $old ]]; then
        say "libboost1.81-dev takes the place of:$old (their libraries stay)"
    fi
}

# Installs those of the named packages that are missing; silent and offline when none is.
install_packages() {
    local missing=() name
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is no Debian system. Needed are, under whatever names it has them:"
        printf '    %s\n' "$*"
        say "Going on in the hope that they are there."
        return 0
    fi
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    if [[ ${#missing[@]} -eq 0 ]]; then
        return 0
    fi
    say "Installing Debian packages: ${missing[*]}"
    if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
        die "installing needs root and there is no sudo. As root: apt-get install --no-install-recommends ${missing[*]}"
    fi
    [[ " ${missing[*]} " != *" libboost1.81-dev "* ]] || announce_boost_change
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
    # The lists may be absent (fresh image) or older than the archive: refresh them only then.
    if ! apt-cache policy "${missing[@]}" 2>/dev/null | grep -q 'Candidate: [^(]' ||
        ! as_root "${apt[@]}" install --no-install-recommends "${missing[@]}"; then
        as_root "${apt[@]}" update
        as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" ||
            die "apt-get could not install: ${missing[*]}. Cache Strategist is built on Debian 12 (bookworm)."
    fi
}

# The cache servers for the tests "fidelity". Debian starts what it installs: services that were not there before are
# stopped and do not start again.
install_fidelity_packages() {
    local name added=()
    for name in "${fidelity_packages[@]}"; do
        is_installed "$name" || added+=("$name")
    done
    install_packages "${fidelity_packages[@]}"
    for name in "${added[@]}"; do
        is_installed "$name" || continue
        say "Stopping the service that came with $name"
        if [[ -d /run/systemd/system ]]; then
            as_root systemctl disable --now "$name" || die "could not stop the service $name"
        elif command -v service >/dev/null && ! as_root service "$name" stop; then
            say "It may still run: stop $name by hand."
        fi
    done
}

# configure PRESET [NAME=VALUE]...: runs CMake when the build folder is not set up yet, or with other values.
# Afterwards ninja itself notices changes.
configure() {
    local preset=$1 folder=$project_dir/build/$1 setting wanted=()
    shift
    local needed=no
    [[ -f $folder/build.ninja ]] || needed=yes
    for setting in "$@"; do
        wanted+=("-D$setting")
        grep -q "^${setting%%=*}:[A-Z]*=${setting#*=}\$" "$folder/CMakeCache.txt" 2>/dev/null || needed=yes
    done
    if [[ $needed == yes ]]; then
        say "Configuring $preset"
        (cd "$project_dir" && cmake --preset "$preset" "${wanted[@]}")
    fi
}

# build PRESET [TARGET]...
build() {
    local preset=$1
    shift
    local targets=()
    [[ $# -eq 0 ]] || targets=(--target "$@")
    say "Building $preset"
    cmake --build "$project_dir/build/$preset" "${targets[@]}"
}
