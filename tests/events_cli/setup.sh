# Sourced by the checks of scaivault-events: a work directory, a secret, and functions to run the program.
#
# $program, $data: the program, and the examples of the catalog.
set -euo pipefail

program=$(realpath "$1") data=$(realpath "$2")
work=$(mktemp -d)
clean_up() {
    local job
    for job in $(jobs -p); do
        kill "$job" 2>/dev/null || true
        wait "$job" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
cd "$work"

unset SCAIVAULT_WEBHOOK_SECRET_PREVIOUS SCAIVAULT_PROFILE NO_COLOR
export XDG_CONFIG_HOME=$work/config HOME=$work TERM=xterm
secret=canary-0123456789abcdef-0123456789abcdef
export SCAIVAULT_WEBHOOK_SECRET=$secret
body=$data/secret.rotated.json
failures=0

fail() { # MESSAGE...
    printf '%s\n' "$*"
    failures=$((failures + 1))
}

# runs STATUS TEXT ARGUMENT...: the exit status must be STATUS, and a line of the output must match TEXT.
runs() {
    local expected=$1 text=$2 status=0
    shift 2
    timeout 60 "$program" "$@" >output 2>&1 </dev/null || status=$?
    if [ "$status" != "$expected" ] || ! grep -qE -- "$text" output; then
        fail "scaivault-events $*: ended with $status, not $expected, or has no line like /$text/:" "$(cat output)"
    fi
}

# has FILE TEXT: a line of the file must match TEXT, within 20 s.
has() {
    for _ in $(seq 200); do
        ! grep -qE -- "$2" "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    fail "$1 has no line like /$2/:" "$(cat "$1")"
}

# Prints the address of a listener, once it has written it to FILE.
address() { # FILE
    local found=
    for _ in $(seq 600); do
        [ ! -e "$1" ] || found=$(sed -n 's/^listening on //p' "$1" | tr -d '\r')
        [ -z "$found" ] || break
        sleep 0.1
    done
    printf '%s' "$found"
}

# finished WHAT: the last line of each check.
finished() {
    [ "$failures" = 0 ] || {
        echo "$failures checks failed"
        exit 1
    }
    echo "$1"
}
