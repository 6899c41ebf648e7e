//! What tests/bench compares in the same module: a bare loop of csv-core that finds fields and keeps none
//! of them, and our reader from bytes to typed columns, without roles, figures and what comments need.

use csv_core::{ReadFieldResult, Reader};
use vocal_core::Settings;
use vocal_core::reading::{Cells, Column};
use vocal_core::values::{DateOrder, parse_written_date};
use wasm_bindgen::prelude::*;

/// Our reader over a file in chunks.
#[wasm_bindgen]
pub struct TypedColumns {
    reader: vocal_core::Reader,
}

/// What a column became. Texts stay where the reader has put them.
enum Typed {
    /// A number per row, NaN for a blank cell.
    Numbers(Vec<f64>),
    /// Days since 1970-01-01 per row, `i32::MIN` for a blank cell.
    Dates(Vec<i32>),
    /// A dictionary with a code per row, or one text per row.
    Texts,
}

#[wasm_bindgen]
impl TypedColumns {
    /// A reader that has seen nothing of a file of so many bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: f64) -> Self {
        let mut reader = vocal_core::Reader::new(&Settings::default());
        reader.expect(bytes as u64);
        TypedColumns { reader }
    }

    /// Takes the next bytes. False when they cannot be read.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        self.reader.push(bytes).is_ok()
    }

    /// As [`Session::can_join`](crate::Session::can_join).
    pub fn can_join(&self) -> bool {
        self.reader.can_join()
    }

    /// As [`Session::add_page`](crate::Session::add_page).
    pub fn add_page(&mut self, name: usize, page: Vec<u8>) {
        crate::add_page(&mut self.reader, name, page);
    }

    /// As [`Session::join`](crate::Session::join).
    pub fn join(&mut self, rest: &[u8]) -> bool {
        self.reader.join(rest)
    }

    /// Ends the file: rows, columns of numbers, columns of dates; nothing when it cannot be read.
    pub fn finish(self) -> Vec<u32> {
        let Ok((table, _)) = self.reader.finish() else {
            return Vec::new();
        };
        let typed: Vec<Typed> = table.columns.iter().map(typed).collect();
        let whole = |rows: usize| u32::from(rows == table.rows as usize);
        let (mut numbers, mut dates) = (0, 0);
        for column in std::hint::black_box(&typed) {
            match column {
                Typed::Numbers(values) => numbers += whole(values.len()),
                Typed::Dates(days) => dates += whole(days.len()),
                Typed::Texts => {}
            }
        }
        vec![table.rows, numbers, dates]
    }
}

/// Numbers or dates where every cell that is not blank is one.
fn typed(column: &Column) -> Typed {
    let number = |cell: &str| cell.parse().ok();
    let date = |cell: &str| parse_written_date(cell, DateOrder::DayFirst);
    if let Some(values) = all(column, f64::NAN, number) {
        return Typed::Numbers(values);
    }
    all(column, i32::MIN, date).map_or(Typed::Texts, Typed::Dates)
}

/// Every cell as `parse` reads it; nothing when there is a cell that it cannot read, or only blank ones.
fn all<T: Copy>(column: &Column, blank: T, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let parse = |cell: &str| match cell {
        "" => Some(blank),
        cell => parse(cell),
    };
    if column.answered == 0 {
        return None;
    }
    match &column.cells {
        Cells::Dictionary { codes, values, .. } => {
            let by_code: Option<Vec<T>> = values.iter().map(parse).collect();
            Some(codes.map(&by_code?))
        }
        Cells::Text(texts) => {
            // Comments are told from dates by the first of them.
            if texts.iter().take(100).any(|cell| parse(&cell).is_none()) {
                return None;
            }
            let mut values = Vec::with_capacity(texts.len());
            texts.for_each(&mut |cell| values.extend(parse(cell)));
            (values.len() == texts.len()).then_some(values)
        }
    }
}

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
