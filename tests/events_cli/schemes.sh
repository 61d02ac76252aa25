#!/usr/bin/env bash
# The schemes of other vendors in sign, verify, listen and replay, against signatures that openssl makes.
#
# usage: schemes.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

printf '{"action":"opened","issue":{"number":7},\n "repository":{"full_name":"a/b"}}' >issue.json
printf '{"id":"evt_1","type":"charge.succeeded","data":{}}' >charge.json
hex() { # SECRET: the HMAC of standard input
    openssl dgst -sha256 -hmac "$1" -r | cut -d' ' -f1
}
base64_of() { # FORM SECRET
    openssl dgst -sha256 -mac HMAC -macopt "$1:$2" -binary | base64
}
is_in_output() { # LINE
    grep -qxF -- "$1" output || fail "sign does not print '$1':" "$(cat output)"
}

runs 0 '^X-GitHub-Event: issues$' sign --scheme github --type issues --id 72d3162e issue.json
is_in_output "X-Hub-Signature-256: sha256=$(hex "$secret" <issue.json)"
is_in_output 'X-GitHub-Delivery: 72d3162e'
cp output github
runs 0 '^signature: good, by the current secret; the scheme signs no time$' \
    verify --scheme github --body issue.json --headers github
runs 1 '^signature: ' verify --scheme github --body charge.json --headers github
# The headers of one vendor are not those of another.
runs 1 '^signature: ' verify --scheme shopify --body issue.json --headers github
runs 1 '^signature: ' verify --body issue.json --headers github

runs 0 '^Stripe-Signature: t=1492774577,v1=' sign --scheme stripe --at 1492774577 charge.json
is_in_output "Stripe-Signature: t=1492774577,v1=$({ printf 1492774577.; cat charge.json; } | hex "$secret")"
cp output stripe
runs 1 '^signature: .* s ago' verify --scheme stripe --body charge.json --headers stripe
runs 0 '^signature: good, .* at Unix second 1492774577$' \
    verify --scheme stripe --body charge.json --headers stripe --at signed
sed 's/t=1492774577,\(.*\)/\1,t=1492774577/' stripe >stripe_reversed
runs 0 '^signature: good' verify --scheme stripe --body charge.json --headers stripe_reversed --at signed
runs 2 'the scheme stripe has no such header' sign --scheme stripe --type charge.succeeded charge.json

key=30313233343536373839616263646566303132333435363738396162636465662b2b
export STANDARD_SECRET
STANDARD_SECRET=whsec_$(printf %s "$key" | xxd -r -p | base64)
runs 0 '^webhook-id: msg_1$' sign --scheme standard --secret-env STANDARD_SECRET --id msg_1 --at 1700000000 charge.json
is_in_output "webhook-signature: v1,$({ printf msg_1.1700000000.; cat charge.json; } | base64_of hexkey "$key")"
cp output standard
runs 0 '^signature: good' verify --scheme standard --secret-env STANDARD_SECRET --body charge.json --headers standard \
    --at signed
runs 0 '^webhook-id: evt_' sign --scheme standard --secret-env STANDARD_SECRET charge.json
STANDARD_SECRET='whsec_this is no base64, is it?' runs 2 'base64' sign --scheme standard --secret-env STANDARD_SECRET charge.json

runs 0 '^X-Slack-Request-Timestamp: 1531420618$' sign --scheme slack --at 1531420618 charge.json
is_in_output "X-Slack-Signature: v0=$({ printf v0:1531420618:; cat charge.json; } | hex "$secret")"
cp output slack
runs 0 '^signature: good' verify --scheme slack --body charge.json --headers slack --at signed

runs 0 '^X-Shopify-Topic: orders/create$' sign --scheme shopify --type orders/create charge.json
is_in_output "X-Shopify-Hmac-Sha256: $(base64_of key "$secret" <charge.json)"
cp output shopify
runs 0 '^signature: good' verify --scheme shopify --body charge.json --headers shopify

runs 2 "'gihub' is not one of scaivault, .*, did you mean 'github'\?" sign --scheme gihub issue.json

# A listener takes what curl sends with these headers, saves it, and a second one takes it when it is replayed.
"$program" listen --scheme github --port 0 --path /hook --save saved --pattern 'issues.*' >events 2>errors &
url=$(address errors)
send() { # HEADER-FILE BODY
    curl --silent --output answer --write-out '%{http_code}' --header @"$1" --data-binary @"$2" "$url"
}
[ "$(send github issue.json)" = 200 ] || fail "listen --scheme github: $(cat answer errors)"
# The body is one line.
[ "$(cat events)" = '{"action":"opened","issue":{"number":7},  "repository":{"full_name":"a/b"}}' ] ||
    fail "listen --scheme github printed:" "$(cat events)"
sed 's/=.*/=00/' github >forged
[ "$(send forged issue.json)" = 400 ] || fail 'a malformed signature has another status'
[ "$(send github charge.json)" = 401 ] || fail 'a forged body has another status'
has errors '^rejected: .* \(401\)$'
cmp saved/000001-issues.opened.json issue.json || failures=$((failures + 1))
runs 0 '^signature: good' verify --scheme github --body saved/000001-issues.opened.json \
    --headers saved/000001-issues.opened.headers
"$program" listen --scheme github --port 0 --secret-env STANDARD_SECRET >second_events 2>second_errors &
second_url=$(address second_errors)
runs 0 '^1 of 1 accepted' replay saved --scheme github --to "$second_url" --secret-env STANDARD_SECRET
[ "$(cat events)" = "$(cat second_events)" ] || fail 'what is replayed differs'
runs 1 ' 401 ' replay saved --scheme github --to "$second_url"

"$program" listen --scheme stripe --port 0 --path /hook >stripe_events 2>stripe_errors &
url=$(address stripe_errors)
"$program" sign --scheme stripe charge.json >stripe
[ "$(send stripe charge.json)" = 200 ] || fail "listen --scheme stripe: $(cat answer stripe_errors)"
[ "$(cat stripe_events)" = "$(cat charge.json)" ] || fail 'listen --scheme stripe prints another body'

# Slack's commands are forms: a body that is no JSON is printed as a JSON string.
"$program" listen --scheme slack --port 0 --path /hook >slack_events 2>slack_errors &
url=$(address slack_errors)
printf 'command=/weather&text="94070"' >form
"$program" sign --scheme slack form >slack
[ "$(send slack form)" = 200 ] || fail "listen --scheme slack: $(cat answer slack_errors)"
[ "$(cat slack_events)" = '"command=/weather&text=\"94070\""' ] || fail 'a form is printed as:' "$(cat slack_events)"

if grep -qF canary- errors second_errors stripe_errors github stripe; then
    fail 'the secret stands in the output'
fi
finished 'five vendors: what openssl signs is verified, and what is signed is what openssl signs'
