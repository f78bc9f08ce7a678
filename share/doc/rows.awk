# rows.awk: the rows of a .def file as lines of tab-separated fields.
#   awk -v macros="VX_SETTING VX_CHOICE" -f rows.awk FILE
# The first field is the macro's name, then its arguments.  A row may take several lines; neighbouring string literals are one; NULL and 0 stay as they are.
function emit(    i, c, quoted, field, line, depth) {
    line = macro "\t"; field = ""
    for (i = 1; i <= length(row); i++) {
        c = substr(row, i, 1)
        if (quoted) {
            if (c == "\\") { field = field substr(row, ++i, 1); continue }
            if (c == "\"") { quoted = 0 } else { field = field c }
            continue
        }
        if (c == "\"") { quoted = 1; sub(/[ \t]+$/, "", field); continue }
        if (c == "\047" && substr(row, i + 2, 1) == "\047") { field = field substr(row, ++i, 1); i++; continue }
        if (c == "(") { depth++ }
        if (c == ")") { depth-- }
        if (c == "," && depth == 0) { line = line trim(field) "\t"; field = ""; continue }
        field = field c
    }
    print line trim(field)
}
function trim(text) {
    gsub(/^[ \t\n]+|[ \t\n]+$/, "", text)
    return text
}
# Depth of parentheses outside strings after this text; 0: the row is whole.
function depth_of(text,    i, c, quoted, depth) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (quoted) {
            if (c == "\\") { i++ } else if (c == "\"") { quoted = 0 }
        } else if (c == "\"") { quoted = 1 }
        else if (c == "(") { depth++ }
        else if (c == ")") { depth-- }
    }
    return depth
}
BEGIN { count = split(macros, list, " ") }
!inside {
    for (m = 1; m <= count; m++) {
        if (index($0, list[m] "(") == 1) { inside = 1; text = ""; macro = list[m] }
    }
}
inside {
    text = text (text == "" ? "" : " ") $0
    if (depth_of(text) == 0) {
        inside = 0
        row = substr(text, length(macro) + 2)
        sub(/\)[^")]*$/, "", row)
        emit()
    }
}
