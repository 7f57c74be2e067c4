#!/bin/sh
# All tests, on the display there is or on a virtual one.
set -eu
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=xcb PYLON_CAMEMU=1
if [ -n "${DISPLAY:-}" ] && [ -z "${SKINLAX_TEST_VIRTUAL:-}" ]; then
    exec .venv/bin/python -m pytest "$@"
fi
exec xvfb-run --auto-servernum --server-args "-screen 0 1920x1080x24 -nolisten tcp" .venv/bin/python -m pytest "$@"
