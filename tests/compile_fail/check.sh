#!/usr/bin/env bash
# check.sh [--mistake-only] CASE COMPILER FLAG...: the case must not compile, with exactly the errors in its `// error:`
# comments. With -DCORRECTED, the control, it must compile without a warning; --mistake-only leaves that out.
#
# `// error: TEXT` is below the line with the mistake, once per error; an indented comment continues it. TEXT must be in
# the first three lines of its error, counted in GCC from 'In instantiation of', and the output must name the line of
# the mistake. The text of the first error is within ten lines of the first line that names a file of ours. The whole output
# has at most 40 lines.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
has_control=yes
if [ "$1" = --mistake-only ]; then
    has_control=no
    shift
fi
case=$1
shift
name=$(basename "$case")
compile=("$@" -fsyntax-only)

fail() {
    printf '%s: %s\n\n%s\n' "$name" "$1" "${output-}"
    exit 1
}

if [ $has_control = yes ] && ! output=$("${compile[@]}" -Werror -DCORRECTED "$case" 2>&1); then
    fail "the corrected case does not compile"
fi
if output=$("${compile[@]}" "$case" 2>&1); then
    fail "it compiles"
fi

# GCC 14 quotes the source below each "required from"; the quotes are not counted. Users have no precompiled headers.
quote='^ *[0-9]* [|] '
total=$(grep -v "$quote" <<<"$output" | grep -vc '/precompiled\.hpp:')
[ "$total" -le 40 ] || fail "$total lines of output"

# The first three lines of each error, on one line.
mapfile -t errors < <(awk -v quote="$quote" '
    function flush() { if (head != "") print head; head = ""; kept = 0 }
    /^In file included from / || /^ +from / || $0 ~ quote { next }
    / (error|fatal error): / { if (!context) flush(); context = 0; open = 1 }
    /: (In |At global scope)|: +(recursively )?required / { if (!context) flush(); context = 1; open = 1 }
    open && kept < 3 { head = head $0 " "; ++kept }
    END { if (!context) flush() }
' <<<"$output" | sed -f "$here/normalise.sed")

# What a user sees first: ten lines, from the first that names a file of ours. How that was included is not counted.
shown=$(awk -v ours="$name|include/(webhooks|scaivault)/" '
    /^In file included from / || /^ +from / { next }
    count == 0 && $0 ~ ours { count = 1 }
    count >= 1 && count <= 10 { print; ++count }
' <<<"$output" | sed -f "$here/normalise.sed" | tr '\n' ' ')

# LINE TEXT of each expected error.
mapfile -t expected < <(awk '
    function flush() { if (text != "") print line, text; text = "" }
    match($0, /^ *\/\/ error: /) { flush(); text = substr($0, RLENGTH + 1); next }
    text != "" && match($0, /^ *\/\/    +/) { text = text " " substr($0, RLENGTH + 1); next }
    { flush(); if ($0 !~ /^ *(#|$)/) line = NR }
    END { flush() }
' "$case")
[ "${#expected[@]}" -gt 0 ] || fail "it expects no error"

count=$(grep -cE '(error|fatal error): ' <<<"$output")
[ "$count" -eq "${#expected[@]}" ] || fail "$count errors for ${#expected[@]} mistakes"
[ "${#errors[@]}" -eq "$count" ] || fail "cannot tell the errors apart"

[[ $shown == *"${expected[0]#* }"* ]] || fail "the first ten lines lack: ${expected[0]#* }"
for i in "${!expected[@]}"; do
    line=${expected[i]%% *}
    text=${expected[i]#* }
    [[ ${errors[i]} == *"$text"* ]] || fail "the first lines of error $((i + 1)) lack: $text"
    grep -qF "$name:$line:" <<<"$output" || fail "line $line is not named"
done
