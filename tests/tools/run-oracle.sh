#!/usr/bin/env bash
# Runs what needs the real server, which oracle.sh has started. PENUMBRA_GOLDEN=write keeps its answers as golden files.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet test tests/Oracle -c "${1:-Release}" --no-build --nologo -v q
