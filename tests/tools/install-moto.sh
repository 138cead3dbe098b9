#!/usr/bin/env bash
# Unpacks moto (an imitation of the cloud's API, in Python) from Debian trixie into .cache/tools/moto and prints that folder, which goes into PYTHONPATH.
# Bookworm has no package of it: apt gets a state of its own, so that the system's sources stay as they are. Nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$PWD/.cache/tools/moto
packages=(python3-moto python3-boto3 python3-botocore python3-s3transfer python3-jmespath python3-dateutil python3-six python3-flask python3-flask-cors python3-werkzeug python3-jinja2 python3-markupsafe
  python3-click python3-blinker python3-itsdangerous python3-requests python3-urllib3 python3-certifi python3-charset-normalizer python3-idna python3-responses python3-xmltodict python3-antlr4 python3-yaml python3-cryptography python3-cffi-backend)
fail() { echo "moto cannot be had here: $* Set PENUMBRA_MOTO to a folder for PYTHONPATH that holds it instead." >&2; exit 1; }

if [ ! -f "$target/moto/server.py" ]; then
  command -v python3 >/dev/null || fail "python3 is missing (apt-get install python3)."
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "apt-get and dpkg are missing."
  archive=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '$1 == "Debian" && $2 == "main" {print $3}' | grep -v security | head -n 1) || true
  [ -n "$archive" ] || fail "this machine's apt knows no Debian archive (or 'apt-get update' never ran)."
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -f "$keys" ] || fail "the keys of Debian's archive are missing (package debian-archive-keyring)."
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  mkdir -p "$scratch"/lists/partial "$scratch"/cache/archives/partial
  echo "deb [signed-by=$keys] $archive trixie main" >"$scratch/sources.list"
  : >"$scratch/status"
  cat >"$scratch/apt.conf" <<CONF
Dir::State "$scratch";
Dir::State::Lists "$scratch/lists";
Dir::State::status "$scratch/status";
Dir::Cache "$scratch/cache";
Dir::Etc::SourceList "$scratch/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::PreferencesParts "-";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
  export APT_CONFIG=$scratch/apt.conf
  apt-get -qq update >"$scratch/log" 2>&1 || fail "apt-get could not fetch the lists of trixie: $(grep '^[EW]:' "$scratch/log" | head -n 1)"
  tests/tools/fetch-debian.sh "$scratch/tree" "${packages[@]}" || fail "its packages were not fetched."
  find "$scratch/tree" -name '*cpython-313*' -delete
  # The descriptions of hundreds of services are most of its size; these are asked here.
  find "$scratch/tree/usr/lib/python3/dist-packages/botocore/data" -mindepth 1 -maxdepth 1 -type d ! -name rds ! -name iam ! -name sts ! -name kms ! -name ec2 -exec rm -rf {} +
  mkdir -p "$(dirname "$target")"
  rm -rf "$target"
  cp -r "$scratch/tree/usr/lib/python3/dist-packages" "$target"
  [ -f "$target/moto/server.py" ] || fail "the package holds no server."
fi
echo "$target"
