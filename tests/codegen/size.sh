#!/usr/bin/env bash
# size.sh MOST COMPILER FLAG...: from 3 to 10 handlers, and from 10 to 20, the code and read-only data of
# many_handlers.cpp at -O2 must grow by less than MOST bytes per handler.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
most=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bytes() { # HANDLERS COMPILER [FLAG...]
    local handlers=$1
    shift
    "$@" -DHANDLERS="$handlers" -c -o "$work/object" "$here/many_handlers.cpp"
    # The first column in Berkeley format: code, constants and exception tables.
    size "$work/object" | awk 'NR == 2 { print $1 }'
}

three=$(bytes 3 "$@")
ten=$(bytes 10 "$@")
twenty=$(bytes 20 "$@")
awk -v three="$three" -v ten="$ten" -v twenty="$twenty" -v most="$most" 'BEGIN {
    first = (ten - three) / 7
    second = (twenty - ten) / 10
    printf "%d, %d and %d bytes with 3, 10 and 20 handlers: %.0f and %.0f more a handler, ",
           three, ten, twenty, first, second
    if (first < most && second < most) { print "less than " most; exit }
    print "not less than " most
    exit 1
}'
