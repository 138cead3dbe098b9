#!/bin/sh
# Finds PostgreSQL's programs, or unpacks Debian's packages of it into .cache/tools/postgres, and prints the folder of its programs. Nothing is installed.
set -eu
cd "$(dirname "$0")/../.."
target=$PWD/.cache/tools/postgres
find_programs() { for folder in "$1"/usr/lib/postgresql/*/bin; do [ ! -x "$folder/initdb" ] || { echo "$folder"; return 0; }; done; return 1; }
find_programs "" && exit 0
if ! find_programs "$target" >/dev/null; then
  for version in 15 17 18; do
    tests/tools/fetch-debian.sh "$target" "postgresql-$version" "postgresql-client-$version" libpq5 && break
  done
  # Its libraries, where the machine lacks them.
  missing=$(for folder in "$target"/usr/lib/postgresql/*/bin; do ldd "$folder/postgres" "$folder/initdb"; done | sed -n 's/^\t*\(.*\) => not found$/\1/p' | sort -u)
  for library in $missing; do
    case $library in
      libpq.so.*) continue ;;
      libldap*) packages="libldap-2.5-0 libsasl2-2" ;;
      libicu*) packages=libicu72 ;;
      libxml2*) packages=libxml2 ;;
      libllvm*|libLLVM*) continue ;;
      libzstd*) packages=libzstd1 ;;
      liblz4*) packages=liblz4-1 ;;
      libsystemd*) packages=libsystemd0 ;;
      libgssapi*) packages="libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2 libkeyutils1" ;;
      *) echo "PostgreSQL needs $library, which this machine lacks." >&2; continue ;;
    esac
    # shellcheck disable=SC2086
    tests/tools/fetch-debian.sh "$target" $packages || true
  done
fi
find_programs "$target" || { echo "set PENUMBRA_POSTGRES to the folder of initdb and postgres instead." >&2; exit 1; }
