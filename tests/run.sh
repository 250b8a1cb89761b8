#!/bin/sh
# Runs a command of the demo or the tests as they need it, whoever runs them and wherever:
# temporary files lie under the target directory, programs speak English, daemons of other users
# can read what is written for them, and sudo doesn't ask again.
set -eu

target=$(realpath -m -- "${CARGO_TARGET_DIR:-$(dirname "$0")/../target}")
export TMPDIR="$target/tmp"
export LC_ALL=C.UTF-8
unset LANGUAGE
umask 022
mkdir -p "$TMPDIR"

if [ "$(id -u)" -ne 0 ]; then
    # sudo's ticket is good for a quarter of an hour. This loop ends with the command.
    while ! timeout 60 tail --pid=$$ -f /dev/null; do
        sudo -n true
    done </dev/null >/dev/null 2>&1 &
fi
exec "$@"
