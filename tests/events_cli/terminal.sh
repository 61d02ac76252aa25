#!/usr/bin/env bash
# listen on a terminal: one line a delivery, reasons, colours; and what other outputs get.
#
# usage: terminal.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

# Starts a listener on a terminal, whose output is in FILE.
listens() { # FILE ARGUMENT...
    local file=$1
    shift
    script --quiet --flush --return --command "'$program' listen --port 0 $*" "$file" >/dev/null 2>&1 </dev/null &
    url=$(address "$file")
}
without_colours() {
    sed 's/\x1b\[[0-9;]*m//g' "$1" | tr -d '\r'
}
port_of() {
    local rest=${url#http://*:}
    printf %s "${rest%%/*}"
}

listens shown
runs 0 ' 200 ' trigger secret.rotated --to "$url" --set path=prod/db --set event_id=evt_twice
runs 0 '"duplicate"' trigger secret.rotated --to "$url" --set path=prod/db --set event_id=evt_twice
SCAIVAULT_WEBHOOK_SECRET=another-secret-of-thirty-two-bytes runs 1 ' 401 ' trigger secret.rotated --to "$url"
runs 1 ' 404' trigger secret.rotated --to "${url}s"
curl --silent --output /dev/null "$url"
printf 'POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n' >"/dev/tcp/127.0.0.1/$(port_of)"
# A path that would clear the screen and colour the line.
runs 0 ' 200 ' trigger secret.created --to "$url" --set 'path="a\u001b[2Jb\u009b31m"'
has shown 'a\?\[2Jb'
without_colours shown >plain
has plain '^[0-9]{2}:[0-9]{2}:[0-9]{2}  secret\.rotated +prod/db +handled +200$'
has plain '^[0-9:]{8}  secret\.rotated +- +duplicate +200$'
has plain '^[0-9:]{8}  - +- +rejected +401$'
grep -A1 'rejected *401' plain | grep -qE '^ {10}no secret matches|^ {10}.*signature' || fail 'a refusal has no reason:' "$(cat plain)"
has plain '^[0-9:]{8}  POST /scaivault/webhooks +- +not found +404$'
has plain '^ {10}deliveries go to /scaivault/webhook, see --path$'
has plain '^[0-9:]{8}  GET /scaivault/webhook +- +wrong method +405$'
has plain '^[0-9:]{8}  - +- +malformed +400$'
if grep -qP '\x1b\[2J|\xc2\x9b' shown; then fail 'the sender controls the terminal'; fi
if grep -q '^ *"' plain; then fail 'the body is shown without --verbose'; fi
grep -qP '\x1b\[32m' shown && grep -qP '\x1b\[31m' shown && grep -qP '\x1b\[33m' shown || fail 'there are no colours'

export NO_COLOR=1
listens uncoloured --verbose
runs 0 ' 200 ' trigger secret.rotated --to "$url"
has uncoloured '^ *"new_version": 4'
if grep -q $'\x1b' uncoloured; then fail 'NO_COLOR is ignored'; fi
unset NO_COLOR
export TERM=dumb
listens dumb
runs 0 ' 200 ' trigger secret.rotated --to "$url"
has dumb 'secret\.rotated .*handled'
if grep -q $'\x1b' dumb; then fail 'TERM=dumb is ignored'; fi
export TERM=xterm
listens as_json --json
runs 0 ' 200 ' trigger secret.rotated --to "$url"
has as_json '^\{"event_id":'
if grep -q $'\x1b' as_json; then fail 'JSON has colours'; fi

"$program" listen --port 0 >events 2>errors &
url=$(address errors)
runs 0 ' 200 ' trigger secret.rotated --to "$url"
runs 1 ' 404' trigger secret.rotated --to "${url}s"
has errors '^not found: POST /scaivault/webhooks: deliveries go to /scaivault/webhook, see --path \(404\)$'
head -c 1100000 /dev/zero >large
[ "$(curl --silent --output /dev/null --write-out '%{http_code}' --header Expect: --data-binary @large "$url")" = 413 ] ||
    fail 'the sender of a large body gets no answer'
has errors '^malformed: the HTTP request is too large \(413\)$'
[ "$(wc -l <events)" = 1 ] || fail 'standard output has more than the events'
if grep -q $'\x1b' events errors; then fail 'a pipe has colours'; fi
if grep -qF canary- shown uncoloured events errors; then fail 'the secret stands in the output'; fi
finished 'listen shows deliveries on a terminal, and lines of JSON elsewhere'
