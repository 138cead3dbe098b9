#!/usr/bin/env bash
# make fuzz-api: every field with every mutator, or one with its story where a MUTATION is named. PAIRS and RUNNING say how much, OF of what.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=artifacts/bin/Penumbra.Fuzz/$(echo "${1:-Release}" | tr '[:upper:]' '[:lower:]')/penumbra-fuzz.dll
if [ -n "${2:-}" ]; then exec dotnet "$program" one "$2"; fi
exec dotnet "$program" all --pairs "${PAIRS:-200000}" --running "${RUNNING:-all}" --of "${OF:-}"
