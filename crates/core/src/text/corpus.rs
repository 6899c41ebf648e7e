//! The words of many comments at once: numbered, with inflected forms brought together, and marked
//! where the codebook already has a pattern for them.
//!
//! Suggestions, words by group, near-duplicates and quotes all start from this one reading.

use super::Language;
use super::codebook::Codebook;
use super::coder::codebook_patterns;
use super::opinion::{Marks, Opinions};
use super::patterns::{Builder, EN, Matching, PL, Patterns, XX};
use super::tokens::{Kind, Tokens};
use crate::order::Arrange;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::borrow::Cow;

/// Comments that hold a word, remembered per word to look its spelling up again.
const SAMPLES: usize = 8;
/// Longest run of letters that counts as a word, bytes; anything longer was not typed by a person.
const MAX_WORD: usize = 32;
/// Bits of [`Corpus::sequence`] that are the word's number.
const NUMBER: u32 = (1 << 28) - 1;
/// Something other than a blank stands before the word.
const BREAK: u32 = 1 << 31;
/// A pattern of the codebook matches here.
const COVERED: u32 = 1 << 30;

/// One word of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Occurrence(u32);

impl Occurrence {
    /// Number of the word.
    pub fn word(self) -> usize {
        (self.0 & NUMBER) as usize
    }

    /// True when a sentence, a clause or something that is no word ends before it.
    pub fn after_break(self) -> bool {
        self.0 & BREAK != 0
    }

    /// True when a pattern of the codebook matches here.
    pub fn covered(self) -> bool {
        self.0 & COVERED != 0
    }
}

/// A word as it is folded, over all comments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    /// Lower case, without diacritics.
    pub folded: String,
    /// Occurrences in Polish, English and other comments.
    pub counts: [u32; 3],
    /// Positions of the first comments that hold it.
    samples: Vec<u32>,
    /// True for words without a topic.
    pub stop: bool,
}

impl Word {
    /// Language of most of its occurrences.
    pub fn language(&self) -> Language {
        let [pl, en, other] = self.counts;
        if pl >= en && pl >= other && pl > 0 {
            Language::Pl
        } else if en >= other && en > 0 {
            Language::En
        } else {
            Language::Other
        }
    }

    /// True for an English adverb ("currently"): a manner, not a topic.
    pub fn is_adverb(&self) -> bool {
        self.language() == Language::En
            && self.folded.ends_with("ly")
            && !NOUNS_IN_LY.contains(&self.folded.as_str())
    }

    fn occurrences(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// Comments as sequences of words.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    /// All words, by number.
    pub words: Vec<Word>,
    /// For each word the lemma that it is a form of, see [`Corpus::lemmas`].
    pub lemma_of: Vec<u32>,
    /// For each lemma its words, the most frequent first.
    pub lemmas: Vec<Vec<u32>>,
    sequence: Vec<Occurrence>,
    /// End of each comment in `sequence`.
    ends: Vec<u32>,
}

impl Corpus {
    /// Number of comments.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Words of a comment in text order.
    pub fn comment(&self, at: usize) -> &[Occurrence] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.sequence[from as usize..self.ends[at] as usize]
    }

    /// Lemma of an occurrence.
    pub fn lemma(&self, occurrence: Occurrence) -> u32 {
        self.lemma_of[occurrence.word()]
    }

    /// True when the lemma's most frequent form is a stop word.
    pub fn is_stop(&self, lemma: u32) -> bool {
        self.words[self.lemmas[lemma as usize][0] as usize].stop
    }

    /// Language of the lemma's most frequent form.
    pub fn language(&self, lemma: u32) -> Language {
        self.words[self.lemmas[lemma as usize][0] as usize].language()
    }

    /// The form of the lemma to show: the shortest of the frequent ones, which is the nominative
    /// of most nouns, or the nominative of that one where the comments have it ("dział" for "działu").
    pub fn main_form(&self, lemma: u32) -> &Word {
        let form = |&word: &u32| &self.words[word as usize];
        let forms = &self.lemmas[lemma as usize];
        let most = form(&forms[0]).occurrences();
        let frequent = forms
            .iter()
            .map(form)
            .filter(|word| word.occurrences() * 2 >= most);
        let shortest = frequent.min_by_key(|word| word.folded.len());
        let main = shortest.unwrap_or(form(&forms[0]));
        if main.language() != Language::Pl {
            return main;
        }
        let find = |stem: &str, ending: &str| {
            let is = |word: &&Word| word.folded.strip_prefix(stem) == Some(ending);
            forms.iter().map(form).find(is)
        };
        nominative(&main.folded, &find).unwrap_or(main)
    }

