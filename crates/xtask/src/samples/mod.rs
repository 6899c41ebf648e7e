//! The two sample surveys that the page carries, one click away for somebody
//! without a file at hand. They are made up, always the same bytes, and hold
//! stories that an analysis should find: a branch that fails, a price rise in
//! September, one employee whom customers praise by name.

mod answers;
mod comment;
mod english;
mod polish;
mod random;

use crate::{Outcome, paths, stamp};

/// A survey as a file.
struct Survey {
    name: &'static str,
    bytes: Vec<u8>,
}

fn surveys() -> Outcome<[Survey; 2]> {
    Ok([
        Survey {
            name: "sklep-ankieta.csv",
            bytes: windows_1250(&polish::survey())?,
        },
        Survey {
            name: "service-survey.csv",
            bytes: english::survey().into_bytes(),
        },
    ])
}

/// Writes both surveys to `www/samples`.
pub fn write() -> Outcome {
    for survey in surveys()? {
        let path = paths::www().join("samples").join(survey.name);
        stamp::write(&path, &survey.bytes)?;
        eprintln!("www/samples/{}: {} bytes", survey.name, survey.bytes.len());
    }
    Ok(())
}

/// One CSV record; cells are quoted where RFC 4180 asks for it.
fn record(cells: &[String], delimiter: char) -> String {
    let quoted = cells.iter().map(|cell| {
        if cell.contains([delimiter, '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(&delimiter.to_string())
}

/// Text in the encoding that Polish spreadsheet programs save CSV in.
fn windows_1250(text: &str) -> Outcome<Vec<u8>> {
    text.chars().map(byte_of).collect()
}

fn byte_of(character: char) -> Outcome<u8> {
    let byte = match character {
        '\0'..='\x7f' => return Ok(character as u8),
        'ą' => 0xb9,
        'ć' => 0xe6,
        'ę' => 0xea,
        'ł' => 0xb3,
        'ń' => 0xf1,
        'ó' => 0xf3,
        'ś' => 0x9c,
        'ź' => 0x9f,
        'ż' => 0xbf,
        'Ą' => 0xa5,
        'Ć' => 0xc6,
        'Ę' => 0xca,
        'Ł' => 0xa3,
        'Ń' => 0xd1,
        'Ó' => 0xd3,
        'Ś' => 0x8c,
        'Ź' => 0x8f,
        'Ż' => 0xaf,
        '–' => 0x96,
        '„' => 0x84,
        '”' => 0x94,
        '…' => 0x85,
        other => {
            return Err(format!(
                "the Polish sample has `{other}`, unknown to Windows-1250"
            ));
        }
    };
    Ok(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_reproduces_the_committed_files() {
        for survey in surveys().unwrap() {
            let committed = stamp::read(&paths::www().join("samples").join(survey.name)).unwrap();
            assert!(
                committed == survey.bytes,
                "{} differs; run `cargo xtask samples` and look at the change",
                survey.name
            );
        }
    }

    #[test]
    fn records_are_quoted_where_needed() {
        let cells = ["a;b", "say \"hi\"", "two\nlines", "plain, here"].map(String::from);
        assert_eq!(
            record(&cells, ';'),
            "\"a;b\";\"say \"\"hi\"\"\";\"two\nlines\";plain, here"
        );
    }

    #[test]
    fn polish_letters_have_their_windows_1250_bytes() {
        assert_eq!(
            windows_1250("Łódź – ą").unwrap(),
            b"\xa3\xf3d\x9f \x96 \xb9"
        );
        assert!(windows_1250("😀").unwrap_err().contains('😀'));
    }
}
