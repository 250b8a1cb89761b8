#!/bin/sh
# Removes what the demo and the tests have written beside what cargo built, and stops the Postfix
# instances that an interrupted run has left.
#
#   tests/clean.sh            everything
#   tests/clean.sh outside    only what lies outside of the target directory
set -eu

target=$(realpath -m -- "${CARGO_TARGET_DIR:-$(dirname "$0")/../target}")
PATH=$PATH:/usr/sbin:/sbin
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo

# Where a rig can't lie in the target directory, a link leads to where it does.
outside=$(readlink "$target/outside" 2>/dev/null || true)
case $outside in
/tmp/postseal-*) ;;
*) outside= ;;
esac

for etc in "$target"/rig/*/etc "$target"/demo/etc; do
    if [ -e "$etc/main.cf" ] && command -v postfix >/dev/null; then
        $as_root postfix -c "$etc" abort >/dev/null 2>&1 || true
    fi
done
if [ -n "$outside" ]; then
    $as_root rm -rf "$outside" "$target/outside"
    find "$target/rig" "$target/demo" -maxdepth 1 -lname "$outside/*" -delete 2>/dev/null || true
fi
[ "${1:-}" != outside ] || exit 0
for folder in rig demo keys; do
    # Postfix's queues belong to its own user.
    [ ! -e "$target/$folder" ] || $as_root rm -rf "$target/$folder"
done
