#!/usr/bin/env bash
# The oracle: the real machinery for custom resources of Kubernetes, from Debian's packages alone (source of apiextensions-apiserver, Go, etcd).
#   oracle.sh build          fetches and builds it, once, into a cache folder outside the repository; prints that folder
#   oracle.sh run <command>  starts it, runs the command with PENUMBRA_ORACLE_KUBECONFIG set, and stops it
# The archive is the one that this machine's apt knows as Debian; the suite is sid, with an apt state of its own: nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=${PENUMBRA_ORACLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/penumbra-oracle}
# What the golden files were recorded with. Sid moves: newer ones are used, and said; then the golden files decide.
pinned=(golang-k8s-apiextensions-apiserver-dev=0.36.4-1 etcd-server=3.5.30-2)
server=$cache/bin/apiextensions-apiserver
etcd=$cache/bin/etcd

fail() { echo "the oracle cannot be had here: $*" >&2; exit 1; }

apt_state() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "apt-get and dpkg are missing (it is built from Debian's packages)."
  local archive keys=/usr/share/keyrings/debian-archive-keyring.gpg
  archive=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '$1 == "Debian" && $2 == "main" {print $3}' | grep -v security | head -n 1) || true
  [ -n "$archive" ] || fail "this machine's apt knows no Debian archive (or 'apt-get update' never ran)."
  [ -f "$keys" ] || fail "the keys of Debian's archive are missing (package debian-archive-keyring)."
  mkdir -p "$cache"/apt/lists/partial "$cache"/apt/cache/archives/partial
  echo "deb [signed-by=$keys] $archive sid main" >"$cache/apt/sources.list"
  : >"$cache/apt/status"
  cat >"$cache/apt/apt.conf" <<CONF
Dir::State "$cache/apt";
Dir::State::Lists "$cache/apt/lists";
Dir::State::status "$cache/apt/status";
Dir::Cache "$cache/apt/cache";
Dir::Etc::SourceList "$cache/apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::PreferencesParts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
  export APT_CONFIG=$cache/apt/apt.conf
  apt-get -qq update >"$cache/apt/log" 2>&1 || fail "apt-get could not fetch the lists of sid: $(grep '^[EW]:' "$cache/apt/log" | head -n 1)"
}

build() {
  [ -x "$server" ] && [ -x "$etcd" ] && return
  local free wanted name version packages
  mkdir -p "$cache/bin"
  free=$(df -Pm "$cache" | awk 'NR == 2 {print $4}')
  [ "$free" -ge 4000 ] || fail "building it needs 4 GB of free disk in $cache; there are $free MB."
  apt_state
  for wanted in "${pinned[@]}"; do
    name=${wanted%%=*}
    version=$(apt-cache policy "$name" | awk '/Candidate:/ {print $2}')
    [ -n "$version" ] && [ "$version" != "(none)" ] || fail "Debian sid has no package $name now."
    [ "$version" = "${wanted#*=}" ] || echo "Debian has moved on: $name is $version now, the golden files were recorded with ${wanted#*=}; they decide." >&2
  done
  # Of all that depends on it, only Go, its libraries in source form and etcd are unpacked.
  packages=$(apt-get -s -y install golang-k8s-apiextensions-apiserver-dev golang-go etcd-server | awk '$1 == "Inst" {gsub(/\(/, "", $3); print $2 "=" $3}' \
    | grep -E '^(golang-.*-dev|golang-[0-9.]+-(go|src)|gogoprotobuf|etcd-server)=') || fail "sid's packages do not fit together at the moment."
  echo "fetching $(wc -l <<<"$packages") packages of Debian sid (about 400 MB) ..." >&2
  rm -rf "$cache/tree"
  # shellcheck disable=SC2086
  tests/tools/fetch-debian.sh "$cache/tree" $packages || fail "its packages were not fetched."
  echo "building apiextensions-apiserver (some minutes) ..." >&2
  local go
  go=$(find "$cache/tree/usr/lib" -maxdepth 3 -path '*/go-*/bin/go' | sort -V | tail -n 1)
  [ -n "$go" ] || fail "Debian's Go has no program where it is looked for."
  compile "$go" >"$cache/build.log" 2>&1 || fail "it did not build; the end of $cache/build.log: $(tail -n 3 "$cache/build.log" | tr '\n' ' ')"
  cp "$cache/tree/usr/bin/etcd" "$etcd"
  printf '%s\n' $packages >"$cache/packages"
  rm -rf "$cache/tree" "$cache/go-build" "$cache/apt"
}

