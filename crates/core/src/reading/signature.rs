//! Recognises files that are not delimited text, by their first bytes.

use super::bytes::count;

/// Names the kind of a binary file, or `None` when the bytes can be text.
///
/// The names are stable and appear in the message: `xlsx`, `xls`, `zip`, `7z`, `rar`, `pdf`, `rtf`,
/// `png`, `jpeg`, `gif`, `gzip`, `sav`, `por`, `stata`, `sas`, `sqlite`, `access`, `parquet`,
/// `binary`.
pub fn binary_kind(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06", "zip"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "xls"),
        (b"%PDF-", "pdf"),
        (b"\x89PNG\r\n", "png"),
        (b"\xFF\xD8\xFF", "jpeg"),
        (b"GIF8", "gif"),
        (b"\x1F\x8B", "gzip"),
        (b"$FL2", "sav"),
        (b"$FL3", "sav"),
        (b"SQLite format 3\0", "sqlite"),
        (b"PAR1", "parquet"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"Rar!\x1A\x07", "rar"),
        (b"{\\rtf", "rtf"),
        (b"<stata_dta>", "stata"),
        (b"\0\x01\0\0Standard Jet DB", "access"),
        (b"\0\x01\0\0Standard ACE DB", "access"),
    ];
    let found = SIGNATURES.iter().find(|(magic, _)| head.starts_with(magic));
    match found {
        Some((_, "zip")) if contains(head, b"xl/") || contains(head, b"[Content_Types].xml") => {
            Some("xlsx")
        }
        Some((_, kind)) => Some(kind),
        // Neither has its name at the beginning: SPSS repeats it in five alphabets behind blanks.
        None if head
            .get(..200)
            .is_some_and(|start| contains(start, b"ASCII SPSS PORT FILE  ")) =>
        {
            Some("por")
        }
        None if head.get(84..92) == Some(b"SAS FILE") => Some("sas"),
        None if holds_archive_records(head) => Some("zip"),
        None => None,
    }
}

/// True for an archive whose first bytes are damaged: its other records begin with signatures that no
/// text holds, and the directory at its end tells what can still be read.
fn holds_archive_records(head: &[u8]) -> bool {
    let signed = |at| {
        matches!(
            &head[..=at],
            [.., b'P', b'K', 3, 4] | [.., b'P', b'K', 1, 2]
        )
    };
    memchr::memchr2_iter(4, 2, head).any(signed)
}

/// Names a structured text format that is not delimited text, by its beginning: `json`, `html`,
/// `xml`, `mhtml`.
pub fn structured_text_kind(text: &str) -> Option<&'static str> {
    let start: String = text
        .trim_start()
        .chars()
        .take(64)
        .filter(|c| !c.is_whitespace())
        .collect();
    let start = start.to_ascii_lowercase();
    match () {
        () if ["[{", "[[", "{\"", "[]", "{}"]
            .iter()
            .any(|json| start.starts_with(json)) =>
        {
            Some("json")
        }
        () if start.starts_with("<!doctypehtml") || start.starts_with("<html") => Some("html"),
        () if start.starts_with("<?xml") => Some("xml"),
        () if start.starts_with("mime-version:") => Some("mhtml"),
        () => None,
    }
}

/// True when the bytes cannot be text in any supported encoding: many control characters.
///
/// UTF-16 must be ruled out before. The bound of one control byte in sixteen is far above what
/// damaged text shows, and below compressed data, where one byte in twelve is one of them.
#[inline(never)]
pub fn looks_binary(head: &[u8]) -> bool {
    // Line ends, tabs, and the separators that programs put between fields and records are none of these.
    let control = count(head, |byte| {
        (2..=8).contains(&byte) | (0x0E..=0x1A).contains(&byte)
    });
    // Padding of fixed length leaves runs of NUL in text that is otherwise whole.
    let nul = count(head, |byte| byte == 0);
    (control * 16 > head.len())
        || (nul * 2 > head.len())
        || (control > 0 && (nul + control) * 10 > head.len())
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_hold_no_readable_table_are_named() {
        let kinds: [(&[u8], &str); 6] = [
            (b"7z\xBC\xAF\x27\x1C\0\x04", "7z"),
            (b"Rar!\x1A\x07\x01\0", "rar"),
            (b"{\\rtf1\\ansi Hello}", "rtf"),
            (b"<stata_dta><header>", "stata"),
            (
                &[
                    &[0x40; 160][..],
                    b"ASCII SPSS PORT FILE                    ",
                ]
                .concat(),
                "por",
            ),
            (&[&[0; 84][..], b"SAS FILE"].concat(), "sas"),
        ];
        for (head, kind) in kinds {
            assert_eq!(binary_kind(head), Some(kind));
        }
        assert_eq!(binary_kind(b"id,comment\n1,I use SPSS PORT FILEs\n"), None);
    }
}
