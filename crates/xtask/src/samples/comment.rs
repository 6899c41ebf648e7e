//! Comments as people type them, put together from a bank of phrases.
//!
//! A phrase is a clause without capital letter and full stop. `[a|b]` stands
//! for one of the alternatives, `<a|b>` for the masculine or the feminine form,
//! `{name}` for a value from the bank's slots.

use std::collections::BTreeMap;

use super::random::Random;

/// Phrases about one subject.
pub struct Topic {
    /// Name by which a survey weighs it.
    pub name: &'static str,
    /// The phrases.
    pub phrases: &'static [&'static str],
}

/// A value that differs from comment to comment.
pub struct Slot {
    /// Name between braces.
    pub name: &'static str,
    /// Slots of one comment with the same group take the value of the same
    /// place: the cases of one noun.
    pub group: usize,
    /// The values.
    pub values: &'static [&'static str],
}

/// Everything that one language brings.
pub struct Bank {
    /// Praise.
    pub positive: &'static [Topic],
    /// Complaints.
    pub negative: &'static [Topic],
    /// Neither.
    pub neutral: &'static [&'static str],
    /// Answers of one or two words: praise, complaint, neither.
    pub short: [&'static [&'static str]; 3],
    /// Values of the slots.
    pub slots: &'static [Slot],
    /// Words before a complaint that follows praise, and before praise that
    /// follows a complaint.
    pub but: [&'static [&'static str]; 2],
    /// Letters that hurried people type instead of others.
    pub plain: &'static [(char, char)],
}

/// Which value each group of slots has in one comment.
type Places = BTreeMap<usize, usize>;

/// What a comment says.
#[derive(Clone, Copy, PartialEq)]
pub enum Tone {
    /// Praise only.
    Positive,
    /// Complaint only.
    Negative,
    /// Both.
    Mixed,
    /// Neither.
    Neutral,
}

/// The tone that goes with a likelihood to recommend, most of the time.
pub fn tone(random: &mut Random, nps: u8) -> Tone {
    use Tone::{Mixed, Negative, Neutral, Positive};
    match nps {
        0..=4 => random.weighted(&[(Negative, 93), (Mixed, 7)]),
        5..=6 => random.weighted(&[(Negative, 58), (Mixed, 26), (Neutral, 14), (Positive, 2)]),
        7..=8 => random.weighted(&[(Positive, 34), (Mixed, 30), (Neutral, 28), (Negative, 8)]),
        _ => random.weighted(&[(Positive, 84), (Mixed, 8), (Neutral, 8)]),
    }
}

/// Who writes, about what.
pub struct Author<'a> {
    /// Whether the feminine forms are used.
    pub feminine: bool,
    /// Weight of a topic; 0 leaves it out.
    pub weight: &'a dyn Fn(&str) -> usize,
}

/// Writes comments, preferring phrases that it has used least.
pub struct Writer {
    bank: &'static Bank,
    used: BTreeMap<&'static str, usize>,
}

impl Writer {
    /// A writer that has used no phrase yet.
    pub fn new(bank: &'static Bank) -> Self {
        Self {
            bank,
            used: BTreeMap::new(),
        }
    }

    /// One comment.
    pub fn write(&mut self, random: &mut Random, tone: Tone, author: &Author) -> String {
        // Slots that have been filled keep their place within one comment.
        let mut places = BTreeMap::new();
        let text = if random.chance(9) && tone != Tone::Mixed {
            let list = match tone {
                Tone::Positive => 0,
                Tone::Negative => 1,
                _ => 2,
            };
            random.pick(self.bank.short[list]).to_string()
        } else {
            self.sentences(random, tone, author, &mut places)
        };
        self.rough(random, text, tone)
    }

    fn sentences(
        &mut self,
        random: &mut Random,
        tone: Tone,
        author: &Author,
        places: &mut Places,
    ) -> String {
        let bank = self.bank;
        match tone {
            Tone::Positive => {
                let count = random.weighted(&[(1, 48), (2, 38), (3, 14)]);
                let phrases = self.phrases(random, bank.positive, author, count, places);
                joined(random, &phrases)
            }
            Tone::Negative => {
                let count = random.weighted(&[(1, 34), (2, 40), (3, 20), (4, 6)]);
                let phrases = self.phrases(random, bank.negative, author, count, places);
                joined(random, &phrases)
            }
            Tone::Neutral => {
                let phrase = self.least_used(random, bank.neutral);
                self.expand(random, phrase, author.feminine, places)
            }
            Tone::Mixed => {
                let praise = self.phrases(random, bank.positive, author, 1, places);
                let complaint = self.phrases(random, bank.negative, author, 1, places);
                let praise_first = random.chance(75);
                let but = random.pick(bank.but[usize::from(!praise_first)]);
                let sides = if praise_first {
                    [praise, complaint]
                } else {
                    [complaint, praise]
                };
                sides.concat().join(but)
            }
        }
    }

    fn phrases(
        &mut self,
        random: &mut Random,
        topics: &'static [Topic],
        author: &Author,
        count: usize,
        places: &mut Places,
    ) -> Vec<String> {
        let weights: Vec<(&Topic, usize)> = topics
            .iter()
            .map(|topic| (topic, (author.weight)(topic.name)))
            .collect();
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..count {
            let topic = random.weighted(&weights);
            let phrase = self.least_used(random, topic.phrases);
            if !chosen.contains(&phrase) {
                chosen.push(phrase);
            }
        }
        chosen
            .into_iter()
            .map(|phrase| self.expand(random, phrase, author.feminine, places))
            .collect()
    }