    /// True for a word in the form that its lemma is shown in.
    pub fn is_main_form(&self, word: usize) -> bool {
        self.main_form(self.lemma_of[word]).folded == self.words[word].folded
    }
}

/// A Polish ending that a form in another case has, folded; endings of the same stem of which the comments
/// must have one, and ones that they must not have, for it to be that case; endings of the nominative in its place.
type Oblique = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// Endings that nouns of the masculine gender have, and few others.
const MASCULINE: &[&str] = &["owi", "em", "ow", "u", "iem"];

/// Whether "-a" or no ending is the nominative, the other forms of the word tell: "pacjenta" belongs to
/// "pacjentem", "wizyta" to "wizyty". "ogląda" beside "oglądać" is a verb.
const OBLIQUE: &[Oblique] = &[
    ("iego", &[], &[], &["i", "ie", "ia"]),
    ("iemu", &[], &[], &["i", "ie", "ia"]),
    ("ich", &[], &[], &["i", "ie", "ia"]),
    ("im", &[], &[], &["i", "ie", "ia"]),
    ("imi", &[], &[], &["i", "ie", "ia"]),
    ("iej", &[], &[], &["ia", "i", "ie"]),
    ("ego", &[], &[], &["y", "e", "a"]),
    ("emu", &[], &[], &["y", "e", "a"]),
    ("ych", &[], &[], &["y", "e", "a"]),
    ("ymi", &[], &[], &["y", "e", "a"]),
    ("ym", &[], &[], &["y", "e", "a"]),
    ("ej", &[], &[], &["a", "y", "e"]),
    ("owi", &[], &[], &[""]),
    ("em", &[], &[], &["", "o", "e"]),
    ("ami", &[], &[], &["", "a", "o", "e"]),
    ("ach", &[], &[], &["", "a", "o", "e"]),
    ("om", &[], &[], &["", "a", "o", "e"]),
    ("ow", &[], &[], &[""]),
    ("u", &[], &[], &["", "o", "e"]),
    ("ania", &["aniem"], &[], &["anie"]),
    ("enia", &["eniem"], &[], &["enie"]),
    ("an", &["aniem"], &[], &["anie"]),
    ("en", &["eniem"], &[], &["enie"]),
    ("sca", &["scem"], &[], &["sce"]),
    ("sc", &["scem"], &[], &["sce"]),
    ("cji", &[], &[], &["cja"]),
    ("a", &["owi", "em", "ow"], &["ac", "aja", "am"], &["o", ""]),
    (
        "e",
        &["y", "i"],
        &["owi", "em", "ow", "u", "ego", "ych"],
        &["a"],
    ),
];

/// The nominative of a form, folded; `find` gives the form of the same word of a stem and an ending.
fn nominative<'a>(form: &str, find: &dyn Fn(&str, &str) -> Option<&'a Word>) -> Option<&'a Word> {
    let known = OBLIQUE.iter().find_map(|(ending, signs, against, bases)| {
        let stem = form.strip_suffix(ending).filter(|stem| stem.len() >= 3)?;
        let has = |list: &[&str]| list.iter().any(|ending| find(stem, ending).is_some());
        if (!signs.is_empty() && !has(signs)) || has(against) {
            return None;
        }
        bases.iter().find_map(|base| find(stem, base))
    });
    // "stron" of "strona"; but "kupił" is no form of a noun.
    let bare = form.len() >= 3 && !form.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'l']);
    let has = |list: &[&str]| list.iter().any(|ending| find(form, ending).is_some());
    match known {
        None if bare && has(&["y", "i"]) && has(&["e"]) && !has(MASCULINE) => find(form, "a"),
        known => known,
    }
}

/// True for a form, folded, that only nouns in another case than the nominative have, and few others.
pub(crate) fn is_oblique_noun(form: &str) -> bool {
    ["owi", "em", "ami", "ach", "om", "ow", "u"]
        .iter()
        .any(|ending| form.len() > ending.len() + 2 && form.ends_with(ending))
}

