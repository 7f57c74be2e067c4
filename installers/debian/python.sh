#!/bin/sh
# Prints the Python to build the environment with: 3.11 or 3.12, able to make a venv.
set -eu
for candidate in "${PYTHON:-}" python3.11 python3.12 python3; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null || continue
    if ! "$candidate" -c 'import ensurepip' 2>/dev/null; then
        if [ "$(id -u)" -ne 0 ]; then
            echo "$candidate cannot make environments: install the package python3-venv, then run make again." >&2
            exit 1
        fi
        apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >&2
    fi
    echo "$candidate"
    exit 0
done
echo "Python 3.11 or 3.12 is needed: install it, then run make again." >&2
exit 1
