//! ZIP archives, written byte by byte. The fuzz targets use this file, too.

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use std::io::Write;

/// A ZIP archive of the given files; without compression they are stored as they are.
pub fn zip(files: &[(&str, &[u8])], compression: Compression) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let (method, packed) = pack(content, compression);
        let mut crc = Crc::new();
        crc.update(content);
        let offset = out.len() as u32;
        let mut fields = Vec::new();
        // Version, flags, method, time, date.
        push_all(&mut fields, [20, 0, method, 0, 0].map(u16::to_le_bytes));
        let sizes = [crc.sum(), packed.len() as u32, content.len() as u32];
        push_all(&mut fields, sizes.map(u32::to_le_bytes));
        push_all(&mut fields, [name.len() as u16, 0].map(u16::to_le_bytes));
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    push_all(&mut out, [count, count].map(u16::to_le_bytes));
    push_all(&mut out, [length, start].map(u32::to_le_bytes));
    out.extend([0u8; 2]);
    out
}

/// The number of the method, and the bytes that it makes.
fn pack(content: &[u8], compression: Compression) -> (u16, Vec<u8>) {
    if compression == Compression::none() {
        return (0, content.to_vec());
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), compression);
    encoder.write_all(content).expect("memory takes everything");
    (8, encoder.finish().expect("memory takes everything"))
}

fn push_all<const N: usize, const M: usize>(out: &mut Vec<u8>, numbers: [[u8; M]; N]) {
    out.extend(numbers.as_flattened());
}
