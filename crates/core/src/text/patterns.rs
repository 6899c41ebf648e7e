//! Word patterns matched against the tokens of a comment in linear time.
//!
//! A pattern is one to six words. A word is literal (`towar`), a stem with any ending
//! (`dostaw*`), or a stem with an inflectional ending (`cen~`: ceny, cenach, but not centrum).
//! `$*` is an amount with a currency sign, `@` a first name. `..` between two words lets up to three words stand
//! between them. All words of all patterns sit in one trie over folded bytes; a token walks it
//! once. For Polish stems the sound changes of the stem's end are added when the trie is built, so
//! that `paczk~` also finds paczce and paczek.

use super::fold::fold;
use super::people::is_first_name;
use super::slots::{SPREAD, Slots};
use super::steps;
use super::tokens::{AMOUNT, Kind, Token, Tokens};
use super::words::Memo;
use crate::order::Arrange;
use std::collections::BTreeMap;

/// Words that a `..` may skip.
const GAP: usize = 3;
/// Tokens behind one that are looked at to tell whether a pattern may start at it.
pub(crate) const GAP_BEHIND: usize = GAP + 1;
/// Words of one pattern.
pub(crate) const MAX_WORDS: usize = 6;
/// Stands for any first name.
const FIRST_NAME: &str = "@";
/// Shortest stem before `*` or `~`, in characters.
pub(crate) const MIN_STEM: usize = 2;

/// Language bit of a pattern: Polish, English, any other key.
pub(crate) const PL: u8 = 1;
/// English.
pub(crate) const EN: u8 = 2;
/// Patterns under any other language key.
pub(crate) const XX: u8 = 4;

/// Folded names of currencies that people write on to a number. None of them is a unit of anything else.
const CURRENCIES: [&[u8]; 16] = [
    b"zl", b"zlote", b"zloty", b"zlotych", b"pln", b"eur", b"euro", b"euros", b"usd", b"dollars",
    b"dolarow", b"gbp", b"quid", b"funtow", b"chf", b"czk",
];

/// The currency in a word that is an amount without a blank, nothing in others: for patterns "100zł" is "zł", as in
/// "100 zł".
fn currency_behind(word: &[u8]) -> &[u8] {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit());
    let (digits, name) = word.split_at(digits.count());
    match !digits.is_empty() && CURRENCIES.contains(&name) {
        true => name,
        false => &[],
    }
}

/// How the end of a word may vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Exact,
    Any,
    Inflected,
}

/// Why a pattern is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Empty,
    TooManyWords,
    StemTooShort,
}

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    /// As written, lower case with diacritics: the sound changes need them.
    stem: String,
    ending: Ending,
    /// True when up to [`GAP`] words may stand before it.
    gap: bool,
}

/// Splits a pattern into words.
fn parse(pattern: &str) -> Result<Vec<Word>, Fault> {
    let mut words = Vec::new();
    let mut gap = false;
    for part in pattern.split(|c: char| c.is_whitespace() || c == '-' || c == '/') {
        if part == ".." || part == "…" {
            gap = true;
            continue;
        }
        let ending = match part.chars().last() {
            Some('*') => Ending::Any,
            Some('~') => Ending::Inflected,
            _ => Ending::Exact,
        };
        let stem: String = match part.trim_start_matches('?') {
            FIRST_NAME => FIRST_NAME.to_owned(),
            part => part
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '$'))
                .flat_map(char::to_lowercase)
                .collect(),
        };
        if stem.is_empty() {
            continue;
        }
        let short = stem.chars().count() < MIN_STEM && stem.as_bytes() != AMOUNT;
        if ending != Ending::Exact && short {
            return Err(Fault::StemTooShort);
        }
        words.push(Word {
            stem,
            ending,
            gap: gap && !words.is_empty(),
        });
        gap = false;
    }
    match words.len() {
        0 => Err(Fault::Empty),
        n if n > MAX_WORDS => Err(Fault::TooManyWords),
        _ => Ok(words),
    }
}

/// Checks a pattern without building anything.
pub(crate) fn check(pattern: &str) -> Result<(), Fault> {
    parse(pattern).map(|_| ())
}

/// Folded stems that stand for one written stem: the stem itself and, for a Polish stem with an
/// open end, the forms that its last sounds take before other endings.
fn variants(word: &Word, lang: u8) -> Vec<String> {
    let base = fold(&word.stem);
    if word.ending == Ending::Exact {
        return vec![base];
    }
    if lang == EN {
        return english_variants(base, word.ending);
    }
    if lang != PL {
        return vec![base];
    }
    let mut out = vec![base.clone()];
    // ą and ę change places: błąd, błędu; ręka, rąk.
    if let Some(at) = word.stem.rfind(['ą', 'ę']) {
        let swapped: String = word
            .stem
            .char_indices()
            .map(|(i, c)| match c {
                'ą' if i == at => 'ę',
                'ę' if i == at => 'ą',
                c => c,
            })
            .collect();
        out.push(fold(&swapped));
    }
    for stem in out.clone() {
        soften(&stem, &mut out);
        fleeting(&stem, &mut out);
    }
    out.retain(|s| s.len() >= MIN_STEM || *s == base);
    out.arrange();
    out.dedup();
    out
}