    fn least_used(
        &mut self,
        random: &mut Random,
        phrases: &'static [&'static str],
    ) -> &'static str {
        let candidates: Vec<&'static str> = (0..4).map(|_| random.pick(phrases)).collect();
        let uses = |phrase: &&&'static str| self.used.get(**phrase).copied().unwrap_or(0);
        let chosen = candidates
            .iter()
            .min_by_key(uses)
            .copied()
            .unwrap_or_default();
        *self.used.entry(chosen).or_default() += 1;
        chosen
    }

    /// Fills alternatives, forms and slots.
    fn expand(
        &self,
        random: &mut Random,
        text: &str,
        feminine: bool,
        places: &mut Places,
    ) -> String {
        let mut result = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '<', '{']) {
            result.push_str(&rest[..at]);
            let close = match rest.as_bytes()[at] {
                b'[' => ']',
                b'<' => '>',
                _ => '}',
            };
            let end = rest[at..]
                .find(close)
                .map_or(rest.len(), |length| at + length);
            let inside = &rest[at + 1..end];
            let choices: Vec<&str> = inside.split('|').collect();
            result.push_str(match close {
                ']' => random.pick(&choices),
                '>' => choices[usize::from(feminine).min(choices.len() - 1)],
                _ => self.slot(random, inside, places),
            });
            rest = rest.get(end + 1..).unwrap_or("");
        }
        result.push_str(rest);
        result
    }

    fn slot(&self, random: &mut Random, name: &str, places: &mut Places) -> &'static str {
        let Some(slot) = self.bank.slots.iter().find(|slot| slot.name == name) else {
            return "";
        };
        let place = *places
            .entry(slot.group)
            .or_insert_with(|| random.below(slot.values.len()));
        slot.values[place % slot.values.len()]
    }

    /// Makes clean text look typed: case, ending, missing accents, slips.
    fn rough(&self, random: &mut Random, text: String, tone: Tone) -> String {
        let mut text = if random.chance(80) {
            capitalised(&text)
        } else {
            text
        };
        if random.chance(9) {
            text = slip(random, &text);
        }
        if random.chance(13) {
            text = text.chars().map(|letter| self.plain(letter)).collect();
        }
        if tone == Tone::Negative && random.chance(2) {
            text = text.to_uppercase();
        }
        if !text.ends_with(['.', '!', '?', ')']) && text.len() > 3 {
            let loud = matches!(tone, Tone::Positive | Tone::Negative);
            text.push_str(random.weighted(&[
                (".", 46),
                ("", 36),
                ("!", if loud { 12 } else { 0 }),
                ("!!", if loud { 2 } else { 0 }),
                ("...", if tone == Tone::Positive { 0 } else { 4 }),
            ]));
        }
        match tone {
            Tone::Positive if random.chance(5) => text + " :)",
            Tone::Negative if random.chance(3) => text + " :(",
            _ => text,
        }
    }

    fn plain(&self, letter: char) -> char {
        self.bank
            .plain
            .iter()
            .find(|(from, _)| *from == letter)
            .map_or(letter, |(_, to)| *to)
    }
}

/// Phrases as sentences, or strung together.
fn joined(random: &mut Random, phrases: &[String]) -> String {
    let glue = random.weighted(&[(". ", 62), (", ", 28), (" - ", 4), ("\n", 3), ("... ", 3)]);
    if matches!(glue, ", " | " - ") {
        return phrases.join(glue);
    }
    phrases
        .iter()
        .map(|phrase| capitalised(phrase))
        .collect::<Vec<_>>()
        .join(glue)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// One slip of the fingers in a longer word: two letters swapped, one lost, or
/// one typed twice.
fn slip(random: &mut Random, text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(String::from).collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|place| {
            let word = &words[*place];
            word.chars().count() >= 6 && word.chars().all(char::is_lowercase)
        })
        .collect();
    if long.is_empty() {
        return text.into();
    }
    let word = &mut words[long[random.below(long.len())]];
    let mut letters: Vec<char> = word.chars().collect();
    let at = 2 + random.below(letters.len() - 4);
    match random.below(3) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    *word = letters.into_iter().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    static BANK: Bank = Bank {
        positive: &[Topic {
            name: "a",
            phrases: &["good"],
        }],
        negative: &[Topic {
            name: "a",
            phrases: &["bad"],
        }],
        neutral: &["so so"],
        short: [&["ok"], &["no"], &["-"]],
        slots: &[
            Slot {
                name: "one",
                group: 1,
                values: &["x", "y"],
            },
            Slot {
                name: "other",
                group: 1,
                values: &["X", "Y"],
            },
        ],
        but: [&[", but "], &[", but "]],
        plain: &[('ł', 'l')],
    };

    #[test]
    fn slots_of_a_group_agree_and_forms_follow_the_author() {
        let writer = Writer::new(&BANK);
        for seed in 0..20 {
            let text = writer.expand(
                &mut Random::new(seed),
                "{one}{other} by<ł|ła> [p|q]",
                true,
                &mut Places::new(),
            );
            assert!(text.starts_with("xX ") || text.starts_with("yY "), "{text}");
            assert!(
                text.ends_with(" była p") || text.ends_with(" była q"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_slip_changes_one_word_only() {
        let mut random = Random::new(5);
        for _ in 0..50 {
            let text = slip(&mut random, "we waited for nothing");
            let changed = text
                .split(' ')
                .zip(["we", "waited", "for", "nothing"])
                .filter(|(left, right)| left != right)
                .count();
            assert!(changed <= 1, "{text}");
        }
    }

    #[test]
    fn unhappy_people_complain() {
        let mut random = Random::new(9);
        let tones: Vec<Tone> = (0..1000).map(|_| tone(&mut random, 0)).collect();
        assert!(tones.iter().filter(|tone| **tone == Tone::Negative).count() > 850);
        assert!(!tones.contains(&Tone::Positive));
    }
}
