# Extracts the documentation of the payloads' and the envelope's members from the comments in
# include/scaivault/events, and writes it as a C++ table: struct, member (empty for the struct itself), text. Called
# by CMake. Portable awk.

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

function put(member) {
    printf "    {%s, %s, %s},\n", quoted(name), quoted(member), quoted(comment)
    comment = ""
}

BEGIN {
    print "// Made from include/scaivault/events by field_docs.awk; do not edit."
    print "inline constexpr field_doc field_docs[] = {"
}

/^ *\/\/\/ ?</ { next }

/^ *\/\/\/ / {
    text = $0
    sub(/^ *\/\/\/ /, "", text)
    comment = comment (comment == "" ? "" : " ") text
    next
}

/^struct [a-z_]+( : [a-z_]+)? \{/ {
    name = $2
    put("")
    next
}

# A member: a type, a name, perhaps a default.
name != "" && /^    [a-z_:<>0-9 ]+ [a-z_]+( = [^;]*|[{][}])?;/ {
    member = $0
    sub(/( = [^;]*|[{][}])?;.*/, "", member)
    sub(/.* /, "", member)
    put(member)
    next
}

/^};/ { name = "" }
{ comment = "" }

END { print "};" }