/// Adds the stem with its last consonant softened: obsług-, obsłudz-; obiekt-, obiekc-.
fn soften(stem: &str, out: &mut Vec<String>) {
    let swap = |cut: usize, end: &str| format!("{}{end}", &stem[..stem.len() - cut]);
    if !stem.is_ascii() || stem.len() < 3 {
        return;
    }
    let soft = if stem.ends_with("ch") {
        swap(2, "sz")
    } else {
        match stem.as_bytes()[stem.len() - 1] {
            b'k' => swap(1, "c"),
            b'g' => swap(1, "dz"),
            b'r' => swap(1, "rz"),
            b't' => swap(1, "c"),
            b'd' => swap(1, "dz"),
            _ => return,
        }
    };
    // miasto, mieście; ciasto, cieście: the vowel before a softened group changes too.
    if let Some(at) = soft.rfind("ia")
        && at + 5 >= soft.len()
    {
        out.push(format!("{}ie{}", &soft[..at], &soft[at + 2..]));
    }
    out.push(soft);
}

/// Adds the stem with a vowel between its last two consonants: paczk-, paczek; okn-, okien.
fn fleeting(stem: &str, out: &mut Vec<String>) {
    let b = stem.as_bytes();
    if !stem.is_ascii() || b.len() < 4 {
        return;
    }
    let (before, last) = (b[b.len() - 2], b[b.len() - 1]);
    let consonant = |c: u8| c.is_ascii_alphabetic() && !b"aeiouy".contains(&c);
    if !consonant(before)
        || !consonant(last)
        || matches!(
            &b[b.len() - 2..],
            b"ch" | b"cz" | b"sz" | b"rz" | b"dz" | b"st"
        )
    {
        return;
    }
    let head = &stem[..stem.len() - 1];
    let vowel = if matches!(before, b'k' | b'g') {
        "ie"
    } else {
        "e"
    };
    out.push(format!("{head}{vowel}{}", last as char));
}

/// Adds the stem without its final e (price, pricing) and with i for y (delivery, deliveries).
fn english_variants(base: String, ending: Ending) -> Vec<String> {
    let mut out = vec![base.clone()];
    if ending == Ending::Inflected && base.len() > 3 {
        if let Some(head) = base.strip_suffix('e') {
            out.push(format!("{head}ing"));
        }
        if let Some(head) = base.strip_suffix('y') {
            out.push(format!("{head}ie"));
        }
    }
    out
}

/// Inflectional endings of Polish nouns, adjectives and verbs after folding, sorted.
const PL_ENDINGS: &[&str] = &[
    "", "a", "ac", "ach", "acie", "aj", "aja", "ajac", "ajaca", "ajace", "ajacy", "ajacych",
    "ajcie", "al", "ala", "alam", "alem", "ali", "alismy", "alo", "aly", "alysmy", "am", "ami",
    "amy", "an", "ana", "ane", "anego", "anej", "ani", "ania", "anie", "aniem", "aniu", "ano",
    "any", "anych", "anym", "anymi", "asz", "e", "ec", "ech", "ego", "ej", "ejsza", "ejsze",
    "ejszego", "ejszej", "ejszy", "ejszych", "ejszym", "el", "ela", "em", "emu", "emy", "en",
    "eni", "enia", "enie", "eniem", "eniu", "esz", "i", "ia", "iac", "iach", "iaja", "ial", "iala",
    "ialam", "iale", "ialem", "iali", "ialy", "iam", "iami", "ic", "ich", "icie", "ie", "iec",
    "iego", "iej", "iejsza", "iejsze", "iejszy", "iejszych", "iel", "ieli", "iem", "iemu", "iemy",
    "ien", "ienia", "ienie", "ieniem", "ieniu", "iesz", "il", "ila", "ilam", "ilem", "ili",
    "ilismy", "ilo", "ily", "im", "imi", "imy", "io", "iom", "iona", "ione", "ionego", "ionej",
    "ioni", "iono", "iony", "ionych", "ionym", "isz", "iu", "mi", "na", "nac", "nal", "nalem",
    "ne", "nej", "nela", "nelam", "neli", "nely", "ny", "nych", "nym", "o", "ol", "om", "on",
    "ona", "one", "onego", "onej", "oni", "ono", "ony", "onych", "onym", "ow", "owa", "owac",
    "owal", "owala", "owalam", "owalem", "owali", "owalo", "owaly", "owana", "owane", "owanego",
    "owanej", "owani", "owania", "owanie", "owaniem", "owaniu", "owano", "owany", "owanych",
    "owanym", "owe", "owego", "owej", "owi", "owie", "owo", "owy", "owych", "owym", "owymi", "sza",
    "sze", "szego", "szej", "szy", "szych", "szym", "szymi", "u", "uj", "uja", "ujac", "ujcie",
    "uje", "ujecie", "ujemy", "ujesz", "y", "yc", "ych", "ycie", "yl", "yla", "ylam", "ylem",
    "yli", "ylismy", "ylo", "yly", "ym", "ymi", "ymy", "ysz", "ze", "zec", "zy",
];

