#!/usr/bin/env bash
# make sim: one run with its story where a SCENARIO is named, else all of them with every fault. SEEDS, FIRST_SEED, CRASHES, PAIRS, SINGLES, ROWS and QUIET_HOURS say how much.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Two heaps of their own, seldom collected: what a run makes is garbage when it ends, and most of it before.
export DOTNET_gcServer=${DOTNET_gcServer:-1} DOTNET_GCgen0size=${DOTNET_GCgen0size:-0x10000000}
program=artifacts/bin/Penumbra.Simulation/$(echo "${1:-Release}" | tr '[:upper:]' '[:lower:]')/penumbra-sim.dll
if [ -n "${2:-}" ]; then exec dotnet "$program" replay --scenario "$2" --faults "${3:-}" --seed "${4:-0}"; fi
exec dotnet "$program" all --seeds "${SEEDS:-20000}" --first-seed "${FIRST_SEED:-1}" --crashes "${CRASHES:-all}" --pairs "${PAIRS:-all}" --singles "${SINGLES:-all}" --rows "${ROWS:-}" --quiet-hours "${QUIET_HOURS:-24}"
