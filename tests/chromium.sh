#!/usr/bin/env bash
# The Personalizer's page is tested in a real browser, the machine's own Chromium. Installs it where it is missing, as root on a Debian,
# from the machine's own sources; LAGRANGEMLNET_NO_APT=1 refuses. Never fails: without it those tests are skipped, with the reason.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [[ "${LAGRANGEMLNET_NO_APT:-}" != 1 && "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing chromium, in which the Personalizer's page is tested"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null) && exit 0
fi
echo "There is no Chromium: the tests of the Personalizer's page are skipped. Install it (Debian, Ubuntu: apt-get install chromium)." >&2
