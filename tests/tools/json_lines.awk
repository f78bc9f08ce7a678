# json_lines.awk: every line of the input is one JSON object (RFC 8259), or says where it is not.
function fail(what) {
    if (!wrong) {
        printf "line %d, column %d: %s\n", NR, at, what
        wrong = 1
        bad = 1
    }
    return 0
}
function peek() {
    return substr(text, at, 1)
}
function blank() {
    while (peek() == " " || peek() == "\t") { at++ }
}
function match_here(pattern) {
    if (!match(substr(text, at), "^(" pattern ")")) { return 0 }
    at += RLENGTH
    return 1
}
function json_string() {
    if (peek() != "\"") { return fail("a string is wanted") }
    return match_here("\"([^\"\\\\\001-\037]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]))*\"") || fail("not a string")
}
function json_list(close_with, keyed,    n) {
    at++
    blank()
    if (peek() == close_with) { at++; return 1 }
    for (n = 0; n < 100000; n++) {
        if (keyed) {
            blank()
            if (!json_string()) { return 0 }
            blank()
            if (peek() != ":") { return fail("':' is wanted") }
            at++
        }
        if (!json_value()) { return 0 }
        blank()
        if (peek() == close_with) { at++; return 1 }
        if (peek() != ",") { return fail("',' or '" close_with "' is wanted") }
        at++
    }
    return fail("too long")
}
function json_value() {
    blank()
    if (peek() == "{") { return json_list("}", 1) }
    if (peek() == "[") { return json_list("]", 0) }
    if (peek() == "\"") { return json_string() }
    return match_here("true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?") || fail("not a value")
}
{
    text = $0; at = 1; wrong = 0
    if (peek() != "{") { fail("an object is wanted") }
    else if (json_value()) {
        blank()
        if (at <= length(text)) { fail("something behind the object") }
    }
}
END {
    if (NR == 0) { print "nothing there"; bad = 1 }
    exit bad
}
