//! A delimited file that two readers share gives the table, the warnings and the rows set aside that
//! one reader gives, wherever the second part begins.

use proptest::prelude::*;
use vocal_core::reading::{Page, PartReader, RawReading, Table};
use vocal_core::{Error, Reader, Settings};

type Outcome = Result<(Table, RawReading), Error>;

fn alone(bytes: &[u8]) -> Outcome {
    let mut reader = Reader::new(&Settings::default());
    reader.push(bytes)?;
    reader.finish()
}

type Pages = Vec<(usize, Page)>;

/// Sends the pages that are ready.
fn send(part: &mut PartReader, pages: &mut Pages) {
    while let Some((column, page)) = part.take_page() {
        let (page, kind) = page.into_bytes();
        let page = Page::from_bytes(page, kind).expect("what was sent is received");
        pages.push((column, page));
    }
}

/// What a second reader makes of the bytes from `start` on: its pages, and what comes last.
fn part_of(bytes: &[u8], start: usize, step: usize) -> Option<(Pages, Vec<u8>)> {
    let mut part = PartReader::new(&bytes[..PartReader::HEAD], &Settings::default())?;
    let mut pages = Pages::new();
    for chunk in bytes[start..].chunks(step) {
        if !part.push(chunk) {
            return None;
        }
        send(&mut part, &mut pages);
    }
    let rest = part.finish()?;
    send(&mut part, &mut pages);
    Some((pages, rest))
}

/// Reads with a second reader from `start` on, and says whether its part was taken.
fn shared(bytes: &[u8], start: usize, step: usize) -> (Outcome, bool) {
    let mut reader = Reader::new(&Settings::default());
    reader.expect(bytes.len() as u64);
    reader.push(&bytes[..start]).expect("bytes are taken");
    let joined = reader.can_join()
        && part_of(bytes, start, step).is_some_and(|(pages, rest)| {
            pages
                .into_iter()
                .for_each(|(column, page)| reader.add_page(column, page));
            reader.join(&rest)
        });
    if !joined {
        reader.push(&bytes[start..]).expect("bytes are taken");
    }
    (reader.finish(), joined)
}

/// A survey whose columns repeat, do not repeat, change their mind half way, or stay empty.
fn survey(rows: usize, line_end: &str, ragged: usize, footer: &str) -> Vec<u8> {
    let mut text = format!("id;score;shop;why;late;wide;when;blank{line_end}");
    for row in 0..rows {
        let late = match row * 2 > rows {
            true => format!("only {row}"),
            false => String::new(),
        };
        let shop = ["Łódź", "", "Gdańsk", "7"][row % 4];
        let why = match row % 5 {
            0 => format!(
                "\"Drogo; \"\"bardzo\"\"\n\nale {row} razy świetnie {}\"",
                "x".repeat(row % 300)
            ),
            1 => String::new(),
            _ => format!("Obsługa {row} była miła {}", "y".repeat(row * 7 % 200)),
        };
        let wide = row * 7919 % 1500;
        text.push_str(&format!(
            "{row};{};{shop};{why};{late};w{wide};2026-{:02}-{:02}T{:05};{line_end}",
            row % 11,
            row % 12 + 1,
            row % 28 + 1,
            row * 41 % 86_400
        ));
        if ragged > 0 && row % ragged == ragged - 1 {
            text.push_str(&format!("short;1{line_end}{line_end}"));
        }
    }
    text.push_str(footer);
    text.into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn two_readers_read_what_one_reads(
        rows in 4000usize..30_000,
        crlf in any::<bool>(),
        ragged in prop_oneof![Just(0usize), 50..3000usize],
        footer in prop_oneof![Just(""), Just("Source: panel"), Just("\nNote\nMore notes"), Just("\"never closed;1\n2;3;4;5;6;7;8;9\n")],
        place in 0.0f64..1.0,
        exact in any::<bool>(),
        step in 1000usize..200_000,
    ) {
        let bytes = survey(rows, if crlf { "\r\n" } else { "\n" }, ragged, footer);
        let mut start = (place * bytes.len() as f64) as usize;
        if exact {
            start = bytes[start..].iter().position(|&byte| byte == b'\n').map_or(start, |at| start + at + 1);
        }
        let (outcome, _) = shared(&bytes, start, step);
        prop_assert_eq!(outcome, alone(&bytes));
    }
}

