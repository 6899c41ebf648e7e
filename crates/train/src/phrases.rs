//! Statements written by hand: single ones, and ones with gaps that any of several words fill.

use crate::data::hash64;
use crate::fit::Random;

/// A statement with the target shares of negative, neutral and positive.
pub type Phrase = (String, [f32; 3]);

/// Forms of one statement with gaps that training sees. More of them add to what one cause counts, not to
/// what there is to learn.
const FORMS: usize = 24;

/// As many forms as it takes that each word of the longest gap stands in two, as a feature met only once is
/// not learned. In Polish, where statements of the same kind are labelled, that took 0.2 points of sign from
/// sentences and 0.8 from reviews in cross-validation.
fn wanted(code: &str, longest: usize) -> usize {
    match code {
        "pl" => FORMS,
        _ => FORMS.max(2 * longest),
    }
}

/// Language, target shares and text of each line.
fn lines(text: &'static str, code: &str) -> impl Iterator<Item = ([f32; 3], &'static str)> {
    text.lines().filter_map(move |line| {
        let mut parts = line.splitn(3, ' ');
        let target = match (parts.next() == Some(code), parts.next()) {
            (true, Some("+")) => [0.0, 0.1, 0.9],
            (true, Some("-")) => [0.9, 0.1, 0.0],
            (true, Some("0")) => [0.05, 0.9, 0.05],
            _ => return None,
        };
        Some((target, parts.next().unwrap_or("")))
    })
}

/// The single statements of a language.
pub fn phrases(code: &str) -> Vec<Phrase> {
    let of_line = |(target, list): ([f32; 3], &'static str)| {
        list.split('|')
            .map(move |phrase| (phrase.trim().to_owned(), target))
    };
    lines(include_str!("../phrases.txt"), code)
        .flat_map(of_line)
        .collect()
}

/// Some forms of each statement with gaps: all of them where they are few.
pub fn filled(code: &str) -> Vec<Phrase> {
    lines(include_str!("../templates.txt"), code)
        .flat_map(|(target, template)| {
            let forms = forms(template, |longest| wanted(code, longest));
            forms.into_iter().map(move |form| (form, target))
        })
        .collect()
}

/// What stands between the gaps, as lists of one, and what may fill each gap.
fn parts(template: &str) -> Vec<Vec<&str>> {
    template
        .split(['{', '}'])
        .enumerate()
        .map(|(at, part)| match at % 2 {
            0 => vec![part],
            _ => part.split('|').collect(),
        })
        .collect()
}

/// Different forms, drawn at random from a seed that the template itself gives; `wanted` says how many from the
/// number of words of the longest gap.
fn forms(template: &str, wanted: impl Fn(usize) -> usize) -> Vec<String> {
    let parts = parts(template);
    let wanted = wanted(parts.iter().map(Vec::len).max().unwrap_or(0));
    let mut random = Random(hash64(template));
    // What is left of each gap's words: all of them stand in a form before any stands in another.
    let mut left: Vec<Vec<&str>> = vec![Vec::new(); parts.len()];
    let mut out: Vec<String> = Vec::new();
    // Draws that were made before are left out; where forms are few, four times as many draws find most.
    for _ in 0..4 * wanted {
        let mut form = String::new();
        for (part, left) in parts.iter().zip(&mut left) {
            if left.is_empty() {
                left.clone_from(part);
                random.shuffle(left);
            }
            form += left.pop().unwrap_or_default();
        }
        if out.len() < wanted && !out.contains(&form) {
            out.push(form);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_the_same_way_every_time() {
        let forms = |template| super::forms(template, |longest| wanted("en", longest));
        let few = forms("{a|b} c {d|}");
        let mut sorted = few.clone();
        sorted.sort();
        assert_eq!(sorted, ["a c ", "a c d", "b c ", "b c d"]);
        assert_eq!(few, forms("{a|b} c {d|}"));
        assert!(
            filled("pl")
                .iter()
                .all(|(form, _)| !form.contains(['{', '|', '}']))
        );
        let many =
            forms("{a|b} {1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25}");
        assert_eq!(many.iter().filter(|form| form.ends_with(" 7")).count(), 2);
        assert!(filled("en").len() > 1_000);
    }
}