/// Inflectional endings of English, sorted.
const EN_ENDINGS: &[&str] = &[
    "", "'s", "d", "ed", "er", "ers", "es", "est", "ing", "ings", "ly", "r", "s", "s'",
];

/// Longest listed ending.
const ENDING_BYTES: usize = 8;

/// Up to eight bytes as one number whose order is that of the bytes.
const fn packed(bytes: &[u8]) -> u64 {
    let mut number = 0;
    let mut at = 0;
    while at < 8 {
        number = number << 8
            | if at < bytes.len() {
                bytes[at] as u64
            } else {
                0
            };
        at += 1;
    }
    number
}

const fn all_packed<const N: usize>(list: &[&str]) -> [u64; N] {
    let mut numbers = [0; N];
    let mut at = 0;
    while at < N {
        numbers[at] = packed(list[at].as_bytes());
        at += 1;
    }
    numbers
}

const PL_PACKED: [u64; PL_ENDINGS.len()] = all_packed(PL_ENDINGS);
const EN_PACKED: [u64; EN_ENDINGS.len()] = all_packed(EN_ENDINGS);

fn is_ending(lang: u8, rest: &[u8]) -> bool {
    let list = match lang {
        PL => &PL_PACKED[..],
        EN => &EN_PACKED[..],
        _ => return rest.len() <= 3,
    };
    rest.len() <= ENDING_BYTES && list.binary_search(&packed(rest)).is_ok()
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// Symbols that lead on.
    mask: u64,
    /// First child; children stand in symbol order.
    base: u32,
    /// Range of [`Patterns::outs`].
    outs: (u32, u32),
}

#[derive(Debug, Clone, Copy)]
struct Out {
    atom: u32,
    ending: Ending,
    lang: u8,
}

#[derive(Debug, Clone, Copy)]
struct Pattern {
    label: u32,
    /// Range of [`Patterns::rests`].
    from: u32,
    to: u32,
    ahead: Ahead,
}

impl Pattern {
    /// The atom that must come next, [`FAR`] or [`ALONE`].
    fn second(&self, rests: &[(u32, bool)]) -> u32 {
        match rests[self.from as usize..self.to as usize] {
            [] => ALONE,
            [(_, true), ..] => FAR,
            [(atom, false), ..] => atom,
        }
    }
}

/// In place of a second atom: it may stand behind a gap.
const FAR: u32 = u32::MAX - 1;
/// In place of a second atom: there is none.
const ALONE: u32 = u32::MAX;

/// The patterns that start with one atom.
#[derive(Debug, Clone, Copy, Default)]
struct First {
    /// Range of [`Patterns::patterns`] and of [`Patterns::seconds`].
    from: u32,
    to: u32,
    /// Where the second ones begin that are [`FAR`], and those that are [`ALONE`].
    near_to: u32,
    far_to: u32,
    /// Of all of them together. "not" starts a hundred patterns, and few words can follow it in any of them.
    ahead: Ahead,
}

/// Second words of patterns, or words that may be one, as [`Patterns::later`] bits.
#[derive(Debug, Default, Clone, Copy)]
struct Ahead {
    /// Of the very next word, and [`NOTHING`].
    near: u64,
    /// Of the words that are next or behind a gap.
    far: u64,
}

/// Beside the bits of second words: no second word is needed.
const NOTHING: u64 = 1 << 63;

impl Ahead {
    /// From the bits of the words behind one.
    #[inline]
    fn of(behind: &[u64; GAP_BEHIND]) -> Ahead {
        Ahead {
            near: behind[0],
            far: behind.iter().fold(0, |all, bits| all | bits),
        }
    }

    #[inline]
    fn and(self, other: Ahead) -> Ahead {
        Ahead {
            near: self.near | other.near,
            far: self.far | other.far,
        }
    }
}

/// One place where a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Label given to [`Builder::add`].
    pub label: u32,
    /// First token.
    pub from: u32,
    /// Token after the last.
    pub to: u32,
}

