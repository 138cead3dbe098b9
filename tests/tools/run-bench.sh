#!/usr/bin/env bash
# Measures, and writes docs/benchmarks/results.md and results.json. Usage: run-bench.sh [configuration] [--only <figure>] [--quick] [--full]
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${1:-Release}
[ $# -eq 0 ] || shift
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain -- operator tests/Penumbra.Bench 2>/dev/null)" ] || commit="$commit, changed since"
export PENUMBRA_BENCH_COMMIT=$commit
export PENUMBRA_BENCH_LOAD=$(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)

# Whether it runs is seen without compiling anything anew.
[[ " $* " != *" --quick "* ]] || exec dotnet "artifacts/bin/Penumbra.Bench/${configuration,,}/penumbra-bench.dll" "$@"

# What is measured is what one would run: compiled ahead of time.
runtime=$(tests/tools/publish.sh "$configuration" operator/Penumbra.Operator tests/Penumbra.Bench)
exec dotnet "artifacts/publish/Penumbra.Bench/${configuration,,}_$runtime/penumbra-bench.dll" "$@"