/// True for a form, folded, that only adjectives have: it says nothing without the noun behind it.
pub(crate) fn is_oblique_adjective(form: &str) -> bool {
    ["ego", "emu", "ych", "ich", "ymi", "imi"]
        .iter()
        .any(|ending| form.len() > ending.len() + 2 && form.ends_with(ending))
}

/// English words in -ly that are no adverbs.
const NOUNS_IN_LY: &[&str] = &[
    "ally",
    "anomaly",
    "assembly",
    "bully",
    "butterfly",
    "family",
    "fly",
    "italy",
    "jelly",
    "july",
    "lily",
    "monopoly",
    "rally",
    "reply",
    "supply",
];

/// Reads comments one after the other into a [`Corpus`].
#[derive(Debug)]
pub(crate) struct CorpusReader {
    corpus: Corpus,
    numbers: HashMap<u64, u32, FixedState>,
    stops: HashMap<u64, (), FixedState>,
    patterns: Option<Patterns>,
    tokens: Tokens,
    found: Matching,
    covered: Vec<bool>,
}

impl CorpusReader {
    /// A reader that marks what the patterns of `codebook` match; without one nothing is marked,
    /// which is faster.
    pub fn new(codebook: Option<&Codebook>) -> CorpusReader {
        let mut stops = HashMap::with_hasher(FixedState::default());
        for line in include_str!("../../models/stop-words.txt").lines() {
            if !line.starts_with('#') {
                let words = line.split(' ').skip(1);
                stops.extend(words.map(|word| (hash64(word.as_bytes()), ())));
            }
        }
        CorpusReader {
            corpus: Corpus::default(),
            numbers: HashMap::with_hasher(FixedState::default()),
            stops,
            patterns: codebook.map(codebook_patterns),
            tokens: Tokens::default(),
            found: Matching::default(),
            covered: Vec::new(),
        }
    }

    /// Reads one comment, personal data already masked. Linear in its length.
    pub fn read(&mut self, text: &str, language: Language) {
        read_numbered(&mut self.tokens, &mut self.found, text);
        self.mark_covered(language);
        let comment = self.corpus.ends.len() as u32;
        let mut flag = BREAK;
        for (token, covered) in self.tokens.list.iter().zip(&self.covered) {
            let bytes = self.tokens.bytes(token);
            if token.kind != Kind::Word || bytes.len() < 2 || bytes.len() > MAX_WORD {
                // A single letter ("w", "z", "i", "a") joins what stands around it.
                flag |= if token.kind == Kind::Word && bytes.len() < 2 {
                    0
                } else {
                    BREAK
                };
                continue;
            }
            let hash = hash64(bytes);
            let next = self.corpus.words.len() as u32;
            let number = *self.numbers.entry(hash).or_insert(next);
            if number == next {
                if next == NUMBER {
                    break;
                }
                self.corpus.words.push(Word {
                    folded: String::from_utf8_lossy(bytes).into_owned(),
                    stop: self.stops.contains_key(&hash),
                    ..Word::default()
                });
            }
            let word = &mut self.corpus.words[number as usize];
            word.counts[language as usize] += 1;
            if word.samples.len() < SAMPLES && word.samples.last() != Some(&comment) {
                word.samples.push(comment);
            }
            let covered = if *covered { COVERED } else { 0 };
            self.corpus
                .sequence
                .push(Occurrence(number | flag | covered));
            flag = 0;
        }
        self.corpus.ends.push(self.corpus.sequence.len() as u32);
    }

    fn mark_covered(&mut self, language: Language) {
        self.covered.clear();
        self.covered.resize(self.tokens.list.len(), false);
        let Some(patterns) = &self.patterns else {
            return;
        };
        patterns.find(&self.tokens, languages(language), &mut self.found);
        for hit in &self.found.hits {
            self.covered[hit.from as usize..hit.to as usize].fill(true);
        }
    }

