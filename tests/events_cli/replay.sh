#!/usr/bin/env bash
# listen --save and replay; trigger --fixture and --remove; suggestions for typos in them.
#
# usage: replay.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

"$program" listen --port 0 --save saved --pattern 'secret.**' >events 2>errors &
first=$!
url=$(address errors)

cat >steps.json <<'END'
[
  {"type": "secret.created", "set": {"path": "prod/db", "event_id": "evt_of_the_fixture"}},
  {"type": "secret.rotated", "delay_ms": 700, "set": {"data.new_version": 12}},
  {"type": "secret.deleted", "remove": ["data.recoverable_until"]},
  {"type": "policy.created"}
]
END
began=$(date +%s%N)
runs 0 '^4 of 4 accepted' trigger --fixture steps.json --to "$url"
took=$((($(date +%s%N) - began) / 1000000))
[ "$took" -ge 700 ] || fail "the fixture took $took ms, despite its delay"
[ "$(grep -cE '^(secret|policy)\.[a-z]+ 200 ' output)" = 4 ] || fail 'not all steps are shown:' "$(cat output)"
grep -q '"event_id":"evt_of_the_fixture".*"event_type":"secret.created".*"path":"prod/db"' events ||
    fail 'the first step is not as it is set:' "$(cat events)"
grep -q '"new_version":12' events || fail 'the second step is not as it is set'
if grep -q recoverable_until events; then fail 'the third step has what was removed'; fi
[ "$(wc -l <events)" = 3 ] || fail '--pattern does not select'

# What was genuine and selected is saved, byte for byte, and readable by its owner only.
[ "$(ls saved)" = $'000001-secret.created.headers\n000001-secret.created.json\n000002-secret.rotated.headers
000002-secret.rotated.json\n000003-secret.deleted.headers\n000003-secret.deleted.json' ] || fail "saved: $(ls saved)"
[ "$(stat -c %a saved saved/*.json | sort -u)" = $'600\n700' ] || fail 'others can read what is saved'
runs 0 'evt_of_the_fixture, and the headers agree' verify --at signed \
    --body saved/000001-secret.created.json --headers saved/000001-secret.created.headers
runs 0 '"new_version": 12' decode saved/000002-secret.rotated.json

# The listener that handled them takes them as duplicates; another one handles them, with another secret.
runs 0 '^000001-secret\.created\.json 200 .*"duplicate"' replay saved --to "$url"
[ "$(ls saved | wc -l)" = 6 ] || fail 'duplicates are saved'
has errors '^duplicate: secret\.created \(200\)$'
export NEXT_SECRET=next-0123456789abcdef-0123456789abcdef-01
"$program" listen --port 0 --secret-env NEXT_SECRET >second_events 2>second_errors &
second_url=$(address second_errors)
runs 1 '^0 of 3 accepted' replay saved --to "$second_url"
runs 0 '^3 of 3 accepted' replay saved --to "$second_url" --secret-env NEXT_SECRET
cmp events second_events || fail 'what is replayed differs'
runs 0 '^1 of 1 accepted' replay "$body" --to "$second_url" --secret-env NEXT_SECRET
tail -n 1 second_events | cmp - <("$program" decode --json "$body") || fail 'a single body is not replayed'

# Numbers go on after a restart; a type cannot choose another directory.
kill "$first" && wait "$first" || true
"$program" listen --port 0 --save saved >events 2>errors &
url=$(address errors)
sed 's|"event_type":"secret.rotated"|"event_type":"../../escaped.x"|' "$body" >hostile.json
curl --silent --output answer --header @<("$program" sign hostile.json) --data-binary @hostile.json "$url"
grep -q '"unknown"' answer || fail 'the unknown type is not taken:' "$(cat answer errors)"
[ -e saved/000004-.._.._escaped.x.json ] || fail "a type as a path: $(ls saved)"

runs 0 ' 200 ' trigger secret.deleted --to "$url" --remove data.recoverable_until
runs 2 'the event would be invalid: .*/data/new_version.*; --unchecked sends it' \
    trigger secret.rotated --to "$url" --remove data.new_version
runs 1 ' 400 ' trigger secret.rotated --to "$url" --remove data.new_version --unchecked
runs 1 ' 400 ' trigger secret.rotated --to "$url" --remove event_id --unchecked
runs 2 'the sample has no member data\.new_versio, did you mean data\.new_version\?|did you mean .data\.new_version.\?' \
    trigger secret.rotated --to "$url" --remove data.new_versio
runs 2 "no member pth, did you mean 'path'\?" trigger secret.rotated --to "$url" --set pth=x
runs 2 'takes the event type to send, a pattern, or --fixture' trigger --to "$url"
runs 2 'excludes' trigger secret.rotated --fixture steps.json --to "$url"

wrong() { # FIXTURE TEXT
    printf '%s' "$1" >wrong.json
    runs 2 "$2" trigger --fixture wrong.json --to "$url"
}
wrong '[' '^scaivault-events: wrong\.json is no JSON: '
wrong '{}' 'wrong\.json is no JSON array with steps'
wrong '[]' 'no JSON array with steps'
wrong '[1]' 'step 1 of wrong\.json: it is no object'
wrong '[{"type":"secret.created"},{"typ":"x"}]' "step 2 of wrong\.json: a step has no member 'typ', did you mean 'type'\?"
wrong '[{"set":{}}]' "step 1 of wrong\.json: it has no 'type'"
wrong '[{"type":"secret.creatd"}]' "is no event type of the catalog, did you mean 'secret\.created'\?"
wrong '[{"type":"secret.created","set":{"data.x":1}}]' 'step 1 of wrong\.json: the sample has no member data\.x'
wrong '[{"type":"secret.created","set":1}]' "'set' is no object"
wrong '[{"type":"secret.created","remove":"x"}]' "'remove' is no array"
wrong '[{"type":"secret.created","delay_ms":-1}]' "'delay_ms' is no whole number"
wrong '[{"type":"secret.rotated","set":{"data.new_version":"x"}}]' 'step 1 of wrong\.json: the event would be invalid: '
runs 3 'cannot read no/such' trigger --fixture no/such --to "$url"

runs 3 'cannot read no/such' replay no/such --to "$url"
mkdir empty
runs 3 'there is no delivery, no \*\.json, in the directory empty' replay empty --to "$url"
runs 3 'cannot make the directory /proc/no/such: ' listen --port 0 --save /proc/no/such
finished 'saved deliveries are replayed, and fixtures are sent'
