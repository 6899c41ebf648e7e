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
/// PESEL, NIP, REGON, IBAN, cards).
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

/// End of a run of digits with at most one separator between two digits. The hours of a time of day
/// ("22.04.2016 18:57") belong to no number.
fn number_end(letters: &[char], start: usize) -> usize {
    let mut end = start + 1;
    while end < letters.len() {
        if letters[end] == ' '
            && letters
                .iter()
                .skip(end + 2)
                .take(2)
                .any(|&next| next == ':')
        {
            break;
        }
        let separated = matches!(letters[end], ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/')
            && letters.get(end + 1).is_some_and(char::is_ascii_digit);
        if !letters[end].is_ascii_digit() && !separated {
            break;
        }
        end += 1;
    }
    end
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
            ("https://x.pl/a?token=ab", "•••••://•.••/•?•••••=••"),
            ("@ home", "@ home"),
        ] {
            let masked = mask(text);
            assert_eq!(masked, expected);
            assert_eq!(masked.chars().count(), text.chars().count());
        }
    }
}
