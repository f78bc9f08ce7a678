# cast.awk: what `script` recorded, as an asciinema recording (version 2).
#   LC_ALL=C awk -v timing=FILE -v size=COLUMNSxROWS -f cast.awk OUTPUT
# OUTPUT begins with a line of script's own; a line of timing is "SECONDS BYTES".  Bytes are
# characters here; an event that ends within a UTF-8 character leaves its beginning to the next.

BEGIN {
    while ((getline line < timing) > 0) {
        split(line, part, " ")
        delay[++events] = part[1]
        bytes[events] = part[2]
    }
    RS = "\033" # short records: what is read is cut up as it comes
    for (i = 128; i < 256; i++) { high[sprintf("%c", i)] = i }
    for (i = 1; i < 32; i++) { control[i] = sprintf("%c", i) }
    split(size, at, "x")
    printf "{\"version\": 2, \"width\": %d, \"height\": %d, \"title\": \"velox\", \"env\": {\"TERM\": \"xterm-256color\"}}\n",
        at[1], at[2]
}

# Bytes at the end that begin a character and do not end it.
function unfinished(text,    n, k, byte) {
    n = length(text)
    for (k = 1; k <= 3 && k <= n; k++) {
        byte = high[substr(text, n - k + 1, 1)]
        if (byte < 128) { return 0 }
        if (byte >= 192) { return k < (byte >= 240 ? 4 : byte >= 224 ? 3 : 2) ? k : 0 }
    }
    return 0
}

function quoted(text,    i) {
    gsub(/[\\"]/, "\\\\&", text)
    for (i = 1; i < 32; i++) {
        if (index(text, control[i])) { gsub(control[i], sprintf("\\\\u%04x", i), text) }
    }
    return "\"" text "\""
}

function event(text,    keep) {
    text = left text
    keep = unfinished(text)
    left = substr(text, length(text) - keep + 1)
    text = substr(text, 1, length(text) - keep)
    if (text != "") { printf "[%.6f, \"o\", %s]\n", now, quoted(text) }
}

function next_event() {
    at_event++
    now += delay[at_event]
    wanted = at_event in bytes ? bytes[at_event] : 0
}

NR == 1 {
    buffer = substr($0, index($0, "\n") + 1)
    next_event()
    next
}
{
    buffer = buffer RS $0
    while (wanted > 0 && length(buffer) >= wanted) {
        event(substr(buffer, 1, wanted))
        buffer = substr(buffer, wanted + 1)
        next_event()
    }
}
