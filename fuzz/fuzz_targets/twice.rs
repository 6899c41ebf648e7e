//! Text that was saved twice as UTF-8: any bytes give a table or an error, every split into chunks the
//! same one, and what is restored is what was there before it was read wrongly.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::reading::{RawReading, Reader, Table};
use vocal_core::{Error, Settings};

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (choice, bytes) = input;
    let label = ["utf-8-via-windows-1252", "utf-8-via-windows-1250"][usize::from(choice & 1)];
    let size = usize::from(choice >> 1).max(1);
    assert_eq!(read(label, &bytes, usize::MAX), read(label, &bytes, size));

    // A mark before the text is none of its characters, and both ways of reading drop it elsewhere.
    let text = String::from_utf8_lossy(&bytes).replace('\u{FEFF}', "");
    // Read as Latin-1, every byte is the letter of that number, which windows-1252 knows, too.
    let wrong: String = text.bytes().map(char::from).collect();
    if let Ok((expected, _)) = read("utf-8", text.as_bytes(), usize::MAX) {
        let restored = read("utf-8-via-windows-1252", wrong.as_bytes(), size);
        assert_eq!(restored.map(|(table, _)| table), Ok(expected));
    }
});

fn read(encoding: &str, bytes: &[u8], size: usize) -> Result<(Table, RawReading), Error> {
    let mut settings = Settings::default();
    settings.encoding = Some(encoding.to_owned());
    let mut reader = Reader::new(&settings);
    for chunk in bytes.chunks(size.min(bytes.len()).max(1)) {
        reader.push(chunk)?;
    }
    reader.finish()
}
