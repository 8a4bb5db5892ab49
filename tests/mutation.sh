#!/usr/bin/env bash
# Mutation tests of the mathematics: changes the code in one small place at a time and counts how many of these changes a test notices.
# Usage: tests/mutation.sh [FOLDER or FILE...], of src/LagrangeMLNet; without any, the folders below. Hours for all of them, minutes for a
# file: tests/mutation.sh Likelihoods/PoissonLikelihood.cs. Prints a line for each; the changes that no test noticed are in its log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet tool restore >/dev/null
targets=("$@")
((${#targets[@]})) || targets=(Mechanics Numerics Design Likelihoods)
mkdir -p artifacts/mutation

for target in "${targets[@]}"; do
    if [[ ! -e "src/LagrangeMLNet/$target" ]]; then
        echo "$target: there is no such folder or file" >&2
        continue
    fi
    pattern="$target"
    [[ "$target" == *.cs ]] || pattern="$target/**/*.cs"
    name="${target//\//-}"
    config="$PWD/artifacts/mutation/$name.json"
    log="$PWD/artifacts/mutation/$name.log"
    # The tests of a folder are in the folder of the same name.
    cat >"$config" <<JSON
{
  "stryker-config": {
    "project": "LagrangeMLNet.csproj",
    "configuration": "Release",
    "mutate": ["$pattern"],
    "test-case-filter": "FullyQualifiedName~LagrangeMLNet.Tests.${target%%/*}",
    "coverage-analysis": "perTest",
    "concurrency": ${CONCURRENCY:-2},
    "reporters": ["cleartext", "json"],
    "thresholds": { "high": 95, "low": 85, "break": 0 }
  }
}
JSON
    # Not from the root, where it would take the whole solution.
    (cd tests/LagrangeMLNet.Tests && dotnet stryker --config-file "$config" --output "${log%.log}") >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
    echo "$target: $(grep -oE 'final mutation score is.*' "$log" | tail -n 1), $(grep -c '\[Survived\]' "$log" || true) survived ($log)"
done
