#!/usr/bin/env bash
# Says in one sentence what is missing.
command -v dotnet >/dev/null || { echo "the .NET 10 SDK is missing: install it from https://dot.net (or your distribution's dotnet-sdk-10.0)" >&2; exit 1; }
dotnet --list-sdks | grep -q '^10\.' || { echo "the .NET 10 SDK is missing; found only: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')" >&2; exit 1; }
