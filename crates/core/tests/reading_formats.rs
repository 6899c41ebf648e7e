//! Workbooks, JSON, SPSS files and archives: read alike however they are cut into chunks, and
//! hostile ones refused fast. The files are made here, byte by byte.

mod archive;

use flate2::write::{GzEncoder, ZlibEncoder};
use std::borrow::Cow;
use std::io::Write;
use vocal_core::reading::{RawReading, Reader, Table};
use vocal_core::{Error, Settings};

/// A ZIP archive of the given files, compressed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    archive::zip(files, flate2::Compression::default())
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Odpowiedzi" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>"#;

/// A workbook of one sheet with the given rows and shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes(),
        ),
    ])
}

fn sample_workbook() -> Vec<u8> {
    let strings = "<sst uniqueCount=\"4294967295\"><si><t>NPS</t></si><si><t>Dlaczego?</t></si>\
                   <si><r><t>Miło &amp; </t></r><r><t xml:space=\"preserve\">szybko</t></r><rPh><t>x</t></rPh></si></sst>";
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>Data</t></is></c><c r=\"D1\" t=\"str\"><v>Udział</v></c><c r=\"E1\" t=\"str\"><v>OK</v></c></row>\
                <row r=\"2\"><c r=\"A2\"><v>9</v></c><c r=\"B2\" t=\"s\"><v>2</v></c><c r=\"C2\" s=\"1\"><v>46053</v></c><c r=\"D2\" s=\"2\"><v>0.25</v></c><c r=\"E2\" t=\"b\"><v>1</v></c></row>\
                <row r=\"9\"><c r=\"A9\"><v>3</v></c><c r=\"C9\" s=\"1\"><v>46054.5</v></c><c r=\"E9\" t=\"e\"><v>#N/A</v></c></row>";
    workbook(rows, strings)
}

fn read(bytes: &[u8]) -> Result<(Table, RawReading), Error> {
    let mut reader = Reader::new(&Settings::default());
    reader.push(bytes)?;
    reader.finish()
}

fn rows(table: &Table) -> Vec<Vec<Cow<'_, str>>> {
    let row = |row: usize| table.columns.iter().map(|column| column.get(row)).collect();
    (0..table.rows as usize).map(row).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect()
}