#[test]
fn the_second_part_is_taken_where_it_looks_like_a_record() {
    for (line_end, ragged) in [("\n", 0), ("\r\n", 700)] {
        let bytes = survey(20_000, line_end, ragged, "");
        let part = PartReader::new(&bytes[..PartReader::HEAD], &Settings::default());
        let part = part.expect("a file that can be read in parts");
        for tenth in 3..10 {
            let from = bytes.len() / 10 * tenth;
            let window = &bytes[from..(from + (64 << 10)).min(bytes.len())];
            let start = from + part.start_in(window).expect("a record begins here");
            let (outcome, joined) = shared(&bytes, start, 65_536);
            assert!(joined, "{tenth} tenths of a file with {line_end:?}");
            assert_eq!(outcome, alone(&bytes));
        }
    }
}

#[test]
fn other_encodings_of_one_byte_are_shared_too() {
    let utf8 = String::from_utf8(survey(12_000, "\n", 0, "")).unwrap();
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(&utf8);
    let half = bytes.len() / 2;
    let part = PartReader::new(&bytes[..PartReader::HEAD], &Settings::default()).unwrap();
    let start = half + part.start_in(&bytes[half..half + (64 << 10)]).unwrap();
    let (outcome, joined) = shared(&bytes, start, 65_536);
    assert!(joined);
    assert_eq!(outcome, alone(&bytes));
}

#[test]
fn a_part_of_foreign_bytes_is_refused() {
    let bytes = survey(9000, "\n", 0, "");
    let half = bytes.len() / 2;
    let part = PartReader::new(&bytes[..PartReader::HEAD], &Settings::default()).unwrap();
    let start = half + part.start_in(&bytes[half..]).unwrap();
    let (pages, rest) = part_of(&bytes, start, 65_536).unwrap();
    let damaged = [&rest[..rest.len() / 2], &[][..], &[255; 40][..]].map(|rest| (&pages[..], rest));
    let missing = [1, 2, pages.len()].map(|less| (&pages[..pages.len() - less], &rest[..]));
    let cut = |page: &Page| {
        let (mut bytes, kind) = page.clone().into_bytes();
        bytes.truncate(bytes.len() / 2);
        Page::from_bytes(bytes, kind)
    };
    let short: Pages = (pages.iter())
        .filter_map(|(column, page)| Some((*column, cut(page)?)))
        .collect();
    for (pages, rest) in damaged
        .into_iter()
        .chain(missing)
        .chain([(&short[..], &rest[..])])
    {
        let mut reader = Reader::new(&Settings::default());
        reader.push(&bytes[..start]).unwrap();
        for (column, page) in pages.iter().cloned() {
            reader.add_page(column, page);
        }
        assert!(!reader.join(rest));
        reader.push(&bytes[start..]).unwrap();
        assert_eq!(reader.finish(), alone(&bytes), "nothing was taken");
    }
    let mut reader = Reader::new(&Settings::default());
    reader.push(&bytes[..start - 1]).unwrap();
    assert!(!reader.can_join(), "in the middle of a record");
    assert!(!reader.join(&rest));
}

#[test]
fn files_without_rows_of_their_own_kind_are_read_by_one() {
    let settings = Settings::default();
    assert!(
        PartReader::new(b"id;nps\n1;9\n", &settings).is_none(),
        "too short"
    );
    let numbers: String = (0..90_000)
        .map(|row| format!("{};{}\n", row % 11, row % 7))
        .collect();
    assert!(
        PartReader::new(&numbers.as_bytes()[..PartReader::HEAD], &settings).is_none(),
        "no header"
    );
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(numbers.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(
        PartReader::new(&utf16[..PartReader::HEAD], &settings).is_none(),
        "UTF-16"
    );
}
