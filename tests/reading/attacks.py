#!/usr/bin/env python3
"""attacks.py VOCAL [FOLDER]: makes the attack files, reads each with the command and prints time, peak memory and answer as a Markdown table.

The first four are those that abort calamine 0.38 or cost it gigabytes: a count of strings that is not true, two cells in opposite corners,
a cell in the last column of 60,000 rows, a sheet that inflates to a thousand times its size. Fails when one takes over 5 s or 512 MB, ends by a
signal or a panic, or when the good file behind them is not read. FOLDER keeps the files (a temporary one when absent).
"""
import gzip, io, os, struct, subprocess, sys, tempfile, zipfile

SECONDS, MEGABYTES = 5, 512
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            with file.open(name, "w") as part:
                for piece in [content] if isinstance(content, str) else content:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def workbook(rows, strings=None):
    """An XLSX file of one sheet; `rows` is text or an iterable of texts."""
    rows = [rows] if isinstance(rows, str) else rows

    def sheet():
        yield f'<worksheet xmlns="{MAIN}"><sheetData>'
        yield from rows
        yield "</sheetData></worksheet>"

    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet(),
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return archive(parts)


def opendocument(table):
    return archive({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="A">{table}</table:table></office:spreadsheet></office:body></office:document-content>',
    })


def attacks():
    text = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
    yield "count of strings that is not true", "xlsx", workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>')
    yield "cells A1 and XFD1048576", "xlsx", workbook(
        f'<row r="1">{text.format("A1")}</row><row r="1048576">{text.format("XFD1048576")}</row>')
    yield "60,000 rows with a cell in XFD", "xlsx", workbook(f'<row r="{row}">{text.format(f"XFD{row}")}</row>' for row in range(1, 60_001))
    row = f'<row>{text.format("A1")}</row>' * 1000
    yield "sheet that inflates to 1 GB", "xlsx", workbook(row for _ in range(18_000))
    bomb = bytearray(workbook(row for _ in range(18_000)))
    # The directory says 1,000 bytes: the size stands 24 bytes behind the signature of the sheet's entry.
    at = bomb.rindex(b"xl/worksheets/sheet1.xml") - 46
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    yield "the same, its size declared as 1 KB", "xlsx", bytes(bomb)
    string = "x" * 1_000_000
    yield "one string of 1 MB in 16,000 cells", "xlsx", workbook(
        (f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 16_001)),
        f'<sst xmlns="{MAIN}"><si><t>{string}</t></si></sst>')
    yield "a cell of 200 MB", "xlsx", workbook(
        ['<row r="1"><c r="A1" t="inlineStr"><is><t>'] + ["x" * 1_000_000] * 200 + ["</t></is></c></row>"])
    yield "entities of a document type, a billion laughs", "xlsx", workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<!DOCTYPE sst [" + "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 10 if level else "ha"}">' for level in range(10)) + f']><sst xmlns="{MAIN}"><si><t>&e9;</t></si></sst>')
    whole = workbook(f'<row r="{row}">{text.format(f"A{row}")}</row>' for row in range(1, 5001))
    yield "archive cut in the middle", "xlsx", whole[: len(whole) // 2]
    yield "archive with flipped bits", "xlsx", bytes(byte ^ (at % 97 == 0) for at, byte in enumerate(whole))
    yield "repeated rows and cells", "ods", opendocument(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>')
    for columns in (16_000, 15):
        yield f"a text of 1 MB in {columns:,} columns and 1,000 rows, written once", "ods", opendocument(
            f'<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="{columns}"><text:p>{string}</text:p>'
            "</table:table-cell></table:table-row>")
    yield "CSV of 2 GB in an archive of 2 MB", "zip", archive({"a.csv": (b"5,good\n" * 150_000 for _ in range(2000))})
    compressed = io.BytesIO()
    with gzip.GzipFile(fileobj=compressed, mode="wb") as file:
        for _ in range(1000):
            file.write(b"5,good\n" * 150_000)
    yield "CSV of 1 GB with gzip", "csv.gz", compressed.getvalue()
    yield "lists nested 60,000 deep", "json", b"[" * 60_000
    yield "200,000 open tags", "html", b"<table>" * 200_000
    yield "400,000 open quotes", "html", b"<table><tr><td>" + b'<a "' * 400_000 + b">"
    yield "a span of 16,384 columns and 9,999 rows, 10,000 times", "html", b"<table>" + b"<tr><td colspan=16384 rowspan=9999>x" * 10_000
    yield "a record of 300 MB", "csv", b'nps,why\n9,"' + b"x" * 300_000_000
    yield "40,000 columns", "csv", b"a," * 40_000 + b"a\n" + b"1," * 40_000 + b"1\n"
    yield "quotes that each swallow the other 14 MB", "csv", b"a,b\n" + b'1,"b\n' * 2_800_000 + b'",z\n'
    yield "64 MB of quotes", "csv", b'a,b\n' + b'"' * 64_000_000
    yield "64 MB of zero bytes", "csv", bytes(64_000_000)
    yield "SPSS header with 2,147,483,647 cases", "sav", (
        b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + b"".join(n.to_bytes(4, "little") for n in (2, 2_000_000_000, 1, 0, 2_147_483_647)) + bytes(92))
    yield "25,000 labels for 16,000 SPSS variables", "sav", labelled(16_000, 25_000)
    yield "compound file whose sectors form a circle", "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + bytes(12) + (
        b"\x01\x00\x00\x00" * 6) + b"\x00\x00\x00\x00" * 110 + b"\x01\x00\x00\x00" * 256


def labelled(variables, labels):
    """An SPSS file without cases whose variables all have the one set of labels."""
    numbers = lambda *values: b"".join(value.to_bytes(4, "little", signed=True) for value in values)
    header = b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60) + numbers(2, variables, 0, 0, 0) + struct.pack("<d", 100).ljust(92, b" ")
    names = b"".join(numbers(2, 0, 0, 0, 0, 0) + f"v{number}".encode().ljust(8) for number in range(variables))
    values = b"".join(struct.pack("<d", number) + b"\x07" + b"a label" for number in range(labels))
    which = numbers(4, variables) + numbers(*range(1, variables + 1))
    return header + names + numbers(3, labels) + values + which + numbers(999, 0) + struct.pack("<d", 1) * variables


