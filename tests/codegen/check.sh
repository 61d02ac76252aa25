#!/usr/bin/env bash
# check.sh CASE COMPILER FLAG...: at -O2, the assembly of the case's function `matched` must be like that of a hand-written
# switch: at most one jump through a table of its own labels, no calls except those that throw for a variant without a
# value, no type_info except that exception's, and the numbers of all three handlers.
#
# A case with `// violation: TEXT` comments is a control, which shows that the check can fail: these must be found.
set -euo pipefail
export LC_ALL=C

case=$1
shift
assembly=$("$@" -S -o - "$case")

found=$(awk '
    function is_table(label,    entries, i, n) {
        n = split(tables[label], entries, " ")
        for (i = 1; i <= n; ++i)
            if (entries[i] !~ /^\.L/) return 0
        return n > 0
    }
    { sub(/[ \t]*#.*/, "") }
    /^[^ \t].*:/ { label = $1; sub(/:.*/, "", label) }
    /^matched(\.cold)?:/ { inside = 1; known = 1 }
    /^[ \t]+\.cfi_endproc/ { inside = 0 }
    /^[ \t]+\.quad/ { tables[label] = tables[label] " " $2 }
    inside && $1 !~ /^\./ {
        if ($1 == "notrack") $1 = ""
        $0 = $0
        code[++count] = $0
    }
    END {
        if (!known) { print "no function: matched"; exit }
        for (i = 1; i <= count; ++i) {
            $0 = code[i]
            if ($1 ~ /^call/ && $2 ~ /^\*/)
                print "indirect call: " $0
            else if ($1 ~ /^call/ && $2 ~ /^_Zn[wa]/)
                print "operator new"
            else if ($1 ~ /^call/ && $2 !~ /^(__cxa_allocate_exception|__cxa_throw|_ZSt26__throw_bad_variant_access.*|_ZN8webhooks6detail24throw_bad_variant_access.*)$/)
                print "call of " $2
            else if ($1 ~ /^jmp/ && $2 ~ /^\*/) {
                table = $2
                if (sub(/^\*/, "", table) && sub(/\(,%r[a-z0-9]+,8\)$/, "", table) && is_table(table)) ++switches
                else print "indirect call, by a jump: " $0
            } else if ($1 ~ /^j/ && $2 !~ /^(\.L|matched(\.cold)?$)/)
                print "call of " $2 ", by a jump"
            if (match($0, /_ZTI[A-Za-z0-9_]+/) && substr($0, RSTART, RLENGTH) != "_ZTISt18bad_variant_access")
                print "type_info: " substr($0, RSTART, RLENGTH)
            for (handler = 1; handler <= 3; ++handler)
                if (index($0, 1554055168 + handler)) inlined[handler] = 1 # 0x5ca10000
        }
        if (switches > 1) print switches " jumps through a table"
        for (handler = 1; handler <= 3; ++handler)
            if (!inlined[handler]) print "handler " handler " is not inlined"
    }
' <<<"$assembly" | sort -u)

mapfile -t expected < <(sed -n 's#^// violation: ##p' "$case")
if [ "${#expected[@]}" -eq 0 ]; then
    [ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
    exit 0
fi
for text in "${expected[@]}"; do
    grep -qF "$text" <<<"$found" || { printf 'not found: %s\n\nbut\n%s\n' "$text" "$found"; exit 1; }
done
