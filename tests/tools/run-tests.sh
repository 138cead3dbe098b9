#!/usr/bin/env bash
# Runs every test project and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."
configuration=${1:-Release}
results=artifacts/test-results
rm -rf "$results"
export PENUMBRA_PROMETHEUS=${PENUMBRA_PROMETHEUS:-$PWD/.cache/tools/prometheus/usr/bin/prometheus}
export PENUMBRA_HELM=${PENUMBRA_HELM:-$PWD/.cache/tools/helm/helm}
export PENUMBRA_KUBECTL=${PENUMBRA_KUBECTL:-$(command -v kubectl || echo "$PWD/.cache/tools/helm/kubectl")}
export PENUMBRA_KUBECTL120=${PENUMBRA_KUBECTL120:-$PWD/.cache/tools/kubectl120/usr/bin/kubectl}
export PENUMBRA_MOTO=${PENUMBRA_MOTO:-$PWD/.cache/tools/moto}
status=0
mkdir -p "$results"

# The databases' files live for seconds, and a disk is most of what they cost: in memory where there is plenty.
memory=$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)
if [ "${memory:-0}" -gt 6291456 ]; then
  folder=$(mktemp -d /dev/shm/penumbra-tests.XXXXXX)
  chmod 755 "$folder"
fi

# One project, or a part of it by a filter; what it prints goes where the caller wants it.
run_project() {
  local project=$1 part=${2:-} filter=${3:-} name
  name=$(basename "$project" .csproj)${part:+-$part}
  echo "── $name"
  dotnet test "$project" -c "$configuration" --no-build --nologo -v q ${filter:+--filter "$filter"} --logger "trx;LogFileName=$name.trx" --results-directory "$results" 2>&1 | grep -vE '^(Test run for|VSTest|A total of|Starting test|Results File|$)' || true
  local ended=${PIPESTATUS[0]}
  [ -f "$results/$name.trx" ] || { echo "$name left no results: it crashed"; : > "$results/$name.crashed"; }
  return "$ended"
}

# The stories with real clusters and databases mostly wait: they run beside everything else, in three lines of about the same length, and are shown after it. What one leaves out another runs.
stories=tests/EndToEnd/EndToEnd.Tests.csproj
databases=tests/Penumbra.Databases.Tests/Penumbra.Databases.Tests.csproj
shadows='FullyQualifiedName~EndToEnd.Shadow' fast='FullyQualifiedName~EndToEnd.FastShadow' refreshes='FullyQualifiedName~EndToEnd.Refresh'
run_databases() {
  local ended=0
  [ -z "${folder:-}" ] || export TMPDIR=$folder
  run_project "$databases" || ended=1
  run_project "$stories" refreshes "$refreshes" || ended=1
  return $ended
}
run_others() {
  local ended=0
  run_project "$stories" others "${shadows/\~/!~}&${fast/\~/!~}&${refreshes/\~/!~}" || ended=1
  run_project "$stories" fast "$fast" || ended=1
  return $ended
}
beside=()
set -m
run_project "$stories" shadows "$shadows" > "$results/stories-shadows.txt" &
beside+=($!)
run_databases > "$results/stories-databases.txt" &
beside+=($!)
run_others > "$results/stories-others.txt" &
beside+=($!)
set +m
trap 'for line in "${beside[@]}"; do kill -- "-$line" 2>/dev/null; done; [ -z "${folder:-}" ] || rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for project in $(find tests -name '*Tests.csproj' | sort); do
  [ "$project" = "$stories" ] || [ "$project" = "$databases" ] || run_project "$project" || status=1
done
echo "── simulation"
SEEDS=${SEEDS:-70} CRASHES=${CRASHES:-6} PAIRS=${PAIRS:-97} SINGLES=${SINGLES:-1499} QUIET_HOURS=${QUIET_HOURS:-1} tests/tools/run-sim.sh "$configuration" 2>&1 | tee "$results/simulation.txt" || status=1
simulated=$(sed -nE 's/^sim: ([0-9]+) scenarios.*/\1/p' "$results/simulation.txt")
violations=$(sed -nE 's/^sim: .* ([0-9]+) violations.*/\1/p' "$results/simulation.txt")
[ -n "$simulated" ] || { simulated=0; violations=1; }
echo "── fuzz-api"
PAIRS=${FUZZ_PAIRS:-5000} RUNNING=${FUZZ_RUNNING:-97} tests/tools/run-fuzz.sh "$configuration" 2>&1 | tee "$results/fuzz.txt" || status=1
fuzzed=$(sed -nE 's/^fuzz-api: .* ([0-9]+) accepted and ignored or worse.*/\1/p' "$results/fuzz.txt")
[ -n "$fuzzed" ] || fuzzed=1
echo "── bench, whether it runs"
measured=0
tests/tools/run-bench.sh "$configuration" --only breach --quick > "$results/bench.txt" 2>&1 && measured=1 || { tail -5 "$results/bench.txt"; status=1; }
for line in "${beside[@]}"; do wait "$line" || status=1; done
trap - EXIT
[ -z "${folder:-}" ] || rm -rf "$folder"
cat "$results"/stories-*.txt
# What failed is said in its own words, whatever the runner left out: who reads this may not have the files.
for file in "$results"/*.trx; do
  sed -nE '/<UnitTestResult .*outcome="Failed"/s/.*testName="([^"]*)".*/FAILED \1/p; /<Message>/,/<\/StackTrace>/p' "$file" | sed -E 's/<[^>]*>//g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#xD;//g; s/&amp;/\&/g' | cut -c1-1500
done
crashed=$(find "$results" -name '*.crashed' | wc -l)
count() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | sed -E "s/.* $1=\"([0-9]+)\".*/\1/" | awk '{n += $1} END {print n + 0}'; }
passed=$(( $(count passed) + (violations == 0 ? simulated : 0) + (fuzzed == 0 ? 1 : 0) + measured )); failed=$(( $(count failed) + crashed + violations + fuzzed + 1 - measured )); skipped=$(( $(count total) - $(count passed) - $(count failed) ))
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
