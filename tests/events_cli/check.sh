#!/usr/bin/env bash
# Runs each command of scaivault-events as a user would, and checks its output and exit status.
#
# usage: check.sh PROGRAM DATA-DIRECTORY MAN-PAGE
manual=$(realpath "$3")
. "$(dirname "$0")/setup.sh"

runs 0 '^secret\.rotated$' types
[ "$(grep -c '^[a-z]' output)" = 30 ] || failures=$((failures + 1))
runs 0 '^    new_version +integer +The version to use from now on\.$' types --pattern secret.rotated
[ "$(grep -c '^[a-z]' output)" = 1 ] || failures=$((failures + 1))
runs 0 'recoverable_until +time, omittable' types --table
runs 2 'a wildcard stands for a whole segment' types --pattern 'secret.c*'
runs 2 "selects no event type of the catalog, did you mean 'dynamic\.\*\*'\?" types --pattern 'dynamic.*'
runs 2 "did you mean 'secret\.rotated'\?" types --pattern secret.roated
runs 2 'selects no event type of the catalog; see' types --pattern something.else.altogether
runs 2 'excludes' types --json --table
"$program" types --json >types.json
runs 0 'both have the same 30 event types' diff types.json
printf 'secret.created\r\nsecret.archived\n' >list
runs 1 '^\+ secret\.archived ' diff list
grep -q '^- secret.updated ' output || failures=$((failures + 1))
if grep -q 'secret.created' output; then failures=$((failures + 1)); fi
runs 2 'the list of event types is empty' diff -
echo '{"types": {}}' >list
runs 2 'has no array' diff list
echo '{"types": [{"id": 1}]}' >list
runs 2 'an element without a name' diff list

runs 0 '"new_version": 4' decode "$body"
runs 0 '^\{"event_id":"evt_01HK7X9Z3M8Q4R5T6V7W8X9Y0Z"' decode --json "$body"
sed 's/"new_version":4/"new_version":"4"/' "$body" >wrong.json
runs 1 'a field has the wrong JSON type: /data/new_version \(byte [0-9]+\)' decode wrong.json
# The caret must be under the last byte of the wrong value.
shown=$(sed -n 2p output) caret=$(sed -n 3p output)
[ "${shown:$((${#caret} - 3)):3}" = '"4"' ] || failures=$((failures + 1))
printf '{"event_id":1\x01}' >control.json
runs 1 '^\{"event_id":1\?\}$' decode control.json
runs 1 'missing: /tenant_id' decode <(sed 's/"tenant_id":"[^"]*",//' "$body")
runs 0 '"event_id"' decode --polled <(sed 's/"tenant_id":"[^"]*",//' "$body")
runs 3 'cannot read no/such/file' decode no/such/file

"$program" sign "$body" >headers
runs 0 '^signature: good, by the current secret' verify --body "$body" --headers headers
runs 1 '^signature: no secret matches' verify --body wrong.json --headers headers
runs 1 '^signature: .* s ago' verify --body "$body" --headers headers --at 4000000000
"$program" sign --at 1776952800 "$body" >old
# An independent implementation must give the same signature.
expected=$({ printf 1776952800.; cat "$body"; } | openssl dgst -sha256 -hmac "$SCAIVAULT_WEBHOOK_SECRET" -r)
grep -qxF "X-ScaiVault-Signature: sha256=${expected%% *}" old || failures=$((failures + 1))
runs 0 '^event: secret\.rotated evt_' verify --body "$body" --headers old --at signed
{ cat old; echo 'X-ScaiVault-Event-Type: secret.created'; } >lying
runs 1 '^event: a header disagrees with the signed body' verify --body "$body" --headers lying --at signed
# The output of curl -v must be accepted.
{ echo '* Connected to x'; echo '> POST / HTTP/1.1'; sed 's/^/> /' old; printf '>\n< HTTP/1.1 200 OK\n< date: x\n'; } >of_curl
runs 0 '^event: secret\.rotated evt_' verify --body "$body" --headers of_curl --at signed
printf '%s\n' "$SCAIVAULT_WEBHOOK_SECRET" >secret
SCAIVAULT_WEBHOOK_SECRET='' runs 0 '^signature: good' verify --body "$body" --headers old --at signed --secret-file secret
SCAIVAULT_WEBHOOK_SECRET=another-secret-of-thirty-two-bytes SCAIVAULT_WEBHOOK_SECRET_PREVIOUS=$secret \
    runs 0 '^signature: good, by the previous secret' verify --body "$body" --headers old --at signed
