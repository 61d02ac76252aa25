#!/usr/bin/env bash
# Defaults, the configuration file, its profiles, and secrets by reference.
#
# usage: profiles.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

# The defaults of listen and trigger meet, unless port 8080 is taken here.
if "$program" listen >events 2>errors & [ "$(address errors)" = http://127.0.0.1:8080/scaivault/webhook ]; then
    runs 0 '^1 of 1 accepted' trigger secret.rotated
    kill %1 && wait %1 || true
else
    has errors '^scaivault-events: cannot listen on 127\.0\.0\.1:8080: Address already in use$'
fi
runs 0 'The port to listen on.*|PORT \[8080\]' listen --help

export OTHER_SECRET=other-0123456789abcdef-0123456789abcdef
export STAGING_SECRET=staging-0123456789abcdef-0123456789ab
"$program" listen --port 0 --secret-env STAGING_SECRET >events 2>errors &
url=$(address errors)
mkdir -p config/scaivault-events secrets
config=config/scaivault-events/config.toml
printf '%s\n' "$STAGING_SECRET" >config/scaivault-events/staging.secret
printf '%s\n' "$OTHER_SECRET" >secrets/other
cat >"$config" <<END
# for all
secret-env = "OTHER_SECRET"
to = "http://127.0.0.1:1/"

[staging]
to = "$url"
secret-file = "staging.secret"
pattern = ["secret.rotated", "policy.**"]

[home]
secret-file = "~/secrets/other"
to = "$url"
END
signed_by() { # SECRET
    printf 'X-ScaiVault-Signature: sha256=%s\n' \
        "$({ printf 1776952800.; cat "$body"; } | openssl dgst -sha256 -hmac "$1" -r | cut -d' ' -f1)"
}
runs 0 "^$(signed_by "$OTHER_SECRET")$" sign --at 1776952800 "$body"
runs 0 "^$(signed_by "$OTHER_SECRET")$" sign --at 1776952800 "$body" --profile home
runs 0 "^$(signed_by "$STAGING_SECRET")$" --profile staging sign --at 1776952800 "$body"
SCAIVAULT_PROFILE=staging runs 0 "^$(signed_by "$STAGING_SECRET")$" sign --at 1776952800 "$body"
# The command line has precedence.
runs 0 "^$(signed_by "$secret")$" sign --at 1776952800 --secret-env SCAIVAULT_WEBHOOK_SECRET "$body" --profile staging
runs 0 '^1 of 1 accepted' trigger secret.rotated --profile staging
runs 3 'no answer from http://127\.0\.0\.1:1/: ' trigger secret.rotated
runs 1 ' 401 ' trigger secret.rotated --profile home
runs 0 '^7 of 7 accepted|^secret\.rotated$' types --profile staging
[ "$(grep -c '^[a-z]' output)" = 7 ] || fail 'the patterns of the profile are not used:' "$(cat output)"

runs 2 "has no profile 'stagin', did you mean 'staging'\?" sign "$body" --profile stagin
runs 2 "there is no profile 'x', because there is no file " sign "$body" --config "" --profile x
runs 2 'no/such/file' sign "$body" --config no/such/file
printf 'secrt-file = "x"\n' >wrong.toml
runs 2 "^scaivault-events: wrong\.toml: no command has the option 'secrt-file', did you mean 'secret-file'\?$" \
    sign "$body" --config wrong.toml
printf 'secret = "%s"\n' "$OTHER_SECRET" >wrong.toml
runs 2 'wrong\.toml must not contain a secret: ' sign "$body" --config wrong.toml
if grep -qF "$OTHER_SECRET" output; then fail 'the secret of the file is shown'; fi
printf 'port = 99999999\n' >wrong.toml
runs 2 '--port' listen --config wrong.toml
runs 2 '--secret-env excludes --secret-file|--secret-file excludes --secret-env' \
    sign "$body" --secret-env OTHER_SECRET --secret-file secrets/other
runs 3 'no secret: set NO_SUCH_SECRET, or use --secret-file' sign "$body" --secret-env NO_SUCH_SECRET
OTHER_SECRET_PREVIOUS=$STAGING_SECRET "$program" sign "$body" --secret-env STAGING_SECRET >headers
OTHER_SECRET_PREVIOUS=$STAGING_SECRET runs 0 'by the previous secret' verify --body "$body" --headers headers

finished 'the configuration file, its profiles and the references to secrets work'
