#!/usr/bin/env bash
# make sim-mutants: plants the faults of tests/Simulation/mutants in a copy of the product, one at a time, and shows what catches each. Every one must be caught.
# A patch begins with what it breaks, then the runs that must fail (Run: scenario | faults) or, where no run can, a test (Test: project filter).
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
configuration=${1:-Release}
only=${2:-}
copy=$root/artifacts/mutants
mkdir -p "$copy"
# A run that was interrupted has left its fault in the libraries. What is gone from the product goes from the copy too.
[ ! -f "$copy/planted" ] || rm -rf "$copy/artifacts" "$copy/planted"
for part in Directory.Build.props Directory.Packages.props .editorconfig Operator.sln operator tests crds charts; do
  rm -rf "${copy:?}/$part"
  [ -e "$part" ] && tar -cf - --exclude=bin --exclude=obj "$part" | tar -xf - -C "$copy"
done
cd "$copy"
flags=(-c "$configuration" -m:1 -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false)
folder=$(echo "$configuration" | tr '[:upper:]' '[:lower:]')
# All of it once; then only the project that a fault is in, whose library is laid over the others' copies of it.
build() { dotnet build "$1" "${flags[@]}" > build.txt 2>&1; }
library() { find "artifacts/bin/$1/$folder" -maxdepth 1 \( -name "$1.dll" -o -name penumbra.dll -o -name penumbra-sandbox.dll \) | head -1; }
lay() {
  for bin in artifacts/bin/Penumbra.Simulation artifacts/bin/*.Tests; do
    [ -f "$bin/$folder/$(basename "$1")" ] && cp "$1" "$bin/$folder/"
  done
  return 0
}
plant() { dotnet build "operator/$1" "${flags[@]}" --no-restore -p:BuildProjectReferences=false > build.txt 2>&1 && lay "$(library "$1")"; }
sim=artifacts/bin/Penumbra.Simulation/$folder/penumbra-sim.dll
caught_by() {
  while IFS= read -r line; do
    case $line in
      "Run: "*)
        local scenario=${line#Run: } faults=""
        case $scenario in *" | "*) faults=${scenario#* | }; scenario=${scenario%% | *} ;; esac
        local said
        if ! said=$(timeout 300 dotnet "$sim" replay --scenario "$scenario" --faults "$faults" 2>&1); then
          echo "$scenario${faults:+ × $faults}: $(echo "$said" | grep -m1 '^VIOLATION' | sed -E 's/^VIOLATION ([a-z-]+).*/\1/')"
          return
        fi ;;
      "Test: "*)
        read -r project filter <<< "${line#Test: }"
        if ! dotnet test "$project" -c "$configuration" --no-build --nologo -v q --filter "$filter" > test.txt 2>&1; then
          echo "$(basename "$project"): $(grep -m1 '\[FAIL\]' test.txt | sed -E 's/^(.*\.)?([A-Za-z0-9_]+)(\(.*)? \[FAIL\].*/\2/; s/_/ /g')"
          return
        fi ;;
    esac
  done < "$1"
}
for project in tests/Simulation $(sed -n 's/^Test: \([^ ]*\).*/\1/p' "$root"/tests/Simulation/mutants/*"$only"*.patch | sort -u); do
  if ! build "$project"; then tail -20 build.txt; exit 1; fi
done
total=0 caught=0
printf '| fault | what it breaks | caught by |\n|---|---|---|\n'
for patch in "$root"/tests/Simulation/mutants/*"$only"*.patch; do
  name=$(basename "$patch" .patch) total=$((total + 1))
  project=$(sed -n 's#^+++ b/operator/\([^/]*\)/.*#\1#p' "$patch" | head -1)
  cp "$(library "$project")" whole.dll
  touch planted
  breaks=$(sed -n 's/^Breaks: //p' "$patch")
  if ! patch -s -p1 --no-backup-if-mismatch < "$patch" > /dev/null; then by="" why="the patch does not fit"
  elif ! plant "$project"; then by="" why="it does not build"
  else by=$(caught_by "$patch") why="not caught"; fi
  [ -n "$by" ] && caught=$((caught + 1))
  printf '| %s | %s | %s |\n' "$name" "$breaks" "${by:-NOTHING ($why)}"
  # Back to what it was, with a new time, so that it is built again.
  whole=$(library "$project"); cp whole.dll "$whole"; lay "$whole"
  for file in $(sed -n 's#^+++ b/##p' "$patch"); do cp "$root/$file" "$file"; touch "$file"; done
  rm planted
done
echo "mutants: $total planted, $caught caught"
[ "$total" -gt 0 ] && [ "$caught" -eq "$total" ]
