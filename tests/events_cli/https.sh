#!/usr/bin/env bash
# https for listen, --forward, trigger and replay, with certificates of an authority of its own.
#
# usage: https.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" \
        -out "$1.pem" 2>/dev/null
}
certificate() { # NAME AUTHORITY SUBJECT-ALT-NAME
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 -out "$1.pem" \
        -extfile <(echo "subjectAltName=$3") 2>/dev/null
}
authority ours
authority theirs
certificate address ours IP:127.0.0.1
certificate name ours DNS:localhost

"$program" listen --port 0 --tls-cert address.pem --tls-key address.key >events 2>errors &
url=$(address errors)
[[ $url == https://127.0.0.1:* ]] || fail "listen says $url"
runs 0 '^30 of 30 accepted' trigger '**' --to "$url" --cacert ours.pem
[ "$(wc -l <events)" = 30 ] || failures=$((failures + 1))
runs 3 "^scaivault-events: no answer from $url: its certificate is refused: unable to get local issuer certificate$" \
    trigger secret.rotated --to "$url"
runs 3 'its certificate is refused: ' trigger secret.rotated --to "$url" --cacert theirs.pem
runs 0 '^1 of 1 accepted' trigger secret.rotated --to "$url" --insecure
runs 0 '^1 of 1 accepted' replay "$body" --to "$url" --cacert ours.pem
runs 3 'cannot use the certificate authorities in no/such: ' trigger secret.rotated --to "$url" --cacert no/such
runs 3 "no answer from ${url/https/http}: " trigger secret.rotated --to "${url/https/http}"
curl --silent --fail --cacert ours.pem --output answer --header 'content-type: application/json' \
    --header @<("$program" sign "$body") --data-binary @"$body" "$url" || fail 'curl gets no answer over https'
if curl --silent --tls-max 1.1 --cacert ours.pem --output answer "$url"; then fail 'TLS 1.1 is accepted'; fi
has errors '^no TLS connection: '

# A name is checked too: this certificate is for localhost.
"$program" listen --port 0 --tls-cert name.pem --tls-key name.key >named_events 2>named_errors &
named_url=$(address named_errors)
runs 3 'its certificate is refused: IP address mismatch' trigger secret.rotated --to "$named_url" --cacert ours.pem
runs 0 '^1 of 1 accepted' trigger secret.rotated --to "${named_url/127.0.0.1/localhost}" --cacert ours.pem

"$program" listen --port 0 --forward "$url" --cacert ours.pem >passed 2>passed_errors &
passing_url=$(address passed_errors)
runs 0 '^1 of 1 accepted' trigger secret.created --to "$passing_url"
tail -n 1 events | grep -q '"event_type":"secret\.created"' || fail 'nothing was forwarded over https'
"$program" listen --port 0 --forward "$url" >distrusting 2>distrusting_errors &
passing_url=$(address distrusting_errors)
runs 1 ' 500 ' trigger secret.created --to "$passing_url"
has distrusting_errors "^not handled: no answer from $url: its certificate is refused: "
"$program" listen --port 0 --forward "$url" --insecure >trusting 2>trusting_errors &
passing_url=$(address trusting_errors)
runs 0 '^1 of 1 accepted' trigger secret.created --to "$passing_url"

runs 2 '--tls-cert and --tls-key must be used together' listen --port 0 --tls-cert address.pem
runs 3 'cannot use the private key in name\.key: key values mismatch|name\.key is not that of the certificate' \
    listen --port 0 --tls-cert address.pem --tls-key name.key
runs 3 'cannot use the certificate in no/such: ' listen --port 0 --tls-cert no/such --tls-key name.key
runs 2 "the URL 'localhost' must begin with http:// or https://" trigger secret.rotated --to localhost
runs 2 'the URL has a user name or a password' trigger secret.rotated --to https://me:canary-@x/
runs 3 'no answer from http://127\.0\.0\.1:1/x: Connection refused' trigger secret.rotated --to 'http://127.0.0.1:1/x?token=canary-'
if grep -qF canary- output; then fail 'the query of the URL is shown'; fi
finished 'https works in both directions, and certificates are checked'
