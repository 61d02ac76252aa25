#!/usr/bin/env bash
# Checks the small receivers as users run them: check.sh beast_receiver httplib_receiver (or one of them)
set -euo pipefail

work=$(mktemp -d)
receiver=
trap '[ -z "$receiver" ] || kill "$receiver"; rm -rf "$work"' EXIT
export SCAIVAULT_WEBHOOK_SECRET=0123456789abcdef0123456789abcdef

fail() {
    echo "$*" >&2
    cat "$work"/* >&2
    exit 1
}

# start PROGRAM DESCRIPTORS: sets `receiver` and `port`. Uses exec, so that the process is the program itself.
start() {
    : >"$work/out" >"$work/err" # so that nothing of the program before is read
    (ulimit -n "$2" && exec "$1" 0) >"$work/out" 2>"$work/err" &
    receiver=$!
    port=
    for _ in {1..400}; do
        port=$(sed -n 's!^listening on http://127.0.0.1:\([0-9]*\)/scaivault/webhook$!\1!p' "$work/out")
        [ -z "$port" ] || return 0
        sleep 0.05
    done
    fail "$1 does not say where it listens"
}

stop() {
    kill "$receiver"
    wait "$receiver" || true
    receiver=
}

# ask HEADER_LINES: sends a POST without a body, and sets `status` to the answer's status.
ask() {
    local socket line=
    status="no answer"
    # In a subshell first, because a failed redirection of exec ends the shell.
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    exec {socket}<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST /scaivault/webhook HTTP/1.1\r\nHost: a\r\n%b\r\n' "$1" >&"$socket"
    read -r -t 20 line <&"$socket" || true
    exec {socket}>&-
    status=$(cut -d ' ' -f 2 <<<"$line")
}

ends_with() { # STATUS PROGRAM ARGUMENTS...
    local wanted=$1 got=0
    shift
    timeout 20 "$@" >"$work/said" 2>&1 || got=$?
    [ "$got" = "$wanted" ] || fail "$* ends with $got, not $wanted"
}

for program; do
    ends_with 2 "$program"
    ends_with 2 "$program" nonsense
    ends_with 2 "$program" 70000
    SCAIVAULT_WEBHOOK_SECRET=short ends_with 1 "$program" 0

    # Exhaust the descriptors: 24 connections, and as many descriptors. cpp-httplib keeps five more connections
    # waiting.
    start "$program" 24
    connections=()
    for _ in {1..24}; do
        exec {connection}<>"/dev/tcp/127.0.0.1/$port"
        connections+=("$connection")
    done
    for _ in {1..400}; do
        kill -0 "$receiver" 2>/dev/null || break
        [ "$(find "/proc/$receiver/fd" -mindepth 1 | wc -l)" -lt 24 ] || break
        sleep 0.01
    done
    for connection in "${connections[@]}"; do
        exec {connection}>&-
    done
    ask 'Content-Length: 0\r\n'
    [ "$status" = 400 ] || fail "$program answers $status after it was out of descriptors"

    # A port that is in use.
    ends_with 1 "$program" "$port"
    grep -q "127\.0\.0\.1:$port" "$work/said" || fail "$program does not say which port is taken"

    case $program in
    *httplib*)
        ask 'Content-Encoding: gzip\r\nContent-Length: 600000\r\n'
        [ "$status" = 415 ] || fail "$program answers $status to a compressed body"
        ;;
    esac
    stop
done