    /// Brings the forms of each word together.
    pub fn finish(self) -> Corpus {
        let mut corpus = self.corpus;
        corpus.lemma_of = join_forms(&corpus.words);
        let lemmas = corpus.lemma_of.iter().max().map_or(0, |max| max + 1);
        corpus.lemmas = vec![Vec::new(); lemmas as usize];
        for (word, &lemma) in corpus.lemma_of.iter().enumerate() {
            corpus.lemmas[lemma as usize].push(word as u32);
        }
        let words = &corpus.words;
        for forms in &mut corpus.lemmas {
            forms.arrange_by(|&a, &b| {
                let (a, b) = (&words[a as usize], &words[b as usize]);
                let length = a.folded.len().cmp(&b.folded.len());
                let by_count = b.occurrences().cmp(&a.occurrences());
                by_count.then(length).then(a.folded.cmp(&b.folded))
            });
        }
        corpus
    }
}

/// Reads a comment; forgets the numbers of the words before when there are too many.
fn read_numbered(tokens: &mut Tokens, found: &mut Matching, text: &str) {
    if tokens.words.is_full() {
        tokens.words.clear();
        found.forget();
    }
    tokens.read(text);
}

/// Whose patterns apply to a comment of a language, as in [`Coder`](super::Coder).
fn languages(language: Language) -> u8 {
    match language {
        Language::Pl => PL | XX,
        Language::En => EN | XX,
        Language::Other => PL | EN | XX,
    }
}

/// FNV-1a, 64 bits: two different words of one file practically never share it.
pub(crate) fn hash64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Endings of Polish nouns, adjectives and the past tense, after folding. Fewer than a pattern's
/// `~` allows: here a wrong join would put two topics into one.
const PL_NOMINAL: &[&str] = &[
    "", "a", "ach", "ami", "e", "ego", "ej", "em", "emu", "i", "ia", "iach", "iami", "ich", "ie",
    "iego", "iej", "iem", "iemu", "im", "imi", "iom", "iowi", "iu", "mi", "o", "om", "ow", "owi",
    "u", "y", "ych", "ym", "ymi",
];
/// Endings of Polish verbs.
const PL_VERBAL: &[&str] = &[
    "ac", "aja", "ajac", "al", "ala", "alam", "alem", "ali", "alo", "aly", "am", "amy", "anie",
    "ania", "ic", "il", "ila", "ilam", "ilem", "ili", "ilo", "ily", "imy", "yc", "yl", "yla",
    "yli", "ylo", "yly",
];

/// Lemma of each word: forms that share a stem and differ by an inflectional ending are one.
fn join_forms(words: &[Word]) -> Vec<u32> {
    let mut parents: Vec<u32> = (0..words.len() as u32).collect();
    let mut stems: HashMap<u64, u32, FixedState> = HashMap::with_hasher(FixedState::default());
    for (number, word) in words.iter().enumerate() {
        if word.stop || !word.folded.is_ascii() {
            continue;
        }
        let mut join = |stem: &[u8]| {
            // The two languages do not share stems: "list" is a letter in one of them.
            let key = hash64(stem) ^ (word.language() as u64) << 62;
            let first = *stems.entry(key).or_insert(number as u32);
            let (a, b) = (root(&mut parents, first), root(&mut parents, number as u32));
            parents[a.max(b) as usize] = a.min(b);
        };
        match word.language() {
            Language::Pl => polish_stems(word.folded.as_bytes(), &mut join),
            Language::En => english_stems(word.folded.as_bytes(), &mut join),
            Language::Other => {}
        }
    }
    let mut lemmas = vec![u32::MAX; words.len()];
    let mut next = 0;
    (0..words.len() as u32)
        .map(|word| {
            let lemma = &mut lemmas[root(&mut parents, word) as usize];
            if *lemma == u32::MAX {
                *lemma = next;
                next += 1;
            }
            *lemma
        })
        .collect()
}

/// Representative of a set, with path halving.
fn root(parents: &mut [u32], mut at: u32) -> u32 {
    while parents[at as usize] != at {
        let above = parents[parents[at as usize] as usize];
        parents[at as usize] = above;
        at = above;
    }
    at
}

