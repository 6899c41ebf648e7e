#!/usr/bin/env python3
"""pollock.py VOCAL: damaged CSV after Vitagliano et al., "Pollock: A Data Loading Benchmark" (VLDB 2023), through `vocal convert`.

VOCAL is the built command. The 2,290 files are made here from a table of our own, in the kinds and numbers of the benchmark, and scored
and weighted as it does: success, and precision, recall and F1 of header cells, records and data cells, ten points at most. A file
without a header is expected with names `col_0`, `col_1` …, as the benchmark has it; `convert` adds none, which costs three points there.
"""
import csv, io, random, subprocess, sys, tempfile
from collections import Counter

HEADER = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
KINDS = ["Men's Boots", "Throw Pillow, Paddles", "Kids' Bike, 24\"", "Women's Socks", "Men's Boots, 10\" Lined"]
TEXTS = ["These boots are rugged enough, yet light.", "A light feel in our 8\\'9\" length fly rod, designed for her.",
         "Keeps you cool, dry, and protected: all at a great price.", "This lamp suits a variety of styles."]
SEPARATOR_WEIGHT, SPACES_WEIGHT, QUOTE_WEIGHT = 0.36775, 0.142857, 0.009259


def table():
    choose = random.Random(3)
    return [[f"{13 + row % 17:02}/{1 + row % 7:02}/2018", f"{row % 24:02}:{15 * (row % 4):02}", str(row % 17), f"RI-{choose.randint(1000, 9999)}",
             f"${choose.random() * 90:.2f}", choose.choice(KINDS), choose.choice(TEXTS), f"https://www.example.com/product/{row}.html", ""]
            for row in range(83)]


def cell(text, delimiter=",", quote='"', escape='"'):
    special = "," in text or quote in text or (delimiter != "," and delimiter in text)
    return quote + text.replace(quote, escape + quote) + quote if special else text


def written(rows, delimiter=",", quote='"', escape='"', end="\r\n"):
    return "".join(delimiter.join(cell(text, delimiter, quote, escape) for text in row) + end for row in rows)


def files_of_the_table(rows):
    """(name, text, expected header, expected rows, weight) of the pollutions of the whole file."""
    whole = [HEADER] + rows
    plain = written(whole)
    yield "source", plain, HEADER, rows, 1
    yield "file_no_payload", "", [], [], 15
    yield "file_no_trailing_newline", plain[:-2], HEADER, rows, 184
    yield "file_double_trailing_newline", plain + "\r\n", HEADER, rows, 5
    yield "file_no_header", written(rows), [f"col_{column}" for column in range(9)], rows, 470
    for times in (2, 3):
        yield f"file_header_multirow_{times}", written([HEADER] * times + rows), [" ".join([name] * times) for name in HEADER], rows, 47
    yield "file_preamble", "PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\n" + plain, HEADER, rows, 282
    for name, width in (("less", 8), ("same", 9), ("more", 10)):
        second = [(row + ["col1" if index == 0 else row[-1]])[:width] for index, row in enumerate(whole[:83])]
        yield f"file_multitable_{name}", written(whole + second), HEADER, rows + second, 62.67
    yield "file_header_only", written([HEADER]), HEADER, [], 3
    yield "file_one_data_row", written(whole[:2]), HEADER, rows[:1], 4
    for name, end, weight in (("0xD", "\r", 7), ("0xA", "\n", 1691)):
        yield f"file_record_delimiter_{name}", written(whole, end=end), HEADER, rows, weight
    for name, delimiter, weight in (("0x9", "\t", 4), ("0x3B", ";", 834), ("0x20", " ", 4), ("0x2C_0x20", ", ", 101)):
        yield f"file_field_delimiter_{name}", written(whole, delimiter), HEADER, rows, weight
    yield "file_quotation_char_0x27", written(whole, quote="'", escape="'"), HEADER, rows, 11
    yield "file_escape_char_0x5C", written(whole, escape="\\"), HEADER, rows, 1
    yield "file_escape_char_0x00", written(whole, escape=""), HEADER, rows, 7


def files_of_one_row(rows):
    """The same of the pollutions of single rows: a separator more or less, a quote more, blanks as separators."""
    whole = [HEADER] + rows
    cells = [[cell(text) for text in row] for row in whole]

    def polluted(name, row, line, expected, weight):
        text = "".join((line if index == row else ",".join(other)) + "\r\n" for index, other in enumerate(cells))
        header, data = (expected, rows) if row == 0 else (HEADER, rows[:row - 1] + [expected] + rows[row:])
        return name, text, header, data, weight

    for row, texts in enumerate(whole):
        for column in range(9):
            line, before, after = cells[row], column, column + 1
            more = ",".join(line[:before] + [""] + line[before:])
            yield polluted("row_more_sep", row, more, texts[:before] + [""] + texts[before:], SEPARATOR_WEIGHT)
            if column > 0:
                less = line[:column - 1] + [line[column - 1] + line[column]] + line[after:]
                joined = texts[:column - 1] + [texts[column - 1] + texts[column]] + texts[after:]
                yield polluted("row_less_sep", row, ",".join(less), joined, SEPARATOR_WEIGHT)
            quoted = ",".join(line[:before] + ['"' + line[column]] + line[after:])
            yield polluted("row_extra_quote", row, quoted, texts[:before] + ['"' + texts[column]] + texts[after:], QUOTE_WEIGHT)
        yield polluted("row_field_delimiter", row, " ".join(cells[row]), texts, SPACES_WEIGHT)


def measures(expected, loaded):
    """Precision, recall and F1 of two multisets, added up."""
    if not expected:
        return 3.0
    common = sum((Counter(expected) & Counter(loaded)).values())
    if not common:
        return 0.0
    precision, recall = common / len(expected), common / len(loaded)
    return precision + recall + 2 * precision * recall / (precision + recall)


def score(vocal, path, text, header, rows):
    with open(path, "w", newline="") as file:
        file.write(text)
    run = subprocess.run([vocal, "convert", path], capture_output=True)
    if run.returncode:
        return 0.0
    if not header and not rows:
        return 10.0
    loaded = list(csv.reader(io.StringIO(run.stdout.decode(), newline=""))) or [[]]
    records = lambda rows: ["".join(row).lower() for row in rows]
    cells = lambda rows: [text for row in rows for text in row]
    names = lambda row: [name.lower() for name in row]
    return (1.0 + measures(names(header), names(loaded[0])) + measures(records(rows), records(loaded[1:]))
            + measures(cells([header] + rows), cells(loaded)))


def main():
    rows = table()
    kinds, points, weighted, weights, files = {}, 0.0, 0.0, 0.0, 0
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        for name, text, header, data, weight in [*files_of_the_table(rows), *files_of_one_row(rows)]:
            value = score(sys.argv[1], file.name, text, header, data)
            kinds.setdefault(name, []).append(value)
            points, weighted, weights, files = points + value, weighted + weight * value, weights + weight, files + 1
    for name, values in kinds.items():
        print(f"{name:34} {len(values):4} {sum(values) / len(values):7.3f}")
    print(f"{files} files: simple {points / files:.3f}, weighted {weighted / weights:.3f}")


main()