SCAIVAULT_WEBHOOK_SECRET='' runs 3 'no secret: set SCAIVAULT_WEBHOOK_SECRET' sign "$body"
SCAIVAULT_WEBHOOK_SECRET=short runs 2 'secret' sign "$body"

runs 0 '"events":\["secret.rotated","policy.\*\*"\]' \
    subscribe --name n --url https://x.example/ --handlers secret.rotated 'policy.**'
runs 1 '/url' subscribe --name n --url http://x.example/ --handlers secret.rotated
runs 2 "did you mean 'secret\.rotated'\?" \
    subscribe --name n --url https://x.example/ --handlers secret.roated

"$program" listen --port 0 >events 2>errors &
listener=$!
url=$(address errors)
runs 0 '^30 of 30 accepted' trigger '**' --to "$url"
runs 0 '^secret\.rotated 200 .*"handled"' trigger secret.rotated --to "$url" --set data.new_version=77 --set path=a=b
tail -n 1 events | grep -q '"path":"a=b","data":{"old_version":3,"new_version":77,' || failures=$((failures + 1))
runs 0 '^200 of 200 accepted, [0-9]+ per second$' trigger 'policy.**' --to "$url" --count 200
grep -qE '^latency in ms: p50 ' output || failures=$((failures + 1))
grep -qE '^  <      [0-9. ]+#+ [0-9]+$' output || failures=$((failures + 1))
grep -qx '100 of 200' output || failures=$((failures + 1))
runs 0 '^3 of 3 accepted' trigger secret.created --to "$url" --count 3 --rate 50
[ "$(wc -l <events)" = 234 ] || failures=$((failures + 1))
runs 2 'the sample has no member data\.nope' trigger secret.rotated --to "$url" --set data.nope=1
runs 2 'the event would be invalid: .*/data/new_version' trigger secret.rotated --to "$url" --set data.new_version=x
runs 1 '^0 of 1 accepted' trigger secret.rotated --to "$url" --set data.new_version=x --unchecked
SCAIVAULT_WEBHOOK_SECRET=another-secret-of-thirty-two-bytes runs 1 ' 401 ' trigger secret.rotated --to "$url"
runs 2 'must begin with http://' trigger secret.rotated --to ftp://x
runs 3 'no answer from http://127\.0\.0\.1:1/: Connection refused' trigger secret.rotated --to http://127.0.0.1:1/
runs 2 "did you mean 'secret\.rotated'\?; --unknown sends" trigger secret.roated --to "$url"
runs 0 '^secret\.archived 200 ' trigger secret.archived --unknown --to "$url" --set 'data={"by":"me"}'
tail -n 1 events | grep -q '"event_type":"secret\.archived".*"data":{"by":"me"}' || failures=$((failures + 1))
runs 2 'is in the catalog' trigger secret.rotated --unknown --to "$url"
runs 2 'the name of one type' trigger 'secret.*' --unknown --to "$url"
port=${url#http://127.0.0.1:} port=${port%%/*}
runs 3 "cannot listen on 127\.0\.0\.1:$port: Address already in use" listen --port "$port"
runs 2 'such as /hook' listen --port 0 --path hook
runs 2 'such as /hook' listen --port 0 --path '/hook?a=b'
runs 2 'such as /hook' listen --port 0 --path ''

# On Ctrl-C, and if the receiver disappears, a summary must be printed.
env --default-signal=INT "$program" trigger secret.rotated --to "$url" --count 4000 --rate 400 \
    >interrupted 2>interrupted_errors &
sender=$!
for _ in $(seq 600); do
    ! grep -q '^400 of 4000' interrupted_errors || break
    sleep 0.1
done
kill -INT "$sender"
status=0
wait "$sender" || status=$?
accepted=$(sed -nE 's/^([0-9]+) of \1 accepted, .*/\1/p' interrupted)
if [ "$status" != 0 ] || [ "${accepted:-0}" -lt 400 ] || [ "$accepted" -ge 4000 ] ||
    ! grep -q '^latency in ms: ' interrupted || ! grep -q "^interrupted after $accepted of 4000" interrupted_errors; then
    echo "Ctrl-C: ended with $status:" && cat interrupted interrupted_errors
    failures=$((failures + 1))
fi
# In files of its own: those above are truncated only once the shell has started the program.
"$program" trigger secret.rotated --to "$url" --count 4000 --rate 400 >cut_off 2>cut_off_errors &
sender=$!
for _ in $(seq 600); do
    ! grep -q '^400 of 4000' cut_off_errors || break
    sleep 0.1
done
kill -KILL "$listener"
wait "$listener" 2>/dev/null || true
status=0
wait "$sender" || status=$?
if [ "$status" != 3 ] || ! grep -qE '^([0-9]+) of \1 accepted' cut_off ||
    ! grep -qF "no answer from $url: " cut_off_errors; then
    echo "the receiver goes away: ended with $status:" && cat cut_off cut_off_errors
    failures=$((failures + 1))
fi

# A listener that runs out of descriptors must accept connections again once some are free.
(ulimit -n 24 && exec "$program" listen --port 0 >short_events 2>short_errors) &
listener=$!
url=$(address short_errors)
port=${url#http://127.0.0.1:} port=${port%%/*}
for _ in $(seq 40); do
    exec {connection}<>"/dev/tcp/127.0.0.1/$port"
    connections+=("$connection")
done
for _ in $(seq 600); do
    ! grep -q '^cannot accept a connection: ' short_errors || break
    sleep 0.1
done
grep -q '^cannot accept a connection: Too many open files' short_errors || failures=$((failures + 1))
for connection in "${connections[@]}"; do
    exec {connection}>&-
done
runs 0 '^secret\.rotated 200 ' trigger secret.rotated --to "$url"

# A second listener must receive what the first one forwards, and must be able to verify it.
kill "$listener" && wait "$listener" || true
"$program" listen --port 0 --path /hook --pattern 'policy.**' >second_events 2>second_errors &
second=$!
second_url=$(address second_errors)
"$program" listen --port 0 --forward "$second_url" >passed 2>passed_errors &
listener=$!
url=$(address passed_errors)
runs 0 '^30 of 30 accepted' trigger '**' --to "$url"
[ "$(wc -l <passed)" = 30 ] || failures=$((failures + 1))
[ "$(wc -l <second_events)" = 6 ] || failures=$((failures + 1))
kill "$second" && wait "$second" || true
runs 1 ' 500 ' trigger secret.rotated --to "$url"
# The reason must contain the address, but no line of a source file.
has passed_errors "^not handled: no answer from $second_url: Connection refused \\(500\\)$"

runs 2 '^scaivault-events: a command is required; see scaivault-events --help$'
runs 2 "unknown command 'triger', did you mean 'trigger'\?" triger secret.rotated --to http://127.0.0.1:1/
runs 2 "unknown command 'zzz'; see scaivault-events --help" zzz
runs 2 "unknown command ''" ''
runs 2 "unknown option '--verson', did you mean '--version'\?" --verson
runs 2 "unknown option '--ot', did you mean '--to'\?" trigger secret.rotated --ot http://127.0.0.1:1/
runs 2 "unknown argument 'more'; see scaivault-events decode --help" decode file more
runs 0 'Example: ' trigger --help
runs 0 '^[0-9]+\.[0-9]+\.[0-9]+$' --version

# The secret may appear only in the body that registers it.
if grep -qF canary- events errors second_events second_errors passed passed_errors headers old output; then
    echo 'the secret stands in the output'
    failures=$((failures + 1))
fi

# The manual must contain each command and each option, and show no errors.
"$program" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >commands
sed 's/\\-/-/g' "$manual" >plain_manual # to a file: a grep that is done early would break the pipe
[ "$(wc -l <commands)" -ge 10 ] || fail 'the help lists few commands'
while read -r command; do
    "$program" "$command" --help | sed -nE 's/^  (-.,)?(--[a-z-]+).*/\2/p' | while read -r option; do
        grep -qF -- "$option" plain_manual || echo "manual: $command $option"
    done
    grep -q "^\.SS $command" "$manual" || echo "manual: $command"
done <commands >forgotten
[ ! -s forgotten ] || fail 'left out of:' "$(cat forgotten)"

finished 'every command does what it says'