/// Shows every stem that the word may be a form of.
fn polish_stems(word: &[u8], join: &mut impl FnMut(&[u8])) {
    for ending in PL_NOMINAL {
        let Some(stem) = word.strip_suffix(ending.as_bytes()) else {
            continue;
        };
        if stem.len() < 3 || (stem.len() == 3 && ending.len() > 2) {
            continue;
        }
        join(stem);
        unsoften(stem, ending, join);
    }
    for ending in PL_VERBAL {
        // "stałam" is the past of "stać", no form of "stały".
        let past = |stem: &[u8]| *ending == "am" && stem.ends_with(b"l");
        if let Some(stem) = word.strip_suffix(ending.as_bytes())
            && stem.len() >= 4
            && !past(stem)
        {
            join(stem);
        }
    }
    // paczek, paczka; okien, okno: the vowel of the form without an ending is no part of the stem.
    if let [head @ .., b'e', last] = word
        && word.len() >= 5
        && !b"aeiouy".contains(last)
    {
        let head = head.strip_suffix(b"i").unwrap_or(head);
        join(&[head, &[*last]].concat());
    }
}

/// Shows the hard form of a stem that was softened before this ending: paczc-e is paczk-, remonc-ie
/// is remont-, obsludz-e is obslug-.
fn unsoften(stem: &[u8], ending: &str, join: &mut impl FnMut(&[u8])) {
    let changes: &[(&str, &str)] = match ending {
        "e" => &[("c", "k"), ("dz", "g"), ("rz", "r"), ("sz", "ch")],
        "y" => &[("c", "k"), ("rz", "r")],
        "ie" => &[("c", "t"), ("dz", "d")],
        _ => return,
    };
    for (soft, hard) in changes {
        if let Some(head) = stem.strip_suffix(soft.as_bytes())
            && head.len() >= 2
        {
            join(&[head, hard.as_bytes()].concat());
        }
    }
}

fn english_stems(word: &[u8], join: &mut impl FnMut(&[u8])) {
    join(word);
    if let Some(stem) = word.strip_suffix(b"ies")
        && stem.len() >= 3
    {
        join(&[stem, b"y"].concat());
        return;
    }
    let endings: [(&[u8], usize); 6] = [
        (b"s", 3),
        (b"'s", 3),
        (b"es", 4),
        (b"ed", 4),
        (b"ing", 4),
        (b"e", 4),
    ];
    for (ending, shortest) in endings {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= shortest
            && !(ending == b"s" && stem.ends_with(b"s"))
        {
            join(stem);
        }
    }
}

/// Looks up how words are written and makes patterns of them.
#[derive(Debug)]
pub(crate) struct Speller {
    opinions: Opinions,
    tokens: Tokens,
    marks: Marks,
}

impl Speller {
    /// A speller for both languages.
    pub fn new() -> Speller {
        Speller {
            opinions: Opinions::new(),
            tokens: Tokens::default(),
            marks: Marks::default(),
        }
    }

    /// True when the word by itself praises, complains, turns an opinion round ("hardly") or changes
    /// its strength.
    pub fn is_opinion(&mut self, word: &Word) -> bool {
        read_numbered(&mut self.tokens, &mut self.marks.found, &word.folded);
        self.opinions.mark(
            &self.tokens,
            languages(word.language()) & !XX,
            &mut self.marks,
        );
        !self.marks.found.hits.is_empty()
    }

    /// The word as most people wrote it, in lower case with diacritics. `text_of` gives a comment of
    /// the corpus. Among equally frequent spellings the one with more diacritics wins, because
    /// leaving them out is a habit of typing.
    pub fn spelling<'a>(&mut self, word: &Word, text_of: impl Fn(usize) -> Cow<'a, str>) -> String {
        let mut found: Vec<(String, u32)> = Vec::new();
        for &comment in &word.samples {
            let text = text_of(comment as usize);
            read_numbered(&mut self.tokens, &mut self.marks.found, &text);
            let token = self
                .tokens
                .list
                .iter()
                .find(|token| self.tokens.bytes(token) == word.folded.as_bytes());
            let Some(token) = token else { continue };
            let length = (token.end - token.start) as usize;
            let written: String = text
                .chars()
                .skip(token.start as usize)
                .take(length)
                .flat_map(char::to_lowercase)
                .collect();
            match found.iter_mut().find(|(known, _)| *known == written) {
                Some((_, count)) => *count += 1,
                None => found.push((written, 1)),
            }
        }
        // The last letter is no habit but a case: "sauną" is another form than "sauna".
        let marks = |text: &str| {
            let mut letters = text.chars();
            let last = letters.next_back().is_some_and(|c| !c.is_ascii());
            (letters.any(|c| !c.is_ascii()), !last)
        };
        found.arrange_by(|a, b| {
            let (first, second) = (marks(&a.0), marks(&b.0));
            // Two spellings out of eight are no slip.
            let often = (b.1 >= 2).cmp(&(a.1 >= 2));
            let marked = second.0.cmp(&first.0);
            let case = second.1.cmp(&first.1);
            often
                .then(marked)
                .then(case)
                .then(b.1.cmp(&a.1))
                .then(a.0.cmp(&b.0))
        });
        let best = found.into_iter().next();
        best.map_or_else(|| word.folded.clone(), |(written, _)| written)
    }
}

