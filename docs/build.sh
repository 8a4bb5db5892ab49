#!/usr/bin/env bash
# Builds the documents and the reference into artifacts/site, with warnings as errors. Needs the assemblies of a Release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ! -f src/LagrangeMLNet/bin/Release/net10.0/LagrangeMLNet.dll ]]; then
    echo "Build first: dotnet build LagrangeMLNet.sln -c Release" >&2
    exit 1
fi

rm -rf docs/api artifacts/site
dotnet tool restore >/dev/null
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
dotnet docfx metadata docs/docfx.json | tee "$log"
# An optional part of ML.NET's trees that its packages do not bring, and no public type of ours mentions.
if grep -E '(warning|error): ' "$log" | grep -v 'Microsoft\.ML\.OneDal'; then
    echo "The reference has warnings." >&2
    exit 1
fi
dotnet docfx build docs/docfx.json --warningsAsErrors
