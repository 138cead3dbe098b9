#!/usr/bin/env bash
# Compiles programs ahead of time for this machine, for a .NET runtime that is installed, and prints the machine's name as .NET has it.
# They are in artifacts/publish/<project>/<configuration>_<machine>. Usage: publish.sh <configuration> <project folder>…
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=$1
shift
case $(uname -s)-$(uname -m) in
  Linux-x86_64) runtime=linux-x64 ;;
  Linux-aarch64) runtime=linux-arm64 ;;
  *) echo "publish: only Linux on x86-64 and ARM64 is known here, this is $(uname -s) on $(uname -m); use dotnet publish" >&2; exit 1 ;;
esac
for project in "$@"; do
  dotnet publish "$project" -c "$configuration" -r "$runtime" --self-contained false -p:PublishReadyToRun=true -p:RestoreLockedMode=false --nologo -v q -clp:NoSummary >&2
done
echo "$runtime"
