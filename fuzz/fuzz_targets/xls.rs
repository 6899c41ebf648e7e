//! XLS workbooks: the records of a workbook in a compound file that is whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

/// A compound file (version 3) with one stream named Workbook.
fn compound(stream: &[u8]) -> Vec<u8> {
    // At least the size from which streams lie in sectors of their own.
    let sectors = stream.len().max(4096).div_ceil(512);
    let tables = (sectors + 2).div_ceil(127);
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[0x1E..0x22].copy_from_slice(&[9, 0, 6, 0]);
    header[0x2C..0x30].copy_from_slice(&(tables as u32).to_le_bytes());
    header[0x30..0x34].copy_from_slice(&(tables as u32).to_le_bytes());
    header[0x38..0x3C].copy_from_slice(&4096u32.to_le_bytes());
    header[0x3C..0x40].copy_from_slice(&u32::MAX.to_le_bytes());
    header[0x44..0x48].copy_from_slice(&u32::MAX.to_le_bytes());
    for index in 0..109 {
        let table = if index < tables {
            index as u32
        } else {
            u32::MAX
        };
        header[0x4C + index * 4..0x50 + index * 4].copy_from_slice(&table.to_le_bytes());
    }
    let mut fat = vec![0xFFFF_FFFDu32; tables];
    fat.push(0xFFFF_FFFE);
    for sector in 0..sectors {
        let next = (tables + 2 + sector) as u32;
        fat.push(if sector + 1 == sectors {
            0xFFFF_FFFE
        } else {
            next
        });
    }
    fat.resize(tables * 128, u32::MAX);
    let mut directory = vec![0u8; 512];
    let names: [(&str, u8, u32, u32); 2] = [
        ("Root Entry", 5, u32::MAX, 0),
        ("Workbook", 2, tables as u32 + 1, (sectors * 512) as u32),
    ];
    for (entry, (name, kind, start, size)) in directory.chunks_exact_mut(128).zip(names) {
        for (place, letter) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
            place.copy_from_slice(&letter.to_le_bytes());
        }
        entry[0x40] = name.len() as u8 * 2 + 2;
        entry[0x42] = kind;
        entry[0x74..0x78].copy_from_slice(&start.to_le_bytes());
        entry[0x78..0x7C].copy_from_slice(&size.to_le_bytes());
    }
    let mut out = header;
    out.extend(fat.iter().flat_map(|entry| entry.to_le_bytes()));
    out.extend(directory);
    out.extend(stream);
    out.resize(512 * (1 + tables + 1 + sectors), 0);
    out
}

fuzz_target!(|records: &[u8]| {
    // BIFF8, one sheet right behind the globals, then whatever comes.
    let mut stream = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0];
    stream.extend([0x85, 0, 9, 0, 21, 0, 0, 0, 0, 0, 1, 0, b'A']);
    stream.extend(records);
    if stream.len() > 40_000 {
        return;
    }
    for bytes in [compound(&stream), {
        let mut raw = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        raw.extend(records);
        raw
    }] {
        let mut reader = Reader::new(&Settings::default());
        if reader.push(&bytes).is_ok() {
            let _ = reader.finish();
        }
    }
});
