#!/usr/bin/env bash
# The completions of bash, zsh and fish, each in its shell. One whose shell is not installed is skipped with a message.
#
# usage: completion.sh PROGRAM DATA-DIRECTORY
. "$(dirname "$0")/setup.sh"

mkdir bin
ln -s "$program" bin/scaivault-events
export PATH=$work/bin:$PATH
for shell in bash zsh fish; do
    "$program" completion "$shell" >"script.$shell"
done
"$program" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >commands
touch some_file
runs 2 "'fihs' is not one of bash, zsh, fish, did you mean 'fish'\?" completion fihs

. ./script.bash
# completes WORDS EXPECTED: bash offers EXPECTED for the last word.
completes() {
    read -ra COMP_WORDS <<<"scaivault-events $1"
    [[ $1 != *' ' && -n $1 ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _scaivault_events
    [[ " ${COMPREPLY[*]} " == *" $2 "* ]] || fail "bash offers for '$1': ${COMPREPLY[*]}"
}
completes 'tr' trigger
completes '' listen
completes 'listen --sch' --scheme
completes 'listen --scheme ' github
completes 'listen --scheme gi' github
completes 'listen -p secret.rot' secret.rotated
completes 'trigger policy.vio' policy.violation
completes '--profile x trigger policy.vio' policy.violation
completes 'decode some' some_file
completes 'verify --body some' some_file
completes 'completion ' fish
completes 'listen --forward x --ver' --verbose
while read -r command; do
    completes "${command:0:3}" "$command"
    while read -r option; do
        completes "$command $option" "$option"
    done < <("$program" "$command" --help | sed -nE 's/^  (-.,)?(--[a-z-]+).*/\2/p')
done <commands

if command -v fish >/dev/null; then
    offers() { # LINE EXPECTED
        fish --no-config -c "source script.fish; complete -C '$1'" >offered 2>&1
        grep -qE "^$2(	|$)" offered || fail "fish offers for '$1':" "$(cat offered)"
    }
    fish --no-config --no-execute script.fish || fail 'fish cannot read its script'
    while read -r command; do
        offers 'scaivault-events ' "$command"
    done <commands
    offers 'scaivault-events listen --sch' --scheme
    offers 'scaivault-events listen --scheme ' github
    offers 'scaivault-events trigger secret.rot' secret.rotated
    offers 'scaivault-events decode some' some_file
    offers 'scaivault-events completion ' zsh
else
    echo 'skipped: fish is not installed'
fi

if command -v zsh >/dev/null; then
    zsh --no-rcs -n script.zsh || fail 'zsh cannot read its script'
    # An interactive shell on a terminal of its own, in which the keys are typed.
    cat >typed.zsh <<'END'
zmodload zsh/zpty
typed() {
    zpty shell zsh --no-rcs -i
    zpty -w shell "PROMPT=; autoload -Uz compinit; compinit -u -d $PWD/dump; source ./script.zsh; zstyle ':completion:*' list-prompt ''; LISTMAX=1000; print ready"
    zpty -r shell line '*ready*'
    zpty -n -w shell "$1"$'\t\t'
    sleep 2
    zpty -n -w shell $'\C-u'"print over"$'\n'
    zpty -r shell line '*print over*'
    print -r -- "$line"
    zpty -d shell
}
typed "$1"
END
    offers() { # LINE EXPECTED
        timeout 30 zsh --no-rcs typed.zsh "$1" >offered 2>&1 || true
        grep -qF -- "$2" offered || fail "zsh offers for '$1':" "$(cat -v offered)"
    }
    offers 'scaivault-events tri' trigger
    offers 'scaivault-events ' subscribe
    offers 'scaivault-events listen --sch' --scheme
    offers 'scaivault-events listen --scheme ' shopify
    offers 'scaivault-events trigger policy.vio' policy.violation
    offers 'scaivault-events decode some' some_file
else
    echo 'skipped: zsh is not installed'
fi
finished 'bash, zsh and fish complete the command line, as far as they are installed'
