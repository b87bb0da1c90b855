#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the job array of docs/cluster.md on a Slurm of one node that this script starts and stops: its own munge key and
# socket, ports and folders. One part is lost and submitted again; the joined table is that of one undisturbed run.
#
# usage: slurm.sh CACHESTRAT DOCS_FOLDER
# Needs root (slurmd starts jobs as other users) and Debian's slurm-wlm and munge.
set -euo pipefail

skip() {
    echo "SKIPPED: $*"
    exit 0
}
for program in munged slurmctld slurmd sbatch squeue scontrol; do
    command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin
    command -v "$program" >/dev/null || skip "$program is not installed (Debian: slurm-wlm, munge)"
done
[[ $(id -u) -eq 0 ]] || skip "starting a Slurm node needs root"

cachestrat=$(readlink -f "${1:?usage: slurm.sh CACHESTRAT DOCS_FOLDER}")
docs=$(readlink -f "${2:?usage: slurm.sh CACHESTRAT DOCS_FOLDER}")
# /tmp itself may be open to all; munge wants every folder above its socket to be safe.
folder=$(mktemp -d /run/cachestrat-slurm-XXXXXX)
chmod 755 "$folder"
daemons=()

stop_all() {
    local status=$?
    [[ $status -eq 0 ]] || tail -n 20 "$folder"/*.log "$folder"/work/*.log 2>/dev/null || true
    local pid
    for pid in "${daemons[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap stop_all EXIT

# wait_for SECONDS WHAT COMMAND...
wait_for() {
    local seconds=$1 what=$2 end=$((SECONDS + $1))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if [[ $SECONDS -ge $end ]]; then
            echo "$what did not happen in $seconds s" >&2
            return 1
        fi
        sleep 0.2
    done
}

free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
            echo "$port"
            return
        }
    done
    return 1
}

start_slurm() {
    local name
    name=$(hostname -s)
    mkdir -m 700 "$folder/munge"
    mkdir "$folder/state" "$folder/spool"
    dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
    chmod 400 "$folder/munge/key"
    chmod 711 "$folder/munge"
    munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
        --pid-file="$folder/munge/pid" --seed-file="$folder/munge/seed" >"$folder/munged.log" 2>&1 &
    daemons+=($!)
    wait_for 20 "munge" test -S "$folder/munge/socket"
    cat >"$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$name Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF=$folder/slurm.conf
    slurmctld -D -f "$SLURM_CONF" >"$folder/slurmctld.log" 2>&1 &
    daemons+=($!)
    wait_for 30 "slurmctld" scontrol ping
    slurmd -D -f "$SLURM_CONF" >"$folder/slurmd.log" 2>&1 &
    daemons+=($!)
    wait_for 30 "an idle node" bash -c 'sinfo -h -o %T | grep -qx idle'
}

# The code blocks of the page, so that what it shows is what is tested.
block() {
    awk -v wanted="$1" '/^```bash/ { inside = 1; ++count; next } /^```/ { inside = 0 } inside && count == wanted' "$docs/cluster.md"
}

no_jobs() {
    [[ -z $(squeue -h) ]]
}

start_slurm
mkdir "$folder/work" "$folder/bin"
ln -s "$cachestrat" "$folder/bin/cachestrat"
export PATH=$folder/bin:$PATH
cd "$folder/work"
cat >shop.scenario.json <<'SCENARIO'
{
  "format": "cache-strategist/scenario", "version": 1, "name": "Shop",
  "run": { "seed": 7, "duration": "10min", "warm_up": "2min" },
  "workload": { "data_types": [
    { "name": "Pages", "keys": 5000, "value_size": "20 kB", "popularity": { "law": "zipf", "exponent": 0.9 },
      "reads": { "rate": "50/s" }, "writes": { "per_read": 0.01 }, "miss_cost": { "db_time": "10ms", "db_queries": 2 } } ] },
  "strategies": [
    { "name": "No cache", "layers": [] },
    { "name": "Redis", "layers": [ { "name": "Cache", "kind": "redis", "capacity": "64MB", "eviction": "lru",
        "rules": { "Pages": { "ttl": "1min" } } } ] } ]
}
SCENARIO
block 1 >sweep.sbatch
# One processor is all that some machines have.
sed -i "s/--cpus-per-task=2/--cpus-per-task=1/" sweep.sbatch
export CACHESTRAT_LIBRARY=none

echo "The job array and the job that joins its parts"
eval "$(block 2)"
wait_for 300 "the end of the jobs" no_jobs
test -s sweep.csv

echo "The table is that of one undisturbed run"
command=$(sed -n '/^exec cachestrat/,$p' sweep.sbatch | sed 's/^exec //; s/--shard [^ ]* //; s/--library [^ ]* //; s/-o .*$//')
SLURM_CPUS_PER_TASK=2 bash -c "$command" >whole.json
cachestrat merge whole.json --format csv -o whole.csv
cmp whole.csv sweep.csv
cachestrat merge part-*.json -o joined.json
cmp whole.json joined.json

echo "A part that is lost is named, submitted again, and resumed from its library"
rm part-2.json
if cachestrat merge part-*.json -o gap.json 2>gap.txt; then
    echo "a missing part was not noticed" >&2
    exit 1
fi
grep -q 'points are missing: 1, 5, 9' gap.txt
test ! -e gap.json
eval "$(block 3 | sed 's/--array=2,4/--array=2/')"
wait_for 300 "the end of the part" no_jobs
cachestrat merge part-*.json -o again.json
cmp whole.json again.json
echo "done: $(grep -c '"point"' whole.json) rows in 4 parts"
