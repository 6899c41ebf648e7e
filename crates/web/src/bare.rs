//! What tests/bench compares the reader with, in the same module: a bare loop of csv-core that finds
//! fields and keeps none of them.

use csv_core::{ReadFieldResult, Reader};
use wasm_bindgen::prelude::*;

/// A bare loop of csv-core over a file in chunks.
#[wasm_bindgen]
pub struct BareCsv {
    reader: Reader,
    field: Vec<u8>,
    fields: u32,
}

#[wasm_bindgen]
impl BareCsv {
    /// A loop that has seen nothing.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript has constructors")]
    pub fn new() -> Self {
        BareCsv {
            reader: Reader::new(),
            field: vec![0; 1 << 20],
            fields: 0,
        }
    }

    /// Takes the next bytes; none end the file. Returns the fields so far.
    pub fn push(&mut self, bytes: &[u8]) -> u32 {
        let mut rest = bytes;
        loop {
            let (result, read, _) = self.reader.read_field(rest, &mut self.field);
            rest = &rest[read..];
            match result {
                ReadFieldResult::Field { .. } => self.fields += 1,
                ReadFieldResult::InputEmpty | ReadFieldResult::End => return self.fields,
                ReadFieldResult::OutputFull => {}
            }
        }
    }
}