/// A workbook of sheets with a name each, and the XML of their cells; a sheet without XML has no part.
fn workbook_of(sheets: &[(String, Option<String>)]) -> Vec<u8> {
    let number = |index: usize| index + 1;
    let names: String = sheets
        .iter()
        .enumerate()
        .map(|(index, (name, _))| {
            let id = number(index);
            format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>")
        })
        .collect();
    let relations: String = (1..=sheets.len())
        .map(|id| {
            format!(
                "<Relationship Id=\"rId{id}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
            )
        })
        .collect();
    let names = format!("<workbook xmlns:r=\"r\"><sheets>{names}</sheets></workbook>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    let parts: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .filter_map(|(index, (_, rows))| {
            let path = format!("xl/worksheets/sheet{}.xml", number(index));
            let rows = rows.as_ref()?;
            Some((
                path,
                format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
            ))
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("xl/workbook.xml", names.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    let parts = parts.iter().map(|(path, xml)| (&**path, xml.as_bytes()));
    files.extend(parts);
    zip(&files)
}

/// Rows of ratings with this heading.
fn ratings(heading: &str) -> String {
    let cell = |text: &str| format!("<row><c t=\"str\"><v>{text}</v></c></row>");
    [heading, "9", "3", "10"].map(cell).concat()
}

fn read_sheet(bytes: &[u8], sheet: &str) -> Result<(Table, RawReading), Error> {
    let mut reader = Reader::new(&Settings {
        sheet: Some(sheet.to_owned()),
        ..Settings::default()
    });
    reader.push(bytes)?;
    reader.finish()
}

fn warned(raw: &RawReading, code: &str) -> bool {
    raw.warnings.iter().any(|warning| warning.code == code)
}

#[test]
fn a_sheet_is_found_by_its_name_however_many_there_are() {
    let sheets = (0..70).map(|at| (format!("S{at}"), Some(ratings(&format!("NPS {at}")))));
    let many = workbook_of(&sheets.collect::<Vec<_>>());
    let (table, raw) = read_sheet(&many, "S69").expect("a workbook is read");
    assert_eq!(
        (raw.sheet.as_deref(), names(&table)),
        (Some("S69"), vec!["NPS 69"])
    );
    assert!(!warned(&raw, "sheet_not_found"));
    let (_, raw) = read_sheet(&many, "S70").expect("another sheet is read");
    assert_eq!(raw.sheet.as_deref(), Some("S0"));
    let said = raw
        .warnings
        .iter()
        .find(|one| one.code == "sheet_not_found");
    let said = &said.expect("the sheet is not there").params;
    assert_eq!(
        (&said["wanted"], &said["sheet"]),
        (&"S70".into(), &"S0".into())
    );

    let tables: String = (0..300)
        .map(|at| {
            format!(
                "<table><tr><td>NPS {at}</td></tr><tr><td>9</td></tr><tr><td>3</td></tr></table>"
            )
        })
        .collect();
    let page = format!("<html><body>{tables}</body></html>");
    let (table, raw) = read_sheet(page.as_bytes(), "290").expect("a page is read");
    assert_eq!(
        (raw.sheet.as_deref(), names(&table)),
        (Some("290"), vec!["NPS 289"])
    );
    // A file in an archive is named in the same way.
    let archive = zip(&[("a.csv", CSV), ("b.csv", CSV)]);
    let found =
        |name: &str| read_sheet(&archive, name).map(|(_, raw)| warned(&raw, "sheet_not_found"));
    assert_eq!((found("b.csv"), found("c.csv")), (Ok(false), Ok(true)));
}

#[test]
fn formulas_without_their_values_are_told() {
    let row = |cells: &str| format!("<row>{cells}</row>");
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let heading = row(&(text("NPS") + &text("sum")));
    let stored = row("<c><v>9</v></c><c><f>A2</f><v>9</v></c>");
    let empty = row("<c><v>3</v></c><c t=\"str\"><f>\"\"</f><v></v></c>");
    let lost = row("<c><v>8</v></c><c><f>A4</f></c>");
    let said = |rows: &[&String]| {
        let rows: String = rows.iter().map(|row| row.as_str()).collect();
        let (_, raw) = read(&workbook(&rows, "")).expect("answers");
        let mut found = raw.warnings.into_iter();
        let found = found.find(|warning| warning.code == "formulas_without_values");
        found.map(|warning| warning.params["count"].clone())
    };
    assert_eq!(said(&[&heading, &stored, &empty]), None);
    assert_eq!(said(&[&heading, &stored, &lost, &lost]), Some(2.into()));
}

#[test]
fn a_damaged_sheet_counts_only_when_it_is_the_one_to_read() {
    let cut =
        "<row><c t=\"str\"><v>NPS</v></c></row><row><c><v>9</v></c></row><row><!--".to_owned();
    let workbook = workbook_of(&[
        ("Lost".to_owned(), None),
        ("Notes".to_owned(), Some(cut)),
        ("Answers".to_owned(), Some(ratings("NPS"))),
    ]);
    let (table, raw) = read(&workbook).expect("the answers are whole");
    assert_eq!((raw.sheet.as_deref(), table.rows), (Some("Answers"), 3));
    let said = raw
        .warnings
        .iter()
        .find(|one| one.code == "unreadable_sheets");
    let said = &said.expect("two sheets are damaged").params;
    assert_eq!(
        (&said["count"], &said["names"]),
        (&2.into(), &"“Lost”, “Notes”".into())
    );
    for sheet in ["Lost", "Notes"] {
        let refused = read_sheet(&workbook, sheet)
            .map_err(|error| error.code)
            .err();
        assert_eq!(refused, Some("damaged_file"), "{sheet}");
    }
    let lost = workbook_of(&[
        ("Lost".to_owned(), None),
        ("Empty".to_owned(), Some(String::new())),
    ]);
    assert_eq!(
        read(&lost).map_err(|error| error.code).err(),
        Some("damaged_file")
    );
}

#[test]
fn a_text_that_a_sheet_repeats_over_its_columns_counts_in_each() {
    let spreadsheet = |letters: usize, columns: usize, rows: usize| {
        let content = format!(
            "<x><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{}</text:p></table:table-cell></table:table-row></table:table></x>",
            "x".repeat(letters)
        );
        let archive = zip(&[
            ("META-INF/manifest.xml", b"<m/>"),
            ("content.xml", content.as_bytes()),
        ]);
        let mut settings = Settings::default();
        settings.limits.inflated_bytes = 64 << 20;
        let mut reader = Reader::new(&settings);
        let read = reader.push(&archive).and_then(|()| reader.finish());
        let read = read.map(|(table, _)| table.columns.len());
        read.map_err(|error| (error.code, error.params["what"].to_string()))
    };
    assert_eq!(spreadsheet(10, 1000, 3), Ok(1000));
    let too_large = |what: &str| Err(("too_large", format!("\"{what}\"")));
    assert_eq!(spreadsheet(1 << 20, 1000, 3), too_large("record_bytes"));
    assert_eq!(spreadsheet(1 << 20, 1, 10_000), too_large("inflated_bytes"));
}

#[test]
fn of_the_two_limits_on_inflating_the_one_that_was_hit_is_named() {
    let line = "a".repeat(999) + "\n";
    let blank = gzip(line.repeat(36_000).as_bytes());
    let refused = |bytes: u64, ratio: u32| {
        let mut settings = Settings::default();
        (settings.limits.inflated_bytes, settings.limits.ratio) = (bytes, ratio);
        let mut reader = Reader::new(&settings);
        let error = reader.push(&blank).and_then(|()| reader.finish()).err();
        let error = error.expect("36 MB of one line are too much");
        (
            error.params["what"].to_string(),
            error.params["limit"].as_u64(),
        )
    };
    assert_eq!(refused(2 << 30, 10), ("\"ratio\"".to_owned(), Some(10)));
    let bytes = ("\"inflated_bytes\"".to_owned(), Some(1 << 20));
    assert_eq!(refused(1 << 20, 10), bytes);
}

#[test]
fn numbers_of_a_file_may_be_as_large_as_they_like() {
    let last = u64::MAX;
    let row = |number: u64| {
        format!("<row r=\"{number}\"><c><v>9</v></c></row><row><c><v>3</v></c></row>")
    };
    let sheet = workbook(
        &format!("<row><c t=\"str\"><v>NPS</v></c></row>{}", row(last)),
        "<sst/>",
    );
    assert_eq!(read(&sheet).expect("a sheet is read").0.rows, 2);
    let book = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Table><Row><Cell><Data>NPS</Data></Cell></Row>\
         <Row ss:Index=\"{last}\"><Cell><Data>9</Data></Cell></Row><Row><Cell><Data>3</Data></Cell></Row></Table></Workbook>"
    );
    assert_eq!(read(book.as_bytes()).expect("a book is read").0.rows, 2);
    let cell = |text: &str| {
        format!(
            "<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let content = format!(
        "<x><table:table table:name=\"a\">{}<table:table-row table:number-rows-repeated=\"{last}\"/>{}</table:table></x>",
        cell("NPS"),
        cell("9")
    );
    let document = zip(&[
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
    ]);
    assert_eq!(read(&document).expect("a document is read").0.rows, 1);
    assert_eq!(
        read(&far_directory()).map_err(|error| error.code).err(),
        Some("damaged_file")
    );
}

/// An archive whose directory of the 64-bit form lies near the end of all numbers.
fn far_directory() -> Vec<u8> {
    let mut archive = zip(&[("a.csv", CSV)]);
    let end = archive.split_off(archive.len() - 22);
    let wide = archive.len() as u64;
    archive.extend(b"PK\x06\x06");
    archive.resize(archive.len() + 28, 0);
    archive.extend(1u64.to_le_bytes());
    archive.resize(archive.len() + 8, 0);
    archive.extend((u64::MAX - 1).to_le_bytes());
    archive.extend(b"PK\x06\x07\0\0\0\0");
    archive.extend(wide.to_le_bytes());
    archive.extend([1, 0, 0, 0]);
    archive.extend(&end[..16]);
    archive.extend([0xFF; 4]);
    archive.extend(&end[20..]);
    archive
}

#[test]
fn damaged_text_of_json_has_its_place() {
    let place = |text: &[u8]| {
        let error = read(text).expect_err("no text");
        (error.code, error.row, error.params["column"].as_u64())
    };
    let text = &b"[{\"a\":1},\n{\"a\":\"\xFF\"},\n{\"a\":3}\n]\n\n"[..];
    assert_eq!(place(text), ("bad_json", Some(2), Some(7)));
    let marked = [&b"\xEF\xBB\xBF"[..], text].concat();
    assert_eq!(place(&marked), ("bad_json", Some(2), Some(7)));
    let units = "[{\"a\":1},\n{\"a\":\""
        .encode_utf16()
        .chain([0xD800])
        .chain("\"}\n]\n".encode_utf16());
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(units)
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(place(&wide), ("bad_json", Some(2), Some(7)));
}

#[test]
fn workbooks_give_typed_cells_as_text() {
    let (table, raw) = read(&sample_workbook()).expect("a workbook is read");
    assert_eq!(
        (raw.format, raw.sheet.as_deref(), raw.header_rows),
        ("xlsx", Some("Odpowiedzi"), 1)
    );
    assert_eq!(names(&table), ["NPS", "Dlaczego?", "Data", "Udział", "OK"]);
    assert_eq!(
        rows(&table),
        [
            vec!["9", "Miło & szybko", "2026-01-31", "25%", "TRUE"],
            vec!["3", "", "2026-02-01 12:00:00", "", "#N/A"]
        ]
    );
}

fn ods() -> Vec<u8> {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name=\"Notatki\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>\
        <table:table table:name=\"Dane\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>NPS</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Dlaczego?</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16382\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"3\"><table:table-cell office:value-type=\"float\" office:value=\"9\"><text:p>9,0</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p>Miło<text:s text:c=\"2\"/>i</text:p><text:p>szybko</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document-content>";
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn opendocument_sheets_are_chosen_and_read() {
    let (table, raw) = read(&ods()).expect("a spreadsheet is read");
    assert_eq!((raw.format, raw.sheet.as_deref()), ("ods", Some("Dane")));
    assert_eq!(raw.sheets, ["Notatki", "Dane"]);
    assert_eq!(names(&table), ["NPS", "Dlaczego?"]);
    assert_eq!(rows(&table), vec![vec!["9", "Miło  i\nszybko"]; 3]);
    let mut reader = Reader::new(&Settings {
        sheet: Some("Notatki".into()),
        ..Settings::default()
    });
    reader.push(&ods()).expect("bytes are taken");
    assert_eq!(
        reader.finish().map_err(|error| error.code).err(),
        Some("no_rows")
    );
}

fn sav() -> Vec<u8> {
    sav_of(&[(0f64, "Not at all"), (10f64, "Extremely")], 10f64)
}

/// A system file of one number with labels and this first answer, one string and one date, uncompressed.
fn sav_of(labels: &[(f64, &str)], answer: f64) -> Vec<u8> {
    let mut out = b"$FL2@(#) SPSS DATA FILE".to_vec();
    out.resize(64, b' ');
    let int = |out: &mut Vec<u8>, values: &[i32]| {
        values.iter().for_each(|it| out.extend(it.to_le_bytes()))
    };
    int(&mut out, &[2, 3, 0, 0, 2]);
    out.extend(100f64.to_le_bytes());
    out.resize(176, b' ');
    for (width, name, label, print) in [
        (
            0,
            "NPS     ",
            "How likely are you to recommend us?",
            0x05_0800,
        ),
        (8, "WHY     ", "Why?", 0x01_0800),
        (0, "DAY     ", "Day", 0x14_0A00),
    ] {
        int(
            &mut out,
            &[
                2,
                width,
                1,
                i32::from(name.starts_with("NPS")),
                print,
                print,
            ],
        );
        out.extend(name.as_bytes());
        int(&mut out, &[label.len() as i32]);
        out.extend(label.as_bytes());
        out.resize(out.len().next_multiple_of(4), 0);
        if name.starts_with("NPS") {
            out.extend(99f64.to_le_bytes());
        }
    }
    int(&mut out, &[3, labels.len() as i32]);
    for (value, label) in labels {
        out.extend(value.to_le_bytes());
        out.push(label.len() as u8);
        out.extend(label.as_bytes());
        out.resize(
            out.len() - 1 - label.len() + (1 + label.len()).next_multiple_of(8),
            0,
        );
    }
    int(&mut out, &[4, 1, 1, 999, 0]);
    for (nps, why, day) in [
        (answer, b"Good    ", 13_989_196_800f64),
        (99f64, b"        ", f64::MIN),
    ] {
        out.extend(nps.to_le_bytes());
        out.extend(why);
        out.extend(day.to_le_bytes());
    }
    out
}

/// The same file with its data in the byte code of compressed files, in one block of zlib.
fn zsav() -> Vec<u8> {
    let mut out = sav();
    let data = out.split_off(out.len() - 2 * 3 * 8);
    out[..4].copy_from_slice(b"$FL3");
    out[72..76].copy_from_slice(&2i32.to_le_bytes());
    // Six cells that follow as they are.
    let mut code = vec![253, 253, 253, 253, 253, 253, 0, 0];
    code.extend(data);
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&code).expect("memory takes everything");
    let block = encoder.finish().expect("memory takes everything");
    let start = out.len();
    let [header, first, trailer] =
        [start, start + 24, start + 24 + block.len()].map(|at| at as i64);
    out.extend([header, trailer, 48].iter().flat_map(|it| it.to_le_bytes()));
    out.extend(&block);
    out.extend([100, 0].iter().flat_map(|it: &i64| it.to_le_bytes()));
    out.extend([0x3F_F000, 1].iter().flat_map(|it: &i32| it.to_le_bytes()));
    out.extend([header, first].iter().flat_map(|it| it.to_le_bytes()));
    let sizes = [code.len() as i32, block.len() as i32];
    out.extend(sizes.iter().flat_map(|it| it.to_le_bytes()));
    out
}

#[test]
fn compressed_system_files_give_the_same_table() {
    let table = |bytes: &[u8]| read(bytes).map(|(table, _)| table);
    assert!(table(&sav()).is_ok());
    assert_eq!(table(&zsav()), table(&sav()));
}

#[test]
fn codes_with_labels_are_numbers_only_where_a_scale_has_unnamed_points() {
    let cell = |labels: &[(f64, &str)], answer: f64| {
        let (table, _) = read(&sav_of(labels, answer)).expect("a system file is read");
        rows(&table)[0][0].to_string()
    };
    let refused = (9f64, "(DO NOT READ) Don't know/Refused");
    let odmowa = (99f64, "Odmowa odpowiedzi");
    let yes_no = [(1f64, "Yes"), (2f64, "No"), refused];
    assert_eq!(cell(&yes_no, 1f64), "Yes");
    assert_eq!(cell(&[(1f64, "Tak"), (2f64, "Nie"), odmowa], 2f64), "Nie");
    // Gaps between the codes of groups.
    let media = [
        "Television",
        "Press",
        "Radio",
        "Church",
        "Internet",
        "Other",
    ];
    let codes = [1f64, 2f64, 3f64, 4f64, 5f64, 9f64];
    let media: Vec<(f64, &str)> = codes.into_iter().zip(media).collect();
    assert_eq!(cell(&media, 5f64), "Internet");
    // The ends of a scale, and its middle.
    let ends = [(1f64, "Cold"), (4f64, "Neutral"), (7f64, "Warm"), refused];
    assert_eq!(cell(&ends, 7f64), "7 (Warm)");
    assert_eq!(cell(&ends, 6f64), "6");
}

#[test]
fn system_files_give_labels_and_dates() {
    let (table, raw) = read(&sav()).expect("a system file is read");
    assert_eq!((raw.format, raw.header_rows), ("sav", 1));
    assert_eq!(
        names(&table),
        [
            "NPS How likely are you to recommend us?",
            // These labels begin with the name.
            "Why?",
            "Day"
        ]
    );
    assert_eq!(
        rows(&table),
        [["10 (Extremely)", "Good", "2026-01-31"], ["", "", ""]]
    );
    for length in 0..sav().len() {
        // A file that is cut anywhere is refused or read with a warning.
        if let Ok((_, raw)) = read(&sav()[..length]) {
            assert!(
                raw.warnings
                    .iter()
                    .any(|warning| warning.code == "truncated_file"),
                "{length}"
            );
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

const CSV: &[u8] = b"id;nps;why\n1;9;good\n2;3;bad\n3;10;\n";

#[test]
fn the_survey_in_an_archive_is_read() {
    let archive = zip(&[
        ("readme.md", b"read me"),
        ("__MACOSX/survey.csv", CSV),
        ("export/survey.csv", CSV),
        ("export/codes.csv", b"a,b\n"),
    ]);
    let (table, raw) = read(&archive).expect("an archive is read");
    assert_eq!(
        (raw.format, raw.inside.as_deref(), table.rows),
        ("csv", Some("export/survey.csv"), 3)
    );
    let nested = zip(&[("survey.xlsx", &sample_workbook())]);
    assert_eq!(
        read(&nested).map(|(table, raw)| (table.rows, raw.format)),
        Ok((2, "xlsx"))
    );
    let twice = zip(&[("a.zip", &archive)]);
    assert_eq!(
        read(&twice).map_err(|error| error.code).err(),
        Some("no_table_in_archive")
    );
    assert_eq!(read(&gzip(CSV)).map(|(table, _)| table.rows), Ok(3));
}

/// Reads a hostile file and returns the code of the refusal. A reader that follows such a file's
/// claims takes gigabytes or hours, and the test runner ends it.
fn refused(bytes: &[u8]) -> &'static str {
    match read(bytes) {
        Ok((table, _)) => panic!("read {} rows", table.rows),
        Err(error) => error.code,
    }
}

#[test]
fn bombs_are_stopped_by_the_limits() {
    // A sheet of blanks that inflates a thousandfold.
    let bomb = workbook(&" ".repeat(80 << 20), "");
    assert!(bomb.len() < 200 << 10);
    assert_eq!(refused(&bomb), "too_large");
    // One string, used in every cell.
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(16_000));
    assert_eq!(refused(&workbook(&row, &long)), "too_large");
    // A cell that never ends.
    let endless = format!(
        "<row><c t=\"str\"><v>{}</v></c></row>",
        "abcdefgh".repeat(3 << 20)
    );
    assert_eq!(refused(&workbook(&endless, "")), "too_large");
    // Rows that inflate three hundredfold, and the same in an archive whose directory says 1,000 bytes.
    let rows = "<row><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c></row>".repeat(1 << 20);
    let mut bomb = workbook(&rows, "");
    assert_eq!(refused(&bomb), "too_large");
    let name = b"xl/worksheets/sheet1.xml";
    let at = bomb.windows(name.len()).rposition(|bytes| bytes == name);
    let size = at.expect("the directory names the sheet") - 46 + 24;
    bomb[size..size + 4].copy_from_slice(&1000u32.to_le_bytes());
    assert_eq!(refused(&bomb), "damaged_file");
    // A record that never ends, with and without a quote, whole and in chunks.
    for start in ["nps,why\n9,", "nps,why\n9,\"", "nps,why\n9,\"\"\"\""] {
        let endless = format!("{start}{}", "x".repeat(17 << 20)).into_bytes();
        assert_eq!(refused(&endless), "too_large");
        let mut reader = Reader::new(&Settings::default());
        let chunks = endless.chunks(1 << 20);
        let refused = chunks.map(|chunk| reader.push(chunk)).find_map(Result::err);
        assert_eq!(refused.map(|error| error.code), Some("too_large"));
    }
}

/// A page as programs save it under the name of a spreadsheet: in the encoding that it names, with a
/// title above and a menu beside the answers.
#[test]
fn tables_in_pages_are_read_like_sheets() {
    let rows: String = (0..30)
        .map(|row| format!("<tr><td>{row}</td><td>{}</td><td>Obs\u{142}uga by\u{142}a mi\u{142}a i szybka, numer {row}</td></tr>", row % 11))
        .collect();
    let page = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1250\"></head><body>\
        <table><tr><td>Menu</td></tr><tr><td>Wyloguj</td></tr></table>\
        <table><tr><th colspan=3>Ankieta 2026</th></tr><tr><th>Lp.</th><th>NPS</th><th>Dlaczego?</th></tr>{rows}</table></body></html>"
    );
    let (bytes, ..) = encoding_rs::WINDOWS_1250.encode(&page);
    let (table, raw) = read(&bytes).expect("the page is read");
    assert_eq!(
        (raw.format, raw.encoding.as_str(), raw.sheet.as_deref()),
        ("html", "windows-1250", Some("2"))
    );
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!((table.rows, names), (30, vec!["Lp.", "NPS", "Dlaczego?"]));
    assert_eq!(
        table.columns[2].get(3),
        "Obs\u{142}uga by\u{142}a mi\u{142}a i szybka, numer 3"
    );
}

#[test]
fn sparse_sheets_take_neither_time_nor_memory() {
    let corners = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let (table, _) = read(&workbook(corners, "")).expect("two cells are a table");
    assert!(table.rows <= 2);
    let mut rows = "<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row>".repeat(3000);
    rows.push_str("<row><c r=\"XFD9\"><v>1</v></c></row>");
    assert_eq!(
        read(&workbook(&rows, "")).map(|(table, _)| table.columns.len()),
        Ok(16_384)
    );
    let beyond = "<row><c r=\"A1\"><v>1</v></c><c r=\"ZZZZZZ1\"><v>1</v></c></row>";
    assert_eq!(refused(&workbook(beyond, "")), "too_large");
    let wide = "<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>".repeat(60_000);
    assert_eq!(refused(&workbook(&wide, "")), "too_large");
    let repeated = "<office:spreadsheet><table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row></table:table></office:spreadsheet>";
    let sheet = zip(&[
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", repeated.as_bytes()),
    ]);
    assert_eq!(refused(&sheet), "too_large");
}

#[test]
fn entities_are_never_expanded() {
    let strings = "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si><si><t>x</t></si></sst>";
    let rows = "<row><c t=\"s\"><v>1</v></c></row><row><c t=\"s\"><v>0</v></c></row>";
    let (table, _) = read(&workbook(rows, strings)).expect("a workbook is read");
    assert_eq!(table.columns[0].get(0), "&b;");
}

#[test]
fn damaged_files_are_refused_in_words() {
    for bytes in [sample_workbook(), ods(), zip(&[("survey.csv", CSV)])] {
        for length in (4..bytes.len()).step_by(7) {
            let error = read(&bytes[..length]).expect_err("a cut archive has no directory");
            assert_eq!(error.code, "damaged_file");
        }
        for at in (0..bytes.len()).step_by(3) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            // Whatever the damage, the answer is a table or an error, never a panic, and an archive is
            // never taken for text.
            let found = read(&flipped).map(|(_, raw)| (raw.format, raw.inside));
            assert!(!matches!(found, Ok(("csv", None))), "{at}");
        }
    }
    let deep = format!("{}1{}", "[{\"a\":".repeat(60_000), "}]".repeat(60_000));
    assert_eq!(refused(deep.as_bytes()), "bad_json");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn every_split_gives_the_same_table(
        which in 0usize..17,
        cuts in proptest::collection::vec(0usize..70_000, 0..8),
    ) {
        let json: String = (0..40).map(|row| format!("{{\"nps\":{},\"why\":\"good {row}\"}}\n", row % 11)).collect();
        let list = format!("[{}]", json.trim().replace('\n', ","));
        let utf16: Vec<u8> = std::iter::once(0xFEFF).chain("a;ą\n1;ż\n2;x\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut csv = b"# note\nid,\"why, so\",x\n".to_vec();
        csv.extend((0..3000).flat_map(|row| format!("{row},\"a \"\"b\"\"\nc\",żółć\r\n").into_bytes()));
        let page = format!("<html><table><tr><th>nps<th>why</tr>{}</table>", "<tr><td>9<td>a &amp; b, <br>ż</tr>".repeat(2000));
        let book = format!("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Table>{}</Table></Workbook>",
            "<Row><Cell><Data>9</Data></Cell><Cell><Data>ż</Data></Cell></Row>".repeat(2000));
        let (twice, ..) = encoding_rs::WINDOWS_1250.decode(&csv);
        let said = |(_, raw): (Table, RawReading)| raw.warnings.iter().any(|warning| warning.code == "saved_twice");
        proptest::prop_assert_eq!(read(twice.as_bytes()).map(said), Ok(true));
        let files: [Vec<u8>; 17] = [sample_workbook(), ods(), sav(), json.into_bytes(), list.into_bytes(), utf16, csv.clone(), CSV.to_vec(),
            page.into_bytes(), book.into_bytes(), zip(&[("survey.csv", &csv)]), zip(&[("a/survey.html", b"<table><tr><td>nps<tr><td>9<tr><td>8</table>")]),
            gzip(&csv), gzip(&sample_workbook()), include_bytes!("fixtures/survey.xls").to_vec(), zsav(),
            twice.as_bytes().to_vec()];
        let bytes = &files[which];
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % (bytes.len() + 1)).collect();
        cuts.push(0);
        cuts.push(bytes.len());
        cuts.sort_unstable();
        let mut reader = Reader::new(&Settings::default());
        for pair in cuts.windows(2) {
            reader.push(&bytes[pair[0]..pair[1]]).expect("bytes are taken");
        }
        proptest::prop_assert_eq!(reader.finish(), read(bytes));
    }
}
