//! The XML of a worksheet and of its shared strings, in an archive that is whole.
#![no_main]

#[path = "../../crates/core/tests/archive/mod.rs"]
mod archive;

use flate2::Compression;
use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

/// A ZIP archive whose files are stored without compression, which takes less time.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    archive::zip(files, Compression::none())
}

const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="A" r:id="1"/><sheet name="B" r:id="2"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="1" Type="x/worksheet" Target="a.xml"/><Relationship Id="2" Type="x/worksheet" Target="b.xml"/><Relationship Id="3" Type="x/sharedStrings" Target="s.xml"/></Relationships>"#;

fuzz_target!(|input: (Vec<u8>, Vec<u8>)| {
    let (sheet, strings) = input;
    let open = zip(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/a.xml", &sheet),
        (
            "xl/b.xml",
            b"<sheetData><row><c><v>1</v></c></row></sheetData>",
        ),
        ("xl/s.xml", &strings),
    ]);
    let document = zip(&[("META-INF/manifest.xml", b"<m/>"), ("content.xml", &sheet)]);
    for bytes in [open, document] {
        let mut reader = Reader::new(&Settings::default());
        if reader.push(&bytes).is_ok() {
            let _ = reader.finish();
        }
    }
});