/// Buffers of one matching run.
#[derive(Debug, Default, Clone)]
pub(crate) struct Matching {
    /// Matches in order of their first token.
    pub hits: Vec<Hit>,
    /// The pattern words that each token is.
    spots: Vec<Atoms>,
    /// Their bits, and [`GAP_BEHIND`] zeros.
    bits: Vec<u64>,
    /// The same by word number, for each set of languages.
    known: [Memo<Atoms>; 8],
    /// What `known` points into.
    atoms: Vec<u32>,
    beginnings: Beginnings,
}

impl Matching {
    /// Forgets the words of other patterns or other numbers.
    pub fn forget(&mut self) {
        self.known.iter_mut().for_each(Memo::clear);
        self.atoms.clear();
        self.beginnings.forget();
    }
}

/// Numbers of patterns in [`Beginnings`] at which all is forgotten.
const MOST_BEGINNINGS: usize = 1 << 16;

/// The patterns that may begin with two words in a row, by these words: the same two come again and again.
#[derive(Debug, Default, Clone)]
pub(crate) struct Beginnings {
    /// By [`Atoms::from`] of both: the range of `list`.
    known: Slots<(u32, u32), (u32, u32)>,
    list: Vec<u32>,
    /// Patterns that may start at the word at hand.
    places: Vec<u32>,
}

impl Beginnings {
    /// Forgets the words when their pattern words are forgotten.
    pub fn forget(&mut self) {
        self.known.forget();
        self.list.clear();
    }
}

/// Pattern words that one word of a comment is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Atoms {
    /// Range of [`Matching::atoms`].
    from: u32,
    to: u32,
    /// End of the labels of all patterns of this one word, which follow there.
    labels_to: u32,
    /// [`Patterns::later`] of all of them together: most questions end here.
    bits: u64,
    /// [`First::ahead`] of all of them together, without [`NOTHING`].
    ahead: Ahead,
}

impl Atoms {
    /// [`Patterns::later`] of all of them together.
    #[inline]
    pub fn bits(&self) -> u64 {
        self.bits
    }

    /// Whether a pattern may start here.
    #[inline]
    pub fn starts(&self) -> bool {
        self.to < self.labels_to || self.ahead.near | self.ahead.far != 0
    }
}

/// What a token is that is no pattern word.
const NO_ATOMS: Atoms = Atoms {
    from: 0,
    to: 0,
    labels_to: 0,
    bits: 0,
    ahead: Ahead { near: 0, far: 0 },
};

/// Adds a number to a short ascending list.
fn put(number: u32, list: &mut Vec<u32>) {
    let mut at = list.len();
    list.push(number);
    while at > 0 && list[at - 1] > number {
        list.swap(at - 1, at);
        at -= 1;
    }
}

/// A set of pairs of atoms that says no to nearly all others: a bit for each pair, most bits not set.
#[derive(Debug, Clone, Default)]
struct Pairs {
    /// As many as a power of two, or none.
    bits: Vec<u64>,
}

impl Pairs {
    fn new(pairs: &[(u32, u32)]) -> Pairs {
        let mut set = Pairs {
            bits: vec![0; (pairs.len() / 4).next_power_of_two()],
        };
        for &(first, second) in pairs {
            let (at, bit) = set.place(first, second);
            set.bits[at] |= bit;
        }
        set
    }

    #[inline]
    fn place(&self, first: u32, second: u32) -> (usize, u64) {
        let hash = first.wrapping_mul(0x9E37_79B1) ^ second.wrapping_mul(0x85EB_CA77);
        let at = (hash >> 6) as usize & self.bits.len().wrapping_sub(1);
        (at, 1 << (hash % 64))
    }

    #[inline]
    fn has(&self, first: u32, second: u32) -> bool {
        let (at, bit) = self.place(first, second);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// Patterns ready to match.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patterns {
    nodes: Vec<Node>,
    outs: Vec<Out>,
    /// For each atom the patterns that start with it.
    firsts: Vec<First>,
    patterns: Vec<Pattern>,
    /// Words of the patterns after the first: atom and whether a gap may stand before it.
    rests: Vec<(u32, bool)>,
    /// For each atom a bit that it shares with few others, none for one that only begins patterns.
    later: Vec<u64>,
    /// First and second atoms of patterns without a gap between them.
    pairs: Pairs,
    /// [`Pattern::second`] and place of each pattern, ascending in each of the ranges of `firsts`.
    seconds: Vec<(u32, u32)>,
    /// Language and atom of [`FIRST_NAME`]. Names are no letters of the trie: there are hundreds, and
    /// their list is kept elsewhere.
    names: Vec<(u8, u32)>,
}

/// Collects patterns.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    atoms: BTreeMap<(String, Ending, u8), u32>,
    /// Label, and the atoms with whether a gap may stand before them.
    patterns: Vec<(u32, Vec<(u32, bool)>)>,
}