def measured(vocal, path):
    """(seconds, peak in MB, exit code, last line of the messages) of one reading, as /usr/bin/time measures it."""
    command = ["/usr/bin/time", "-q", "-f", "%e %M", vocal, "inspect", path]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    *messages, figures = run.stderr.decode(errors="replace").replace("\r", "\n").strip().splitlines()
    seconds, kilobytes = map(float, figures.split())
    return seconds, kilobytes / 1024, run.returncode, messages[-1] if messages else ""


def main():
    vocal = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    good = os.path.join(folder, "good.xlsx")
    with open(good, "wb") as file:
        file.write(workbook(f'<row r="{row}"><c r="A{row}"><v>{row % 11}</v></c></row>' for row in range(1, 200)))
    failures = []
    print("| file | size | time | memory | answer |\n|---|---|---|---|---|")
    for number, (name, kind, content) in enumerate(attacks()):
        path = os.path.join(folder, f"{number}.{kind}")
        with open(path, "wb") as file:
            file.write(content)
        size = len(content)
        del content
        seconds, peak, code, message = measured(vocal, path)
        answer = "read" if code == 0 else message.replace("|", "\\|").replace(path, "…")
        print(f"| {name} ({kind}) | {size / 1000:,.0f} KB | {seconds:.2f} s | {peak:.0f} MB | {answer} |", flush=True)
        if seconds > SECONDS or peak > MEGABYTES or code not in (0, 1):
            failures.append(name)
        if measured(vocal, good)[2] != 0:
            failures.append(f"the good file behind: {name}")
        os.remove(path)
    print(*[f"FAILED: {name}" for name in failures], sep="\n")
    sys.exit(bool(failures))


main()