compile() {
  env -i PATH="$PATH" HOME="$cache" GOROOT="$(dirname "$(dirname "$1")")" GOPATH="$cache/tree/usr/share/gocode" GOCACHE="$cache/go-build" GOTOOLCHAIN=local GOFLAGS= \
    GO111MODULE=off CGO_ENABLED=0 "$1" build -ldflags '-s -w' -o "$server" k8s.io/apiextensions-apiserver
}

# A certificate authority for this run, with which both sides are known; the administrator is in the group that may do everything.
certificates() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=oracle -keyout "$run/ca.key" -out "$run/ca.crt" 2>/dev/null
  issue server /CN=127.0.0.1 subjectAltName=IP:127.0.0.1
  issue admin /O=system:masters/CN=admin extendedKeyUsage=clientAuth
}

issue() {
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$run/$1.key" -out "$run/$1.csr" 2>/dev/null
  openssl x509 -req -in "$run/$1.csr" -CA "$run/ca.crt" -CAkey "$run/ca.key" -CAcreateserial -days 2 -extfile <(echo "$3") -out "$run/$1.crt" 2>/dev/null
}

kubeconfig() {
  encode() { base64 <"$run/$1" | tr -d '\n'; }
  cat >"$run/kubeconfig" <<CONFIG
apiVersion: v1
kind: Config
clusters: [{name: oracle, cluster: {server: "https://127.0.0.1:$1", certificate-authority-data: $(encode ca.crt)}}]
users: [{name: admin, user: {client-certificate-data: $(encode admin.crt), client-key-data: $(encode admin.key)}}]
contexts: [{name: oracle, context: {cluster: oracle, user: admin}}]
current-context: oracle
CONFIG
}

# Three ports that were free a moment ago.
free_ports() { for ((found = 0, port = 20000 + RANDOM % 20000; found < 3; port++)); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; found=$((found + 1)); }; done; }

stop() {
  for process in ${server_process:-} ${etcd_process:-}; do kill "$process" 2>/dev/null && wait "$process" 2>/dev/null || true; done
  rm -rf "$run"
}

start() {
  command -v openssl >/dev/null || fail "openssl is missing."
  run=$(mktemp -d)
  trap stop EXIT
  trap 'exit 130' INT TERM
  local ports
  mapfile -t ports < <(free_ports)
  certificates
  kubeconfig "${ports[2]}"
  "$etcd" --name oracle --data-dir "$run/etcd" --unsafe-no-fsync --log-level error --listen-client-urls "http://127.0.0.1:${ports[0]}" --advertise-client-urls "http://127.0.0.1:${ports[0]}" \
    --listen-peer-urls "http://127.0.0.1:${ports[1]}" --initial-advertise-peer-urls "http://127.0.0.1:${ports[1]}" --initial-cluster "oracle=http://127.0.0.1:${ports[1]}" >"$run/etcd.log" 2>&1 &
  etcd_process=$!
  # It would ask a core API server who comes and what they may do, and for webhooks and policies; there is none.
  "$server" --etcd-servers "http://127.0.0.1:${ports[0]}" --secure-port "${ports[2]}" --bind-address 127.0.0.1 --tls-cert-file "$run/server.crt" --tls-private-key-file "$run/server.key" \
    --client-ca-file "$run/ca.crt" --authentication-skip-lookup --enable-priority-and-fairness=false --authentication-kubeconfig "$run/kubeconfig" --authorization-kubeconfig "$run/kubeconfig" --kubeconfig "$run/kubeconfig" \
    --disable-admission-plugins NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ValidatingAdmissionPolicy,MutatingAdmissionPolicy \
    >"$run/server.log" 2>&1 &
  server_process=$!
  for _ in $(seq 120); do
    kill -0 "$server_process" 2>/dev/null && kill -0 "$etcd_process" 2>/dev/null || fail "it did not start: $(grep -v '^[IW]' "$run/server.log" | tail -n 3) $(tail -n 1 "$run/etcd.log")"
    # /readyz waits for kinds of a core API server for ever.
    curl -sf -o /dev/null --max-time 5 --cacert "$run/ca.crt" --cert "$run/admin.crt" --key "$run/admin.key" "https://127.0.0.1:${ports[2]}/apis/apiextensions.k8s.io/v1/customresourcedefinitions" && return 0
    sleep 0.5
  done
  fail "it was not ready in time: $(tail -n 3 "$run/server.log")"
}

case ${1:-} in
  build)
    build
    echo "$cache"
    ;;
  run)
    shift
    build
    start
    PENUMBRA_ORACLE_KUBECONFIG=$run/kubeconfig "$@"
    ;;
  *)
    echo "usage: oracle.sh build | run <command>..." >&2
    exit 2
    ;;
esac