impl Builder {
    /// Adds one pattern of one language; unusable patterns are left out (they are refused when a
    /// codebook is read).
    pub fn add(&mut self, pattern: &str, lang: u8, label: u32) {
        let Ok(words) = parse(pattern) else { return };
        let ids: Vec<(u32, bool)> = words
            .into_iter()
            .map(|word| {
                let next = self.atoms.len() as u32;
                let id = *self
                    .atoms
                    .entry((word.stem, word.ending, lang))
                    .or_insert(next);
                (id, word.gap)
            })
            .collect();
        self.patterns.push((label, ids));
    }

    /// Lays the trie out.
    pub fn build(mut self) -> Patterns {
        let mut tree = vec![Draft::default()];
        let mut out = Patterns::default();
        for ((stem, ending, lang), &atom) in &self.atoms {
            if stem == FIRST_NAME {
                out.names.push((*lang, atom));
                continue;
            }
            let word = Word {
                stem: stem.clone(),
                ending: *ending,
                gap: false,
            };
            for variant in variants(&word, *lang) {
                insert(
                    &mut tree,
                    variant.as_bytes(),
                    Out {
                        atom,
                        ending: *ending,
                        lang: *lang,
                    },
                );
            }
        }
        lay_out(&tree, &mut out);
        self.patterns.arrange_by_key(|(_, atoms)| atoms[0].0);
        out.firsts = vec![First::default(); self.atoms.len()];
        out.later = self.later_bits();
        out.pairs = self.pairs();
        for (index, (label, atoms)) in self.patterns.into_iter().enumerate() {
            let first = &mut out.firsts[atoms[0].0 as usize];
            if first.to == 0 {
                first.from = index as u32;
            }
            first.to = index as u32 + 1;
            let ahead = match atoms.get(1) {
                Some(&(next, gap)) => {
                    let bit = out.later[next as usize];
                    let (near, far) = if gap { (0, bit) } else { (bit, 0) };
                    Ahead { near, far }
                }
                None => Ahead {
                    near: NOTHING,
                    far: 0,
                },
            };
            first.ahead = first.ahead.and(ahead);
            let from = out.rests.len() as u32;
            out.rests.extend_from_slice(&atoms[1..]);
            out.patterns.push(Pattern {
                label,
                from,
                to: out.rests.len() as u32,
                ahead,
            });
        }
        out.seconds = (out.patterns.iter().zip(0..))
            .map(|(pattern, place)| (pattern.second(&out.rests), place))
            .collect();
        for first in out.firsts.iter_mut().filter(|first| first.to > first.from) {
            let own = &mut out.seconds[first.from as usize..first.to as usize];
            own.arrange();
            first.near_to = first.from + own.partition_point(|second| second.0 < FAR) as u32;
            first.far_to = first.from + own.partition_point(|second| second.0 < ALONE) as u32;
        }
        out
    }

    fn pairs(&self) -> Pairs {
        let pair = |atoms: &[(u32, bool)]| match *atoms {
            [(first, _), (second, false), ..] => Some((first, second)),
            _ => None,
        };
        let all = self.patterns.iter().filter_map(|(_, atoms)| pair(atoms));
        Pairs::new(&all.collect::<Vec<_>>())
    }

    /// [`Patterns::later`]: bits given in turn to atoms that are no first words, so that few share one.
    fn later_bits(&self) -> Vec<u64> {
        let mut later = vec![0; self.atoms.len()];
        let mut shift = 0;
        for &(atom, _) in self.patterns.iter().flat_map(|(_, atoms)| &atoms[1..]) {
            let bits = &mut later[atom as usize];
            if *bits == 0 {
                *bits = 1 << shift;
                shift = (shift + 1) % NOTHING.trailing_zeros();
            }
        }
        later
    }
}

#[derive(Debug, Default)]
struct Draft {
    children: BTreeMap<u8, usize>,
    outs: Vec<Out>,
}

fn insert(tree: &mut Vec<Draft>, bytes: &[u8], out: Out) {
    let mut at = 0;
    for &byte in bytes {
        for symbol in symbols(byte).into_iter().flatten() {
            at = match tree[at].children.get(&symbol) {
                Some(&next) => next,
                None => {
                    tree.push(Draft::default());
                    let next = tree.len() - 1;
                    tree[at].children.insert(symbol, next);
                    next
                }
            };
        }
    }
    tree[at].outs.push(out);
}

/// Breadth first, so that the children of a node are neighbours.
fn lay_out(tree: &[Draft], out: &mut Patterns) {
    let mut order = vec![0usize];
    let mut at = 0;
    while at < order.len() {
        let draft = &tree[order[at]];
        let from = out.outs.len() as u32;
        out.outs.extend_from_slice(&draft.outs);
        let mask = draft.children.keys().fold(0u64, |mask, &s| mask | 1 << s);
        let base = order.len() as u32;
        out.nodes.push(Node {
            mask,
            base,
            outs: (from, out.outs.len() as u32),
        });
        order.extend(draft.children.values().copied());
        at += 1;
    }
}

