#!/usr/bin/env bash
# hot.sh CASE COMPILER FLAG...: at -O2, the loop of the case's function `received` must be in the function itself. In
# `received.cold` it is optimised for size, and far from what it calls.
set -euo pipefail

case=$1
shift
"$@" -S -o - "$case" | awk '
    /^[A-Za-z_]/ { where = $1 }
    index($0, 1554055169) { found[where] = 1 } # 0x5ca10001
    END {
        if ("received.cold:" in found || !("received:" in found)) {
            print "the loop is not in `received`, but in:"
            for (where in found) print where
            exit 1
        }
    }'
