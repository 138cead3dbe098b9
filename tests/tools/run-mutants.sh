#!/usr/bin/env bash
# make sim-mutants: plants the faults of tests/Simulation/mutants in a copy of the product, one at a time, and shows what catches each. Every one must be caught.
# A patch begins with what it breaks, then the runs that must fail (Run: scenario | faults) or, where no run can, a test (Test: project filter).
# The product itself must pass them all: that is tried first. A run of all faults writes docs/benchmarks/mutants.md.
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
configuration=${1:-Release}
only=${2:-}
copy=$root/artifacts/mutants
commit=$(git describe --always --dirty 2>/dev/null || echo "no commit")
mkdir -p "$copy"
# A run that was interrupted has left its fault in the libraries. What is gone from the product goes from the copy too.
[ ! -f "$copy/planted" ] || rm -rf "$copy/artifacts" "$copy/planted"
for part in Directory.Build.props Directory.Packages.props .editorconfig Operator.sln operator tests crds charts; do
  rm -rf "${copy:?}/$part"
  [ -e "$part" ] && tar -cf - --exclude=bin --exclude=obj "$part" | tar -xf - -C "$copy"
done
patches=("$copy"/tests/Simulation/mutants/*"$only"*.patch)
cd "$copy"
flags=(-c "$configuration" -m:1 -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false)
folder=$(echo "$configuration" | tr '[:upper:]' '[:lower:]')
# All of it once; then only the projects that a fault is in, whose libraries are laid over the others' copies of them.
build() { dotnet build "$1" "${flags[@]}" > build.txt 2>&1; }
library() { find "artifacts/bin/$1/$folder" -maxdepth 1 \( -name "$1.dll" -o -name penumbra.dll -o -name penumbra-sandbox.dll \) | head -1; }
lay() {
  for bin in artifacts/bin/Penumbra.Simulation artifacts/bin/*.Tests; do
    [ -f "$bin/$folder/$(basename "$1")" ] && cp "$1" "$bin/$folder/"
  done
  return 0
}
# In the order of the alphabet, which is that of their references.
projects_of() { sed -n 's#^+++ b/operator/\([^/]*\)/.*#\1#p' "$1" | sort -u; }
plant() {
  for project in $(projects_of "$1"); do
    dotnet build "operator/$project" "${flags[@]}" --no-restore -p:BuildProjectReferences=false > build.txt 2>&1 || return 1
    lay "$(library "$project")"
  done
}
sim=artifacts/bin/Penumbra.Simulation/$folder/penumbra-sim.dll
# What a line of a patch finds; nothing where it passes. What ends without saying what is wrong has found nothing.
tried() {
  case $1 in
    "Run: "*)
      local scenario=${1#Run: } faults=""
      case $scenario in *" | "*) faults=${scenario#* | }; scenario=${scenario%% | *} ;; esac
      timeout 300 dotnet "$sim" replay --scenario "$scenario" --faults "$faults" > run.txt 2>&1
      local ended=$? found
      found=$(grep -m1 '^VIOLATION' run.txt | sed -E 's/^VIOLATION ([a-z-]+).*/\1/')
      [ "$ended" -ne 124 ] || found="does not end"
      if [ -n "$found" ]; then echo "$scenario${faults:+ × $faults}: $found"
      elif [ "$ended" -ne 0 ]; then cat run.txt >&2; fi ;;
    "Test: "*)
      local project filter found
      read -r project filter <<< "${1#Test: }"
      dotnet test "$project" -c "$configuration" --no-build --nologo -v q --filter "$filter" > test.txt 2>&1
      local ended=$?
      found=$(grep -m1 '\[FAIL\]' test.txt | sed -E 's/^(.*\.)?([A-Za-z0-9_]+)(\(.*)? \[FAIL\].*/\2/; s/_/ /g')
      if [ -n "$found" ]; then echo "$(basename "$project"): $found"
      elif [ "$ended" -ne 0 ] || ! grep -q 'Passed!' test.txt; then cat test.txt >&2; fi ;;
  esac
}
caught_by() {
  local line found
  while IFS= read -r line; do
    found=$(tried "$line" < /dev/null)
    [ -z "$found" ] || { echo "$found"; return; }
  done < <(grep -E '^(Run|Test): ' "$1")
}
for project in tests/Simulation $(sed -n 's/^Test: \([^ ]*\).*/\1/p' "${patches[@]}" | sort -u); do
  if ! build "$project"; then tail -20 build.txt; exit 1; fi
done
began=$SECONDS sound=0
while IFS= read -r line; do
  found=$(tried "$line" < /dev/null)
  [ -z "$found" ] || { echo "fails without a planted fault: $found"; exit 1; }
  sound=$((sound + 1))
done < <(grep -hE '^(Run|Test): ' "${patches[@]}" | sort -u)
echo "$sound runs and tests pass on the product itself, $((SECONDS - began)) s"
total=0 caught=0 began=$SECONDS table=table.txt
printf '| fault | what it breaks | caught by | s |\n|---|---|---|---:|\n' | tee "$table"
for patch in "${patches[@]}"; do
  name=$(basename "$patch" .patch) total=$((total + 1)) since=$SECONDS
  mkdir -p whole
  for project in $(projects_of "$patch"); do cp "$(library "$project")" whole/; done
  touch planted
  breaks=$(sed -n 's/^Breaks: //p' "$patch")
  if ! patch -s -p1 --no-backup-if-mismatch < "$patch" > /dev/null; then by="" why="the patch does not fit"
  elif ! plant "$patch"; then by="" why="it does not build"
  else by=$(caught_by "$patch") why="not caught"; fi
  [ -n "$by" ] && caught=$((caught + 1))
  printf '| %s | %s | %s | %s |\n' "$name" "$breaks" "${by:-NOTHING ($why)}" "$((SECONDS - since))" | tee -a "$table"
  # Back to what it was, with a new time, so that it is built again.
  for project in $(projects_of "$patch"); do whole=$(library "$project"); cp "whole/$(basename "$whole")" "$whole"; lay "$whole"; done
  for file in $(sed -n 's#^+++ b/##p' "$patch"); do cp "$root/$file" "$file"; touch "$file"; done
  rm planted
done
last="mutants: $total planted, $caught caught, $((SECONDS - began)) s"
echo "$last"
if [ -z "$only" ]; then
  {
    echo "# Planted faults"
    echo
    echo "Written by \`make sim-mutants\` on $(date -u +%F) of $commit, on $(nproc) cores beside other work; the last column is seconds, most of them for building."
    echo "The $sound runs and tests that the patches name pass on the product itself. See [reliability](../reliability.md#planted-faults)."
    echo
    cat "$table"
    echo
    echo "$last"
  } > "$root/docs/benchmarks/mutants.md"
fi
[ "$total" -gt 0 ] && [ "$caught" -eq "$total" ]
