#!/usr/bin/env bash
# TorchSharp's Linux library needs a libstdc++ that has GLIBCXX_3.4.32 (GCC 13: Ubuntu 24.04, Debian 13). Checks for it. Debian 12 lacks it:
# there, as root, installs libstdc++6 from Debian 13, saying so; LAGRANGEMLNET_NO_APT=1 refuses. Elsewhere explains. Never fails: without the
# symbol the Torch tests are skipped, with the reason.
set -euo pipefail

symbol=GLIBCXX_3.4.32
suite=trixie

has_symbol() {
    local library
    library="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep 'libstdc++\.so\.6 ' | grep -E 'x86-64|AArch64' | head -n 1 | sed 's/.*=> //')"
    [[ -n "$library" ]] && grep -aq "$symbol" "$library"
}

explain() {
    echo "TorchSharp cannot load here: libstdc++.so.6 lacks $symbol. $1 The Torch tests are skipped." >&2
    exit 0
}

# Prints "URI<tab>keyring" of the machine's own Debian source that carries a suite; the keyring is empty where none is named.
debian_source() {
    local wanted="$1" file
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ -r "$file" ]] || continue
        # A stanza ends at an empty line; the first URI of the stanza with the wanted suite.
        awk -v wanted="$wanted" '
            function flush() { if (uri != "" && (" " suites " ") ~ (" " wanted " ")) { print uri "\t" keyring; exit } uri = suites = keyring = "" }
            /^[[:space:]]*$/ { flush(); next }
            /^#/ { next }
            tolower($1) == "uris:" { uri = $2 }
            tolower($1) == "suites:" { $1 = ""; suites = $0 }
            tolower($1) == "signed-by:" { keyring = $2 }
            END { flush() }' "$file"
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ -r "$file" ]] || continue
        sed -nE "s/^deb +(\[[^]]*signed-by=([^] ,]+)[^]]*\] +|\[[^]]*\] +)?([^ ]+) +$wanted +.*/\3\t\2/p" "$file"
    done
}

[[ "$(uname -s)" == Linux ]] || exit 0
! has_symbol || exit 0

id="" version=""
if [[ -r /etc/os-release ]]; then
    id="$(. /etc/os-release && echo "${ID:-}")" version="$(. /etc/os-release && echo "${VERSION_ID:-}")"
fi
[[ "$id $version" == "debian 12" ]] || explain "Install a libstdc++6 of GCC 13 or later (Ubuntu 24.04 and Debian 13 have it)."
[[ "${LAGRANGEMLNET_NO_APT:-}" != 1 ]] || explain "LAGRANGEMLNET_NO_APT=1 forbids installing it from Debian 13."
[[ "$(id -u)" == 0 ]] || explain "Run as root to have it installed from Debian 13, or install libstdc++6 from there yourself."
source="$(debian_source bookworm | head -n 1)"
[[ -n "$source" ]] || explain "No Debian source was found in /etc/apt to take Debian 13's libstdc++6 from."
IFS=$'\t' read -r uri keyring <<<"$source"

list=/etc/apt/sources.list.d/debian-13-libstdcxx.list
pin=/etc/apt/preferences.d/debian-13-libstdcxx
echo "TorchSharp needs $symbol, so libstdc++6 and what it depends on (the C library among it) are installed from Debian 13: added as an apt source"
echo "($list) of the lowest priority ($pin), so that nothing else ever comes from it. LAGRANGEMLNET_NO_APT=1 prevents this."
echo "deb ${keyring:+[signed-by=$keyring] }$uri $suite main" >"$list"
printf 'Package: *\nPin: release n=%s\nPin-Priority: 1\n' "$suite" >"$pin"
log="$(mktemp)"
install() {
    apt-get update -qq
    # What apt takes along, by name, before it is taken.
    echo "From Debian 13: $(apt-get install --simulate --no-install-recommends -t "$suite" libstdc++6 | sed -nE 's/^Inst ([^ ]+).*/\1/p' | tr '\n' ' ')"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -t "$suite" \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold libstdc++6 >"$log" 2>&1
}
if ! (install); then
    tail -n 5 "$log" >&2
    rm -f "$list" "$pin" "$log"
    explain "Installing libstdc++6 from Debian 13 failed; its source was removed again."
fi
rm -f "$log"
has_symbol || explain "Debian 13's libstdc++6 was installed, but the symbol is still not found."
