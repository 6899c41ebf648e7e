//! Writes the tables of the single-byte encodings, taken from `encoding_rs`.
//!
//! The library itself would also bring the tables of every East Asian encoding into the page, a
//! twelfth of its size, for files that nobody has been seen to export today.

use encoding_rs::Encoding;
use std::fmt::Write;
use std::path::Path;

/// Lower-case names of the WHATWG Encoding Standard. ISO-8859-1, -9 and -11 are read as their
/// Windows supersets there; see the labels in `decoding.rs`.
const NAMES: [&str; 27] = [
    "ibm866",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "x-mac-cyrillic",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = format!("static SINGLE_BYTE: [Encoding; {}] = [\n", NAMES.len());
    for name in NAMES {
        let table = upper_half(name);
        let _ = writeln!(
            code,
            "Encoding {{ name: {name:?}, form: Form::SingleByte(&{table:?}) }},"
        );
    }
    code.push_str("];\n");
    let folder = std::env::var("OUT_DIR").expect("Cargo names the folder");
    std::fs::write(Path::new(&folder).join("single_byte.rs"), code)
        .expect("the build folder can be written to");
}

/// The characters of the bytes 0x80 to 0xFF; all of them lie in the basic plane.
fn upper_half(name: &str) -> Vec<u16> {
    let encoding = Encoding::for_label(name.as_bytes()).expect("a name of the standard");
    let bytes: Vec<u8> = (0x80..=0xFF).collect();
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.encode_utf16().collect()
}
