//! The XML of a worksheet and of its shared strings, in an archive that is whole.
#![no_main]

use flate2::Crc;
use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

/// A ZIP archive whose files are stored without compression.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut crc = Crc::new();
        crc.update(content);
        let mut fields = vec![20u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for number in [crc.sum(), content.len() as u32, content.len() as u32] {
            fields.extend(number.to_le_bytes());
        }
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        let offset = out.len() as u32;
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.as_bytes());
        out.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
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