/// Symbols of a folded byte: one for ASCII letters, digits and the apostrophe, two for the bytes
/// of other scripts, so that sixty-four symbols are enough.
fn symbols(byte: u8) -> [Option<u8>; 2] {
    match byte {
        b'a'..=b'z' => [Some(byte - b'a'), None],
        b'0'..=b'9' => [Some(byte - b'0' + 26), None],
        128.. => [Some(40 + ((byte >> 4) & 7)), Some(48 + (byte & 15))],
        _ => [Some(36), None],
    }
}

impl Patterns {
    /// Finds every pattern of the wanted languages in numbered tokens. Linear in the text: each new
    /// word walks the trie once and each pattern looks at most a fixed number of tokens ahead.
    pub fn find(&self, tokens: &Tokens, langs: u8, found: &mut Matching) {
        let Matching {
            hits,
            spots,
            bits,
            known,
            atoms,
            beginnings,
        } = found;
        hits.clear();
        spots.clear();
        let known = &mut known[usize::from(langs % 8)];
        for token in &tokens.list {
            let look_up = || self.look_up(tokens.bytes(token), langs, atoms);
            spots.push(known.get(token.word, look_up));
        }
        bits.clear();
        bits.extend(spots.iter().map(Atoms::bits));
        bits.extend([0; GAP_BEHIND]);
        let starts = (spots.iter().zip(0..)).filter(|(spot, _)| spot.starts());
        self.start_all(
            (&tokens.list[..], &bits[..]),
            &|at| spots.get(at),
            starts.map(|(_, at)| at),
            (&atoms[..], beginnings),
            |hit| hits.push(hit),
        );
    }

    /// The pattern words that a folded word is; their list is added to `atoms`.
    pub fn look_up(&self, word: &[u8], langs: u8, atoms: &mut Vec<u32>) -> Atoms {
        let from = atoms.len();
        let currency = currency_behind(word);
        let parts = 1 + usize::from(!currency.is_empty());
        for part in [word, currency].into_iter().take(parts) {
            self.walk(part, langs, atoms);
        }
        if !self.names.is_empty() && is_first_name(word) {
            let names = self.names.iter().filter(|(lang, _)| lang & langs != 0);
            atoms.extend(names.map(|(_, atom)| atom));
        }
        let to = atoms.len();
        let mut own = Atoms {
            from: from as u32,
            to: to as u32,
            ..Atoms::default()
        };
        for at in from..to {
            let atom = atoms[at] as usize;
            let first = self.firsts[atom];
            own.bits |= self.later[atom];
            own.ahead = own.ahead.and(first.ahead);
            let patterns = self.patterns[first.from as usize..first.to as usize].iter();
            let alone = patterns.filter(|pattern| pattern.ahead.near == NOTHING);
            atoms.extend(alone.map(|pattern| pattern.label));
        }
        own.labels_to = atoms.len() as u32;
        own.ahead.near &= !NOTHING;
        own
    }

