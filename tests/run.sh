#!/usr/bin/env bash
# Builds everything in Release and runs every test project. Works from any folder, in a fresh clone. With --built, what is built is not
# built again.
# The last line is "N passed, N failed, N skipped", summed from the results files (artifacts/test-results/*.trx).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

# ML.NET's LightGBM needs the OpenMP runtime, which a bare Linux lacks.
PATH="$PATH:/usr/sbin:/sbin"
if command -v ldconfig >/dev/null && [[ "$(ldconfig -p)" != *libgomp.so.1* ]]; then
    if command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
        echo "Installing libgomp1, which LightGBM needs"
        apt-get update -qq && apt-get install -y -qq libgomp1 >/dev/null
    else
        echo "LightGBM needs the OpenMP runtime libgomp.so.1. Install it (Debian, Ubuntu: apt-get install libgomp1) and run again." >&2
        exit 1
    fi
fi

# TorchSharp needs a newer C++ runtime than Debian 12 has; without it the Torch tests are skipped.
bash tests/libstdc++.sh

# A sample's page is tested in a browser; without one those tests are skipped.
bash tests/chromium.sh

if [[ "${1:-}" != --built ]]; then
    dotnet build LagrangeMLNet.sln --configuration Release --nologo --verbosity quiet
fi

# What needs Microsoft.ML.AutoML, which not every mirror has, is built and tested where the environment says MICROSOFT_AUTOML=true.
if [[ "${MICROSOFT_AUTOML:-}" == true ]]; then
    dotnet build tests/LagrangeMLNet.MicrosoftAutoML.Tests --configuration Release --nologo --verbosity quiet
fi

# LightGBM's threads wait in a busy loop by default, which on a machine with other work takes minutes instead of seconds.
export OMP_WAIT_POLICY=passive

# The number of an attribute in a results file's summary; 0 where the file was never written.
count() {
    local value
    value="$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9')" || true
    echo "${value:-0}"
}

# Runs a project's tests and says what they said once they have ended; the exit code is kept.
test_project() {
    local name code=0
    name="$(basename "$1" .csproj)"
    dotnet "$(dirname "$1")/bin/Release/net10.0/$name.dll" -result-trx "$results/$name.trx" -noLogo -noColor >"$results/$name.log" 2>&1 || code=$?
    echo "$code" >"$results/$name.code"
    cat "$results/$name.log"
}

# The core's tests keep all cores busy. Then two projects beside each other, those that take longest first, for many of their tests wait
# for processes of their own. What packs the packages comes last.
core=tests/LagrangeMLNet.Tests/LagrangeMLNet.Tests.csproj
test_project "$core"
projects=()
for name in LagrangeMLNet.TorchSharp LagrangeMLNet.AutoML LagrangeMLNet.Control LagrangeMLNet.Trees; do
    projects+=("tests/$name.Tests/$name.Tests.csproj")
done
for project in tests/*.Tests/*.csproj; do
    [[ " $core ${projects[*]} " == *" $project "* ]] && continue
    [[ "$project" == *MicrosoftAutoML* && "${MICROSOFT_AUTOML:-}" != true ]] && continue
    projects+=("$project")
done
export results
export -f test_project
printf '%s\0' "${projects[@]}" | xargs -0 -P 2 -I{} bash -c 'test_project "$1"' _ {}
test_project tests/LagrangeMLNet.Acceptance/LagrangeMLNet.Acceptance.csproj
projects+=("$core" tests/LagrangeMLNet.Acceptance/LagrangeMLNet.Acceptance.csproj)

passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
    name="$(basename "$project" .csproj)"
    trx="$results/$name.trx"
    code="$(cat "$results/$name.code" 2>/dev/null || echo 1)"

    project_passed="$(count "$trx" passed)"
    project_failed=$(($(count "$trx" failed) + $(count "$trx" error) + $(count "$trx" timeout) + $(count "$trx" aborted)))
    project_skipped=$(($(count "$trx" total) - project_passed - project_failed))
    if [[ "$code" != 0 && "$project_failed" == 0 ]]; then
        echo "$name: ended with code $code and no failed test: counted as one failure" >&2
        project_failed=1
    elif [[ "$project_passed" == 0 && "$project_failed" == 0 ]]; then
        echo "$name: ran no test: counted as one failure" >&2
        project_failed=1
    fi

    echo "$name: $project_passed passed, $project_failed failed, $project_skipped skipped"
    passed=$((passed + project_passed)) failed=$((failed + project_failed)) skipped=$((skipped + project_skipped))
done

echo "$passed passed, $failed failed, $skipped skipped"
[[ "$failed" == 0 && "$passed" -gt 0 ]]