/// Patterns of the codebook's syntax that find all `forms` of one word: a stem with `~` where one
/// pattern is enough, and single words for the rest. `spelled` is the first form as people write
/// it.
pub(crate) fn patterns_of(forms: &[&Word], spelled: &str) -> Vec<String> {
    let Some(first) = forms.first() else {
        return Vec::new();
    };
    let lang = languages(first.language()) & !XX;
    let common = forms.iter().skip(1).fold(first.folded.as_str(), |a, b| {
        let same = a.bytes().zip(b.folded.bytes()).take_while(|(x, y)| x == y);
        a.get(..same.count()).unwrap_or("")
    });
    let stem = written_stem(spelled, &first.folded, common);
    let mut patterns = Vec::new();
    // The longest stem that finds most forms; shorter ones find words that nobody meant.
    let lengths = (stem.chars().count()..=spelled.chars().count()).rev();
    let best = lengths
        .filter(|&length| length >= 3)
        .map(|length| spelled.chars().take(length).collect::<String>() + "~")
        .map(|pattern| {
            let found = forms.iter().filter(|form| finds(&pattern, lang, form));
            (found.count(), pattern)
        })
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    if let Some((found, pattern)) = best
        && (found > 1 || forms.len() == 1)
    {
        patterns.push(pattern);
    }
    for form in forms {
        if !patterns.iter().any(|pattern| finds(pattern, lang, form)) {
            patterns.push(form.folded.clone());
        }
    }
    patterns
}

/// The part of `spelled` that folds to `common`.
fn written_stem(spelled: &str, folded: &str, common: &str) -> String {
    // Folding keeps one character per character for every letter of both languages.
    if spelled.chars().count() != folded.chars().count() {
        return common.to_owned();
    }
    spelled.chars().take(common.chars().count()).collect()
}

/// Patterns in the codebook's syntax to look comments up with, in either language.
#[derive(Debug, Default)]
pub(crate) struct PatternSearch {
    patterns: Patterns,
    tokens: Tokens,
    found: Matching,
}

impl PatternSearch {
    /// A search for any of the patterns; unusable ones find nothing.
    pub fn new(patterns: &[String]) -> PatternSearch {
        let mut builder = Builder::default();
        for pattern in patterns {
            builder.add(pattern, PL, 0);
            builder.add(pattern, EN, 0);
        }
        PatternSearch {
            patterns: builder.build(),
            ..PatternSearch::default()
        }
    }

    /// True when a pattern matches.
    pub fn finds(&mut self, text: &str, language: Language) -> bool {
        read_numbered(&mut self.tokens, &mut self.found, text);
        let langs = languages(language) & !XX;
        self.patterns.find(&self.tokens, langs, &mut self.found);
        !self.found.hits.is_empty()
    }
}

