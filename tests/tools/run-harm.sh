#!/usr/bin/env bash
# make harm: the whole benchmark into docs/benchmarks; with RUNS other than 10000 into artifacts/harm, since the committed figures are of a whole run.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${RUNS:-10000}
output=docs/benchmarks
[ "$runs" = 10000 ] || output=artifacts/harm
exec nice -n 15 dotnet "artifacts/bin/Penumbra.Harm/$(echo "${1:-Release}" | tr '[:upper:]' '[:lower:]')/penumbra-harm.dll" "$runs" "$output"
