//! Masks e-mail addresses, web addresses and long numbers in a text.

use std::borrow::Cow;

/// The character that stands for a masked one.
const DOT: char = '•';

/// Digits from which a number is taken for a telephone, identity, account or card number.
const NUMBER_DIGITS: usize = 9;

/// The text with personal data replaced by dots, one per letter or digit, so that positions in
/// the text stay what they were.
///
/// Masked are e-mail addresses, web addresses with a query or an e-mail inside, and numbers of nine
/// digits or more, also when they are grouped by blanks, hyphens, dots or brackets (telephone,
/// PESEL, NIP, REGON, IBAN, cards). Names are the matter of [`mask_comment`](super::mask_comment).
pub fn mask(text: &str) -> Cow<'_, str> {
    let suspicious = text.bytes().any(|byte| byte == b'@')
        || text.contains("://")
        || text.bytes().filter(u8::is_ascii_digit).count() >= NUMBER_DIGITS;
    if !suspicious {
        return Cow::Borrowed(text);
    }
    let letters: Vec<char> = text.chars().collect();
    let mut masked = letters.clone();
    mask_words(&letters, &mut masked);
    mask_numbers(&letters, &mut masked);
    Cow::Owned(masked.into_iter().collect())
}

fn mask_words(letters: &[char], masked: &mut [char]) {
    let mut start = 0;
    while start < letters.len() {
        let length = letters[start..]
            .iter()
            .take_while(|letter| !letter.is_whitespace())
            .count();
        let word = &letters[start..start + length];
        if is_address(word) {
            masked[start..start + length]
                .iter_mut()
                .filter(|letter| letter.is_alphanumeric())
                .for_each(|letter| *letter = DOT);
        }
        start += length + 1;
    }
}

fn is_address(word: &[char]) -> bool {
    let at = word.iter().position(|&letter| letter == '@');
    let email = at.is_some_and(|at| {
        at > 0
            && word[at + 1..]
                .first()
                .is_some_and(|letter| letter.is_alphanumeric())
            && word[at + 1..].contains(&'.')
    });
    let link = word.windows(3).any(|three| three == [':', '/', '/']) && word.contains(&'?');
    email || link
}

fn mask_numbers(letters: &[char], masked: &mut [char]) {
    let mut start = 0;
    while start < letters.len() {
        if !letters[start].is_ascii_digit() {
            start += 1;
            continue;
        }
        let end = number_end(letters, start);
        let digits = letters[start..end]
            .iter()
            .filter(|letter| letter.is_ascii_digit())
            .count();
        if digits >= NUMBER_DIGITS {
            masked[start..end]
                .iter_mut()
                .filter(|letter| letter.is_ascii_digit())
                .for_each(|letter| *letter = DOT);
        }
        start = end;
    }
}

/// Most separators between two digits of one number: "(22) 123", "600 - 100".
const SEPARATORS: usize = 3;

/// End of a number: digits with a few separators between them. A date and the hours of a time of
/// day ("22.04.2016 18:57") belong to no number.
fn number_end(letters: &[char], start: usize) -> usize {
    let mut end = start + date_length(&letters[start..]);
    if end > start {
        return end;
    }
    loop {
        end += digits(&letters[end..]);
        let gap = letters[end..]
            .iter()
            .take_while(|&&letter| is_separator(letter))
            .count();
        let next = &letters[(end + gap)..];
        let joined = (1..=SEPARATORS).contains(&gap) && digits(next) > 0;
        if !joined || is_time(next) || date_length(next) > 0 {
            return end;
        }
        end += gap;
    }
}

fn digits(letters: &[char]) -> usize {
    letters
        .iter()
        .take_while(|letter| letter.is_ascii_digit())
        .count()
}

fn is_separator(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\u{a0}' | '\u{202f}' | '-' | '‑' | '–' | '.' | '(' | ')' | '/'
    )
}

/// "9:30", but not a number with a colon behind it ("22 123 45 67: call me").
fn is_time(letters: &[char]) -> bool {
    let hour = digits(letters);
    hour <= 2
        && letters.get(hour) == Some(&':')
        && letters.get(hour + 1).is_some_and(char::is_ascii_digit)
}

/// Length of the date that the letters begin with, day or year first; 0 for anything else.
fn date_length(letters: &[char]) -> usize {
    let mut at = 0;
    let mut lengths = [0; 3];
    for (part, length) in lengths.iter_mut().enumerate() {
        if part > 0 {
            if !matches!(letters.get(at), Some('.' | '-' | '/')) {
                return 0;
            }
            at += 1;
        }
        *length = digits(&letters[at..]);
        at += *length;
    }
    let year = match lengths {
        [1..=2, 1..=2, 4] => at - 4,
        [4, 1..=2, 1..=2] => 0,
        _ => return 0,
    };
    let of_now = matches!(letters[year..], ['1', '9', ..] | ['2', '0', ..]);
    if of_now { at } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn personal_data_is_dotted_in_place() {
        for (text, expected) in [
            ("pisz na jan.k@wp.pl!", "pisz na •••.•@••.••!"),
            ("tel. 600 100 200, dzwonić", "tel. ••• ••• •••, dzwonić"),
            ("PESEL 44051401359", "PESEL •••••••••••"),
            ("dostawa 3 dni po 12.05.2026", "dostawa 3 dni po 12.05.2026"),
            ("koszt 100 zł", "koszt 100 zł"),
            ("2016-04-22 18:57:50", "2016-04-22 18:57:50"),
            ("600 100 200 9:30", "••• ••• ••• 9:30"),
            ("(22) 123 45 67", "(••) ••• •• ••"),
            ("+48 (22) 123-45-67", "+•• (••) •••-••-••"),
            ("22 123 45 67: czekam", "•• ••• •• ••: czekam"),
            ("600 - 100 - 200", "••• - ••• - •••"),
            ("600–100–200", "•••–•••–•••"),
            ("12.05.2026 – 14.05.2026", "12.05.2026 – 14.05.2026"),
            ("12.05.2026 600 100 200", "12.05.2026 ••• ••• •••"),
            ("https://x.pl/a?token=ab", "•••••://•.••/•?•••••=••"),
            ("@ home", "@ home"),
        ] {
            let masked = mask(text);
            assert_eq!(masked, expected);
            assert_eq!(masked.chars().count(), text.chars().count());
        }
    }
}