fn finds(pattern: &str, lang: u8, form: &Word) -> bool {
    let mut builder = Builder::default();
    builder.add(pattern, lang, 0);
    let mut tokens = Tokens::default();
    tokens.read(&form.folded);
    let mut found = Matching::default();
    builder.build().find(&tokens, lang, &mut found);
    !found.hits.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(texts: &[&str], language: Language) -> Corpus {
        let mut reader = CorpusReader::new(None);
        for text in texts {
            reader.read(text, language);
        }
        reader.finish()
    }

    fn together(corpus: &Corpus, forms: &[&str]) -> bool {
        let lemma = |form: &str| {
            let at = corpus.words.iter().position(|word| word.folded == form);
            corpus.lemma_of[at.unwrap()]
        };
        forms.iter().all(|form| lemma(form) == lemma(forms[0]))
    }

    #[test]
    fn polish_forms_are_one_word() {
        let texts = [
            "parking parkingu parkingiem",
            "strona stronie stron stronę",
            "aplikacja aplikacji aplikację",
            "toaleta toalecie toalety",
            "paczka paczce paczek paczki",
            "remont remoncie remontu",
            "sala salon salonie",
            "karta karton",
            "stały stałego stałam",
        ];
        let corpus = corpus(&texts, Language::Pl);
        assert!(together(&corpus, &["parking", "parkingu", "parkingiem"]));
        assert!(together(&corpus, &["strona", "stronie", "stron"]));
        assert!(together(&corpus, &["toaleta", "toalecie", "toalety"]));
        assert!(together(&corpus, &["paczka", "paczce", "paczek"]));
        assert!(together(&corpus, &["remont", "remoncie"]));
        assert!(!together(&corpus, &["sala", "salon"]));
        assert!(!together(&corpus, &["karta", "karton"]));
        assert!(together(&corpus, &["staly", "stalego"]));
        assert!(!together(&corpus, &["stalam", "stalego"]));
    }

    #[test]
    fn a_topic_is_named_in_the_nominative() {
        let texts = [
            "do działu, z działu, dla działu, dział",
            "w biurze biuru biurem biurem biurem biuro",
            "kolejki kolejki",
            "pacjenta pacjenta z pacjentem pacjent",
            "stron stron stron strona strony stronę",
            "zielonego zielonego zielonego zielony",
            "badań badań badaniem badanie",
            "wizyta wizyta wizyt wizyty wizytę",
            "ogląda ogląda ogląda oglądem oglądać ogląd",
            "pomóc pomóc pomocą pomocy",
            "restauracji restauracji restauracja",
            "kamera kamerę kamerę kamerę kamery",
        ];
        let corpus = corpus(&texts, Language::Pl);
        let name = |form: &str| {
            let at = corpus.words.iter().position(|word| word.folded == form);
            let lemma = corpus.lemma_of[at.unwrap()];
            corpus.main_form(lemma).folded.as_str()
        };
        assert_eq!(name("dzialu"), "dzial");
        assert_eq!(name("biurem"), "biuro");
        assert_eq!(name("kolejki"), "kolejki");
        // What "-a" and no ending are, the other forms tell.
        assert_eq!(name("pacjenta"), "pacjent");
        assert_eq!(name("stron"), "strona");
        assert_eq!(name("zielonego"), "zielony");
        assert_eq!(name("badan"), "badanie");
        assert_eq!(name("wizyty"), "wizyta");
        assert_eq!(name("kamere"), "kamera");
        assert_eq!(name("restauracji"), "restauracja");
        // A verb, and a case that only folding makes look like a nominative.
        assert_eq!(name("oglada"), "oglada");
        assert_eq!(name("pomoc"), "pomoc");
    }

    #[test]
    fn adverbs_are_told_from_nouns() {
        let texts = ["currently hardly family supply"];
        let corpus = corpus(&texts, Language::En);
        let adverbs = corpus.words.iter().filter(|word| word.is_adverb());
        let found: Vec<&str> = adverbs.map(|word| word.folded.as_str()).collect();
        assert_eq!(found, ["currently", "hardly"]);
    }

    #[test]
    fn english_forms_are_one_word() {
        let texts = [
            "battery batteries charging charged charge",
            "bus party parts",
        ];
        let corpus = corpus(&texts, Language::En);
        assert!(together(&corpus, &["battery", "batteries"]));
        assert!(together(&corpus, &["charging", "charged", "charge"]));
        assert!(!together(&corpus, &["party", "parts"]));
    }

    #[test]
    fn the_proposed_pattern_finds_the_forms() {
        let texts = ["żłobek żłobka żłobku", "żłobkiem żłobki żłobek"];
        let corpus = corpus(&texts, Language::Pl);
        let lemma = corpus.lemma_of[0];
        let forms: Vec<&Word> = corpus.lemmas[lemma as usize]
            .iter()
            .map(|&word| &corpus.words[word as usize])
            .collect();
        let spelled = Speller::new().spelling(forms[0], |at| texts[at].into());
        assert_eq!(spelled, "żłobek");
        let patterns = patterns_of(&forms, &spelled);
        for form in forms {
            assert!(patterns.iter().any(|p| finds(p, PL, form)), "{patterns:?}");
        }
    }
}
