#!/usr/bin/env bash
# tail, against a NATS server of its own. Skipped with a message if there is no server, or if the program was built
# without NATS.
#
# usage: tail.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

"$program" --help >help
if ! grep -qE '^  tail ' help; then
    echo 'skipped: scaivault-events was built without NATS'
    exit 0
fi
server=$(command -v nats-server || command -v /usr/sbin/nats-server || true)
[ -n "$server" ] || {
    echo 'skipped: nats-server is not installed'
    exit 0
}
"$server" --addr 127.0.0.1 --port -1 --jetstream --store_dir store --ports_file_dir "$work" >server_log 2>&1 &
has server_log 'Server is ready'
for _ in $(seq 100); do
    [ -z "$(ls nats-server_*.ports 2>/dev/null)" ] || break
    sleep 0.1
done
nats=$(grep -oE 'nats://127\.0\.0\.1:[0-9]+' nats-server_*.ports | head -n 1)
port=${nats##*:}

# Speaks the protocol of NATS: publishes texts, and waits for the answers to requests.
speak() { # SUBJECT TEXT...
    local subject=$1 text
    shift
    exec {nats_socket}<>"/dev/tcp/127.0.0.1/$port"
    printf 'CONNECT {"verbose":false}\r\nSUB answers 1\r\n' >&"$nats_socket"
    for text; do
        printf 'PUB %s answers %d\r\n%s\r\n' "$subject" "${#text}" "$text" >&"$nats_socket"
        while read -r -t 20 line <&"$nats_socket" && [[ $line != '{'* ]]; do :; done
        printf '%s\n' "$line" >>answers
    done
    exec {nats_socket}>&-
}
event() { # TYPE
    "$program" decode --json "$data/$1.json"
}
speak '$JS.API.STREAM.CREATE.SCAIVAULT' '{"name":"SCAIVAULT","subjects":["scaivault.>"],"storage":"file"}'
grep -q '"created"' answers || fail 'the stream is not made:' "$(cat answers)"
speak scaivault.secret.created "$(event secret.created)" "$(event secret.updated)" "$(event secret.deleted)"

tail_of() { # FILE ARGUMENT...
    local file=$1
    shift
    "$program" tail --server "$nats" "$@" >"$file" 2>"$file.errors" &
}
tail_of last --last 2
tail_of policies --pattern 'policy.**' --last 100
has last '"event_type":"secret\.deleted"'
speak scaivault.policy.created "$(event policy.created)"
speak scaivault.x 'no event'
has policies '"event_type":"policy\.created"'
has last '"event_type":"policy\.created"'
[ "$(grep -c '^{' last)" = 3 ] || fail '--last 2 prints other events:' "$(cat last)"
[ "$(cat policies)" = "$(event policy.created)" ] || fail '--pattern prints other events:' "$(cat policies)"
has last.errors '#5'

# The stream is only read.
for _ in 1 2; do
    script --quiet --flush --return --command "'$program' tail --server $nats --last 2 --verbose" "shown" >/dev/null 2>&1 </dev/null &
    tail_job=$!
    has shown '#4'
    has shown '"policy_id"|"data"'
    has shown '^ {10}'
    kill "$tail_job" 2>/dev/null || true
    wait "$tail_job" 2>/dev/null || true
done
status=0
timeout --signal=INT 3 "$program" tail --server "$nats" >empty 2>&1 || status=$?
[ "$status" = 124 ] && [ ! -s empty ] || fail "an idle tail, after Ctrl-C: $status, $(cat empty)"

runs 3 "^scaivault-events: there is no stream OTHER at $nats$" tail --server "$nats" --stream OTHER
runs 3 '^scaivault-events: no answer from nats://127\.0\.0\.1:1: ' tail --server nats://me:canary-@127.0.0.1:1
if grep -q canary- output; then fail 'the password is shown'; fi
runs 2 "did you mean 'secret\.rotated'\?" tail --server "$nats" --pattern secret.roated
finished 'tail prints the events of a stream'