    /// Tells `emit` every pattern that matches, in order of their first token. `spot` says which pattern words
    /// a token is, in `atoms`; `starts` are the tokens that [may start one](Atoms::starts), in order. `bits` are
    /// those of each token's pattern words, with [`GAP_BEHIND`] zeros behind them.
    #[inline]
    pub fn start_all<'s>(
        &self,
        (list, bits): (&[Token], &[u64]),
        spot: &impl Fn(usize) -> Option<&'s Atoms>,
        starts: impl Iterator<Item = u32>,
        (atoms, beginnings): (&[u32], &mut Beginnings),
        mut emit: impl FnMut(Hit),
    ) {
        for from in starts {
            let at = from as usize;
            let behind = bits.get(at + 1..).and_then(<[u64]>::first_chunk);
            let (Some(own), Some(behind)) = (spot(at), behind) else {
                return;
            };
            let ahead = Ahead::of(behind);
            if own.ahead.far & ahead.far != 0 {
                let buffers = (atoms, &mut beginnings.places);
                self.start((from, own, ahead), list, spot, buffers, &mut emit);
                continue;
            }
            if own.ahead.near & ahead.near != 0
                && let Some(next) = spot(at + 1)
                && let Some(places) = self.beginning(own, next, atoms, beginnings)
            {
                for pattern in places.iter().map(|&place| self.patterns[place as usize]) {
                    let more = match &self.rests[pattern.from as usize..pattern.to as usize] {
                        rest @ ([] | [_]) => Some(rest.len() as u32),
                        rest => self.follow(rest, (list, at + 1), spot, atoms),
                    };
                    if let Some(more) = more {
                        let (label, to) = (pattern.label, from + 1 + more);
                        emit(Hit { label, from, to });
                    }
                }
                continue;
            }
            for &label in &atoms[own.to as usize..own.labels_to as usize] {
                let to = from + 1;
                emit(Hit { label, from, to });
            }
        }
    }

    /// The patterns of one word, and those that may begin with it and the next without a gap between them, in
    /// the order in which they are tried; nothing when none may.
    #[inline(never)]
    fn beginning<'b>(
        &self,
        own: &Atoms,
        next: &Atoms,
        atoms: &[u32],
        beginnings: &'b mut Beginnings,
    ) -> Option<&'b [u32]> {
        let key = (own.from, next.from);
        let hash = (u64::from(key.0) << 32 | u64::from(key.1)).wrapping_mul(SPREAD);
        let (from, to) = match beginnings.known.find(hash, &key) {
            Some(known) => *known,
            None => self.begin(hash, own, next, atoms, beginnings),
        };
        (from < to).then(|| &beginnings.list[from as usize..to as usize])
    }

    /// Adds two words to those that [`beginning`](Patterns::beginning) knows.
    #[inline(never)]
    fn begin(
        &self,
        hash: u64,
        own: &Atoms,
        next: &Atoms,
        atoms: &[u32],
        beginnings: &mut Beginnings,
    ) -> (u32, u32) {
        if beginnings.list.len() > MOST_BEGINNINGS {
            beginnings.forget();
        }
        let Beginnings {
            known,
            list,
            places,
        } = beginnings;
        let ahead = Ahead {
            near: next.bits,
            far: 0,
        };
        let from = list.len() as u32;
        let first = &atoms[own.from as usize..own.to as usize];
        let second = &atoms[next.from as usize..next.to as usize];
        let pair = |&first: &u32| second.iter().any(|&second| self.pairs.has(first, second));
        if first.iter().any(pair) {
            for &atom in first {
                self.choose(atom, ahead, second, places);
                list.extend_from_slice(places);
            }
        }
        let range = (from, list.len() as u32);
        known.put(hash, (own.from, next.from), range);
        range
    }

    /// Tells `emit` every pattern that starts at a token.
    #[inline(never)]
    fn start<'s>(
        &self,
        (from, own, ahead): (u32, &Atoms, Ahead),
        list: &[Token],
        spot: &dyn Fn(usize) -> Option<&'s Atoms>,
        (atoms, places): (&[u32], &mut Vec<u32>),
        emit: &mut dyn FnMut(Hit),
    ) {
        let at = from as usize + 1;
        let next = spot(at).unwrap_or(&NO_ATOMS);
        let next = &atoms[next.from as usize..next.to as usize];
        for &atom in &atoms[own.from as usize..own.to as usize] {
            self.choose(atom, ahead, next, places);
            for pattern in places.iter().map(|&place| self.patterns[place as usize]) {
                let rest = &self.rests[pattern.from as usize..pattern.to as usize];
                if let Some(more) = self.follow(rest, (list, at), spot, atoms) {
                    emit(Hit {
                        label: pattern.label,
                        from,
                        to: from + 1 + more,
                    });
                }
            }
        }
    }

    /// Fills `places` with those of the patterns beginning with an atom that `ahead` leaves possible, ascending;
    /// `next` are the atoms of the very next word.
    fn choose(&self, atom: u32, ahead: Ahead, next: &[u32], places: &mut Vec<u32>) {
        places.clear();
        let first = self.firsts[atom as usize];
        steps::add(1);
        let alone = &self.seconds[first.far_to as usize..first.to as usize];
        places.extend(alone.iter().map(|second| second.1));
        if first.ahead.far & ahead.far != 0 {
            for &(_, place) in &self.seconds[first.near_to as usize..first.far_to as usize] {
                steps::add(1);
                if self.patterns[place as usize].ahead.far & ahead.far != 0 {
                    put(place, places);
                }
            }
        }
        if first.ahead.near & ahead.near != 0 {
            let near = &self.seconds[first.from as usize..first.near_to as usize];
            for &second in next {
                steps::add(1);
                if !self.pairs.has(atom, second) {
                    continue;
                }
                let from = near.partition_point(|own| own.0 < second);
                let own = near[from..].iter().take_while(|own| own.0 == second);
                own.for_each(|own| put(own.1, places));
            }
        }
    }

    fn walk(&self, bytes: &[u8], langs: u8, atoms: &mut Vec<u32>) {
        let Some(mut node) = self.nodes.first() else {
            return;
        };
        for (i, &byte) in bytes.iter().enumerate() {
            self.emit(node, &bytes[i..], langs, atoms);
            steps::add(1);
            for symbol in symbols(byte).into_iter().flatten() {
                let bit = 1u64 << symbol;
                if node.mask & bit == 0 {
                    return;
                }
                let child = node.base + (node.mask & (bit - 1)).count_ones();
                node = &self.nodes[child as usize];
            }
        }
        self.emit(node, &[], langs, atoms);
    }

    #[inline]
    fn emit(&self, node: &Node, rest: &[u8], langs: u8, atoms: &mut Vec<u32>) {
        for out in &self.outs[node.outs.0 as usize..node.outs.1 as usize] {
            let fits = out.lang & langs != 0
                && match out.ending {
                    Ending::Exact => rest.is_empty(),
                    Ending::Any => true,
                    Ending::Inflected => is_ending(out.lang, rest),
                };
            if fits {
                atoms.push(out.atom);
            }
        }
    }

    /// Matches the words after the first, from the token `at` on; returns how many tokens they take.
    #[inline(never)]
    fn follow<'s>(
        &self,
        rest: &[(u32, bool)],
        (list, at): (&[Token], usize),
        spot: &dyn Fn(usize) -> Option<&'s Atoms>,
        atoms: &[u32],
    ) -> Option<u32> {
        let mut to = at;
        for &(atom, gap) in rest {
            let mut reach = if gap { GAP } else { 0 };
            loop {
                let (token, own) = (list.get(to)?, spot(to)?);
                to += 1;
                if self.spot_has(token, own, atom, atoms)? {
                    break;
                }
                reach = reach.checked_sub(1)?;
            }
        }
        Some((to - at) as u32)
    }

    /// Whether a token is a pattern word; `None` when it is no word at all.
    #[inline]
    fn spot_has(&self, token: &Token, spot: &Atoms, atom: u32, atoms: &[u32]) -> Option<bool> {
        steps::add(1);
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            return None;
        }
        Some(
            spot.bits & self.later[atom as usize] != 0
                && atoms[spot.from as usize..spot.to as usize].contains(&atom),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(pattern: &str, lang: u8, text: &str) -> bool {
        let mut builder = Builder::default();
        builder.add(pattern, lang, 0);
        let patterns = builder.build();
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut found = Matching::default();
        patterns.find(&tokens, lang, &mut found);
        !found.hits.is_empty()
    }

    #[test]
    fn ending_lists_are_sorted() {
        assert!(EN_ENDINGS.is_sorted());
        let mut sorted = PL_ENDINGS.to_vec();
        sorted.arrange();
        sorted.dedup();
        assert_eq!(sorted, PL_ENDINGS);
        assert!(PL_PACKED.is_sorted() && EN_PACKED.is_sorted());
        let all = || PL_ENDINGS.iter().chain(EN_ENDINGS);
        assert!(all().all(|e| e.len() <= ENDING_BYTES));
    }

    #[test]
    fn polish_sound_changes() {
        for text in ["paczka", "paczce", "paczek", "paczkę", "paczkami"] {
            assert!(finds("paczk~", PL, text), "{text}");
        }
        for text in ["obsługa", "obsłudze", "OBSLUGI", "obsługą"] {
            assert!(finds("obsług~", PL, text), "{text}");
        }
        for text in ["błąd", "błędy", "bledow", "błędzie"] {
            assert!(finds("błąd~", PL, text), "{text}");
        }
        assert!(finds("miast~", PL, "w mieście"));
        assert!(finds("kurier~", PL, "o kurierze"));
        assert!(finds("cen~", PL, "cenami") && finds("cen~", PL, "cenowo"));
        assert!(!finds("cen~", PL, "centrum") && !finds("cen~", PL, "cenzura"));
    }

    #[test]
    fn words_in_a_row_and_with_a_gap() {
        assert!(finds("czas~ oczekiwani~", PL, "długi czas oczekiwania"));
        assert!(!finds("czas~ oczekiwani~", PL, "czas na oczekiwania"));
        assert!(finds("długo .. czeka*", PL, "długo musiałem tam czekać"));
        assert!(!finds("długo .. czeka*", PL, "długo, ale warto czekać"));
        assert!(finds("e-mail*", PL, "wysłałem E-maila"));
        for text in [
            "for $350",
            "costs £4.80",
            "20€ extra",
            "20 € extra",
            "$1,200",
        ] {
            assert!(finds("$*", EN, text), "{text}");
        }
        assert!(!finds("$*", EN, "for 350, worth every $") && finds("$* fee", PL, "$20 fee"));
        assert!(finds("доставк*", XX, "быстрая Доставка"));
    }

    #[test]
    fn english_endings() {
        assert!(finds("price~", EN, "pricing") && finds("price~", EN, "prices"));
        assert!(!finds("price~", EN, "priceless"));
        assert!(finds("delivery~", EN, "deliveries"));
    }

    #[test]
    fn unusable_patterns() {
        assert_eq!(check(" * "), Err(Fault::Empty));
        assert_eq!(check("a*"), Err(Fault::StemTooShort));
        assert_eq!(check("a b c d e f g"), Err(Fault::TooManyWords));
    }
}
