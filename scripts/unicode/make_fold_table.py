#!/usr/bin/env python3
"""Writes memory/src/text/fold_table.cpp: lower case and base letters from Unicode's character data.

Usage: make_fold_table.py > memory/src/text/fold_table.cpp && scripts/format. Needs nothing but Python's
unicodedata. Covers the alphabets that have case or diacritics: Latin, Greek, Cyrillic, Armenian and
Georgian. Full-width forms and ligatures fold to what they stand for."""

import unicodedata

# Letters that Unicode does not decompose, and what their readers type without the key for them.
SPELLED = {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
           "ı": "i", "ĸ": "k", "ŋ": "n", "ŧ": "t", "ſ": "s", "ƒ": "f", "ə": "e", "ς": "σ", "ǝ": "e", "ɨ": "i"}
RANGES = [(0x00AA, 0x024F), (0x0370, 0x03FF), (0x0400, 0x052F), (0x0531, 0x0587), (0x10A0, 0x10FF),
          (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2C60, 0x2C7F), (0xFB00, 0xFB06), (0xFF10, 0xFF19),
          (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)]


def lower(char):
    result = char.lower()
    return result[0] if result else char  # İ lower-cases to i and a combining dot


def fold(char):
    result = ""
    for c in unicodedata.normalize("NFKD", char.lower()):
        if not unicodedata.combining(c):
            result += SPELLED.get(c, c)
    # a few decompose to letters that fold again, and some letters stand for symbols
    result = "".join(SPELLED.get(c.lower(), c.lower()) for c in result)
    return result if result.isalnum() else ""


def main():
    rows = []
    for first, last in RANGES:
        for point in range(first, last + 1):
            char = chr(point)
            if not unicodedata.category(char).startswith(("L", "N")) or unicodedata.category(char) == "No":
                continue
            small, folded = lower(char), fold(char)
            if len(folded) == 0 or len(folded) > 3 or (small == char and folded == char):
                continue
            rows.append((point, ord(small), [ord(c) for c in folded] + [0] * (3 - len(folded))))
    print("// Lower case and base letter of every letter that has either, ascending by code point.\n"
          f"// Made by scripts/unicode/make_fold_table.py from Unicode {unicodedata.unidata_version}; do not edit by hand.\n"
          '#include "text/fold_table.hpp"\n\nnamespace memory::text {\n\nnamespace {\n\n'
          "// clang-format off\nconstexpr FoldRow kRows[] = {")
    line = ""
    for point, small, folded in rows:
        cell = "{%#x,%#x,{%s}}," % (point, small, ",".join("%#x" % c if c else "0" for c in folded))
        if len(line) + len(cell) > 116:
            print(line)
            line = ""
        line += cell
    print(line)
    print("};\n// clang-format on\n\n}  // namespace\n\nstd::span<const FoldRow> fold_rows() noexcept {\n    return kRows;\n}\n\n"
          "}  // namespace memory::text")


if __name__ == "__main__":
    main()
