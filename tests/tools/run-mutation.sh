#!/usr/bin/env bash
# make mutation: Stryker changes the rules of Penumbra.Core, one operator or statement at a time, in a copy, and runs the tests that reach it. What no test notices survives.
# One argument or more: which files, as Stryker's globs; without any, all rules and the judge. TESTS is a filter of tests, as of dotnet test; CONCURRENCY how many mutants are tried at once (1), where nothing else is at work.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
stryker=$(tests/tools/install-stryker.sh)
copy=$root/artifacts/mutation
[ $# -gt 0 ] || set -- '**/DarkLaunches/Policies/*.cs' '**/ShadowDeployments/**/*.cs' '**/SnapshotRefreshes/**/*.cs' '**/Objectives/**/*.cs'
mkdir -p "$copy"
for part in operator/Penumbra.Core tests/Penumbra.Core.Tests tests/Shared Directory.Packages.props operator/BannedSymbols.txt; do
  rm -rf "${copy:?}/$part"
  tar -cf - --exclude=bin --exclude=obj "$part" | tar -xf - -C "$copy"
done
# Lives by chance take half of the time and reach everything.
rm -f "$copy"/tests/Penumbra.Core.Tests/DarkLaunches/LaunchRandomLifeTests.cs
# Changed code raises warnings that nobody wrote.
sed -e 's#<TreatWarningsAsErrors>true#<TreatWarningsAsErrors>false#' -e 's#<AnalysisMode>Recommended#<AnalysisMode>None#' -e 's#<EnforceCodeStyleInBuild>true#<EnforceCodeStyleInBuild>false#' Directory.Build.props > "$copy/Directory.Build.props"
sed -e "s#FullyQualifiedName~Penumbra#${TESTS:-FullyQualifiedName~Penumbra}#" tests/tools/stryker-config.json > "$copy/stryker-config.json"
files=()
for glob in "$@"; do files+=(--mutate "$glob"); done
cd "$copy/tests/Penumbra.Core.Tests"
"$stryker" --concurrency "${CONCURRENCY:-1}" --config-file "$copy/stryker-config.json" --output "$copy/report" "${files[@]}"
