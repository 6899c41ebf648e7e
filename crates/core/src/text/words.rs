//! A number for every word met so far: a survey repeats its words, and most of what the coder asks
//! about a word depends on the word alone, so that it is worked out once.

use super::features::word_hash;
use super::language::{Evidence, evidence};
use super::slots::SPREAD;
use super::tokens::{Kind, LetterCounts, Token};
use role::{EMPTY, FIXES, JOINS, NEGATES, SHORTENED, SWEARS, TURNS};

/// Words after which all that is known is forgotten at the next comment. A comment adds at most
/// ten thousand, so that the memory stays below a few megabytes whatever is read.
const MOST_WORDS: usize = 32_768;

/// Spellings of words after which all is forgotten: a word is written in one case or another.
const MOST_SPELLINGS: usize = 2 * MOST_WORDS;

/// Places that a spelling may take after its own: enough for half-filled tables, and texts made to
/// share one place stay fast.
const PROBES: usize = 16;

/// What a word does to its neighbours, as bits.
pub(crate) mod role {
    /// Turns an opinion round ("not").
    pub const NEGATES: u8 = 1;
    /// Joins two clauses ("and").
    pub const JOINS: u8 = 2;
    /// Turns from praise to complaint or back ("but").
    pub const TURNS: u8 = 4;
    /// Takes the turn from the word after it ("nothing but").
    pub const FIXES: u8 = 8;
    /// Stands in answers that name nothing ("none").
    pub const EMPTY: u8 = 16;
    /// A full stop after it ends no sentence ("approx").
    pub const SHORTENED: u8 = 32;
    /// Begins as a swear word does.
    pub const SWEARS: u8 = 64;
    /// No word: ends a sentence or separates clauses.
    pub const SEPARATES: u8 = 128;
}

/// A word met before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// Its number from 1, in the order of first meeting.
    pub number: u32,
    /// Hash of its first letters, see [`OPENING`].
    pub opening: u32,
    /// What it says about the language; nothing for a number.
    pub evidence: Evidence,
    /// What it does to its neighbours, bits of [`role`].
    pub role: u8,
}

/// Bytes of a word's opening: long enough to tell most words apart, short enough to be the same in
/// most forms of a Polish word.
const OPENING: usize = 4;

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    from: u32,
    to: u32,
    kind: Kind,
    known: Known,
}

/// Up to sixteen bytes of a word as it is written, filled up with zeros.
pub(crate) type Spelling = [u64; 2];

/// How a spelling was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelled {
    /// Its token in a comment that begins with it.
    pub token: Token,
    /// Its letters.
    pub letters: LetterCounts,
    /// What it says about the language.
    pub evidence: Evidence,
}

/// A spelling met before. In one line of the processor's cache: a word waits for memory once.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Met {
    spelling: Spelling,
    spelled: Spelled,
}

/// The words met so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Words {
    /// Open addressing by hash: numbers plus one, 0 for an empty place. A power of two, at least
    /// half of it empty.
    places: Vec<u32>,
    entries: Vec<Entry>,
    /// The folded words, one after the other.
    text: Vec<u8>,
    /// Open addressing by [`first_spelling_place`], as `places`.
    spelling_places: Vec<u32>,
    spellings: Vec<Met>,
}

impl Words {
    /// True when there are so many words that everything known should be forgotten.
    pub fn is_full(&self) -> bool {
        self.entries.len() > MOST_WORDS || self.spellings.len() > MOST_SPELLINGS
    }

    /// How many words there are: the largest number that one has.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// The folded bytes of a word; none for number 0.
    pub fn bytes(&self, number: u32) -> &[u8] {
        let Some(entry) = self.entries.get((number as usize).wrapping_sub(1)) else {
            return &[];
        };
        &self.text[entry.from as usize..entry.to as usize]
    }

    /// What a word says about the language.
    pub fn evidence(&self, number: u32) -> Evidence {
        let entry = self.entries.get((number as usize).wrapping_sub(1));
        entry.map_or(Evidence::default(), |entry| entry.known.evidence)
    }

    /// How a spelling was read, when it was met before.
    #[inline]
    pub fn spelled(&self, spelling: Spelling) -> Option<&Spelled> {
        let first = first_spelling_place(spelling);
        let met = self.spelling_at(first)?;
        if met.spelling == spelling {
            return Some(&met.spelled);
        }
        self.spelled_behind(spelling, first)
    }

    /// [`spelled`](Words::spelled) from the place after the first.
    #[inline(never)]
    fn spelled_behind(&self, spelling: Spelling, first: usize) -> Option<&Spelled> {
        for at in first + 1..first + PROBES {
            let met = self.spelling_at(at)?;
            if met.spelling == spelling {
                return Some(&met.spelled);
            }
        }
        None
    }

    #[inline]
    fn spelling_at(&self, at: usize) -> Option<&Met> {
        let mask = self.spelling_places.len().wrapping_sub(1);
        let number = *self.spelling_places.get(at & mask)?;
        // No spelling has the number that an empty place gives.
        self.spellings.get((number as usize).wrapping_sub(1))
    }

    /// Remembers how a new spelling was read.
    pub fn remember(&mut self, spelling: Spelling, spelled: Spelled) {
        self.spellings.push(Met { spelling, spelled });
        if self.spellings.len() * 2 > self.spelling_places.len() {
            let size = (self.spelling_places.len() * 2).max(256);
            self.spelling_places.clear();
            self.spelling_places.resize(size, 0);
            for at in 0..self.spellings.len() {
                self.place_spelling(at);
            }
        } else {
            self.place_spelling(self.spellings.len() - 1);
        }
    }

    /// Makes a spelling findable, unless the places around its own are all taken.
    fn place_spelling(&mut self, number: usize) {
        let mask = self.spelling_places.len() - 1;
        let first = first_spelling_place(self.spellings[number].spelling);
        let free = (first..first + PROBES).find(|at| self.spelling_places[at & mask] == 0);
        if let Some(at) = free {
            self.spelling_places[at & mask] = number as u32 + 1;
        }
    }

    /// Forgets all words. Their numbers are given again: whatever was kept by number must be
    /// forgotten too.
    pub fn clear(&mut self) {
        self.places.clear();
        self.entries.clear();
        self.text.clear();
        self.spelling_places.clear();
        self.spellings.clear();
    }

    /// What is known about a folded word, which is remembered.
    pub fn find(&mut self, hash: u32, bytes: &[u8], kind: Kind) -> Known {
        if self.entries.len() * 2 >= self.places.len() {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut at = first_place(hash) & mask;
        while let Some(number) = self.places[at].checked_sub(1) {
            let entry = &self.entries[number as usize];
            if entry.hash == hash
                && entry.kind == kind
                && &self.text[entry.from as usize..entry.to as usize] == bytes
            {
                return entry.known;
            }
            at = (at + 1) & mask;
        }
        let from = self.text.len() as u32;
        let known = Known {
            number: self.entries.len() as u32 + 1,
            opening: word_hash(&bytes[..bytes.len().min(OPENING)]),
            evidence: match kind {
                Kind::Word => evidence(hash, bytes),
                _ => Evidence::default(),
            },
            role: role_of(bytes),
        };
        self.text.extend_from_slice(bytes);
        self.entries.push(Entry {
            hash,
            from,
            to: self.text.len() as u32,
            kind,
            known,
        });
        self.places[at] = self.entries.len() as u32;
        known
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(256);
        self.places.clear();
        self.places.resize(size, 0);
        for (entry, number) in self.entries.iter().zip(1..) {
            let mut at = first_place(entry.hash) & (size - 1);
            while self.places[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.places[at] = number;
        }
    }
}

/// FNV leaves the lower bits of short words alike; the upper ones are mixed in.
fn first_place(hash: u32) -> usize {
    (hash ^ (hash >> 15)) as usize
}

fn first_spelling_place(spelling: Spelling) -> usize {
    let mixed = (spelling[0] ^ spelling[1].rotate_left(23)).wrapping_mul(SPREAD);
    (mixed >> 40) as usize
}

/// What a folded word does to its neighbours, bits of [`role`].
fn role_of(word: &[u8]) -> u8 {
    let listed = ROLES.binary_search_by(|(listed, _)| listed.as_bytes().cmp(word));
    let listed = listed.map_or(0, |at| ROLES[at].1);
    let negates = word.len() <= LONGEST_NEGATION && word.ends_with(b"n't");
    let swears = SWEARING.iter().any(|swear| word.starts_with(swear));
    listed | if negates { NEGATES } else { 0 } | if swears { SWEARS } else { 0 }
}

/// Bytes that no negation ending in "n't" is longer than.
const LONGEST_NEGATION: usize = 9;

/// Folded words with what they do, in the order of their bytes. "Za" turns only in "za to", and "dziękuję
/// za to" is no turn.
const ROLES: &[(&str, u8)] = &[
    ("a", JOINS | EMPTY),
    ("aczkolwiek", TURNS),
    ("add", EMPTY),
    ("aktualnie", EMPTY),
    ("al", SHORTENED),
    ("ale", TURNS),
    ("all", FIXES | EMPTY),
    ("also", JOINS),
    ("although", TURNS),
    ("and", JOINS),
    ("ani", NEGATES | EMPTY),
    ("any", EMPTY),
    ("anything", FIXES | EMPTY),
    ("apart", TURNS),
    ("applicable", EMPTY),
    ("approx", SHORTENED),
    ("at", EMPTY),
    ("barely", NEGATES),
    ("bez", NEGATES | EMPTY),
    ("brak", EMPTY),
    ("but", TURNS),
    ("can", EMPTY),
    ("can't", EMPTY),
    ("cannot", NEGATES | EMPTY),
    ("cant", NEGATES),
    ("choc", TURNS),
    ("chociaz", TURNS),
    ("chwili", EMPTY),
    ("chyba", EMPTY),
    ("ciezko", EMPTY),
    ("comes", EMPTY),
    ("comment", EMPTY),
    ("comments", EMPTY),
    ("couldnt", NEGATES),
    ("despite", TURNS),
    ("didnt", NEGATES),
    ("do", EMPTY),
    ("dodania", EMPTY),
    ("dodatkowo", JOINS),
    ("doesnt", NEGATES),
    ("don't", EMPTY),
    ("dont", NEGATES | EMPTY),
    ("dotyczy", EMPTY),
    ("dr", SHORTENED),
    ("dzieki", FIXES),
    ("dziekuje", FIXES),
    ("dziekujemy", FIXES),
    ("e", SHORTENED),
    ("except", TURNS),
    ("feedback", EMPTY),
    ("further", EMPTY),
    ("g", SHORTENED),
    ("glowy", EMPTY),
    ("godz", SHORTENED),
    ("hardly", NEGATES),
    ("have", EMPTY),
    ("however", TURNS),
    ("i", JOINS | EMPTY | SHORTENED),
    ("idea", EMPTY),
    ("in", SHORTENED),
    ("isnt", NEGATES),
    ("jak", FIXES),
    ("jednak", TURNS),
    ("jednakze", TURNS),
    ("jedynie", TURNS),
    ("jedyny", TURNS),
    ("know", EMPTY),
    ("komentarza", EMPTY),
    ("komentarzy", EMPTY),
    ("konkretnego", EMPTY),
    ("lecz", TURNS),
    ("lub", JOINS),
    ("m", SHORTENED),
    ("mam", EMPTY),
    ("mi", EMPTY),
    ("mimo", TURNS),
    ("min", SHORTENED),
    ("mind", EMPTY),
    ("moment", EMPTY),
    ("mr", SHORTENED),
    ("mrs", SHORTENED),
    ("much", EMPTY),
    ("my", FIXES),
    ("n", EMPTY),
    ("na", EMPTY),
    ("natomiast", TURNS),
    ("neither", NEGATES),
    ("never", NEGATES),
    ("nevertheless", TURNS),
    ("nic", NEGATES | EMPTY),
    ("niczego", EMPTY),
    ("nie", NEGATES | FIXES | EMPTY),
    ("niestety", TURNS),
    ("niezbyt", NEGATES),
    ("nigdy", NEGATES),
    ("nil", EMPTY),
    ("no", NEGATES | EMPTY),
    ("nobody", NEGATES),
    ("none", NEGATES | EMPTY),
    ("nope", EMPTY),
    ("nor", NEGATES),
    ("not", NEGATES | FIXES | EMPTY),
    ("nothin", EMPTY),
    ("nothing", NEGATES | FIXES | EMPTY),
    ("nothing's", EMPTY),
    ("np", SHORTENED),
    ("nr", SHORTENED),
    ("obecnie", EMPTY),
    ("of", EMPTY),
    ("ok", SHORTENED),
    ("only", TURNS),
    ("opinii", EMPTY),
    ("opinion", EMPTY),
    ("oprocz", TURNS),
    ("or", JOINS),
    ("oraz", JOINS),
    ("other", EMPTY),
    ("otherwise", TURNS),
    ("p", SHORTENED),
    ("particular", EMPTY),
    ("place", FIXES),
    ("plus", JOINS),
    ("pomimo", TURNS),
    ("pomyslow", EMPTY),
    ("powiedziec", EMPTY),
    ("poza", TURNS),
    ("present", EMPTY),
    ("proc", SHORTENED),
    ("propozycji", EMPTY),
    ("przepraszam", FIXES),
    ("przychodzi", EMPTY),
    ("pt", SHORTENED),
    ("pytan", EMPTY),
    ("questions", EMPTY),
    ("raczej", EMPTY),
    ("razie", EMPTY),
    ("really", EMPTY),
    ("report", EMPTY),
    ("rowniez", JOINS),
    ("sadly", TURNS),
    ("say", EMPTY),
    ("specific", EMPTY),
    ("specifically", EMPTY),
    ("springs", EMPTY),
    ("str", SHORTENED),
    ("sugestii", EMPTY),
    ("suggestions", EMPTY),
    ("sure", EMPTY),
    ("szt", SHORTENED),
    ("takiego", EMPTY),
    ("tej", EMPTY),
    ("tel", SHORTENED),
    ("that", EMPTY),
    ("the", FIXES | EMPTY),
    ("thing", EMPTY),
    ("think", EMPTY),
    ("this", EMPTY),
    ("though", TURNS),
    ("time", EMPTY),
    ("to", EMPTY),
    ("trudno", EMPTY),
    ("tyle", TURNS),
    ("tylko", TURNS),
    ("tzn", SHORTENED),
    ("tzw", SHORTENED),
    ("ul", SHORTENED),
    ("unfortunately", TURNS),
    ("uwag", EMPTY),
    ("vs", SHORTENED),
    ("w", EMPTY),
    ("wasnt", NEGATES),
    ("wg", SHORTENED),
    ("whereas", TURNS),
    ("while", TURNS),
    ("wiecej", EMPTY),
    ("wiem", EMPTY),
    ("without", NEGATES),
    ("wont", NEGATES),
    ("wouldnt", NEGATES),
    ("ww", SHORTENED),
    ("yet", TURNS | EMPTY),
    ("za", TURNS),
    ("zaden", NEGATES),
    ("zadna", NEGATES),
    ("zadne", NEGATES),
    ("zadnego", NEGATES),
    ("zadnej", NEGATES),
    ("zadnych", NEGATES | EMPTY),
    ("zaplacic", FIXES),
    ("zas", TURNS),
    ("zastrzezen", EMPTY),
    ("zdania", EMPTY),
    ("zl", SHORTENED),
];

/// Beginnings of swear words, folded.
const SWEARING: [&[u8]; 12] = [
    b"kurw",
    b"chuj",
    b"pierdol",
    b"spierdal",
    b"jebac",
    b"jeban",
    b"skurwysyn",
    b"fuck",
    b"shitty",
    b"bullshit",
    b"asshole",
    b"bastard",
];

/// One value per word number, zero for what is no word, worked out when it is first asked for.
#[derive(Debug, Clone)]
pub(crate) struct Memo<T>(Vec<Option<T>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo(Vec::new())
    }
}

impl<T: Copy> Memo<T> {
    /// Forgets all values.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The value of a word, from `work` when it is not known yet.
    #[inline]
    pub fn get(&mut self, word: u32, work: impl FnOnce() -> T) -> T {
        if let Some(known) = self.find(word) {
            return *known;
        }
        let value = work();
        let at = word as usize;
        if at >= self.0.len() {
            self.0.resize((at + 1).next_power_of_two(), None);
        }
        self.0[at] = Some(value);
        value
    }

    /// The value of a word that was worked out before.
    #[inline]
    pub fn find(&self, word: u32) -> Option<&T> {
        self.0.get(word as usize)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::Tokens;

    #[test]
    fn words_with_a_role_are_found() {
        assert!(ROLES.is_sorted_by(|a, b| a.0.as_bytes() < b.0.as_bytes()));
        assert_eq!(role_of(b"nothing"), NEGATES | FIXES | EMPTY);
        // Words with a role are told apart by their hash.
        let mut hashes: Vec<u32> = ROLES
            .iter()
            .map(|(word, _)| word_hash(word.as_bytes()))
            .collect();
        hashes.sort_unstable();
        assert!(hashes.is_sorted_by(|a, b| a < b));
        assert_eq!(role_of(b"hasn't"), NEGATES);
        assert_eq!(role_of(b"kurwica"), SWEARS);
        assert_eq!(role_of(b"dostawa"), 0);
    }

    #[test]
    fn a_word_keeps_its_number() {
        let mut tokens = Tokens::default();
        let mut numbers = |text: &str| -> Vec<u32> {
            tokens.read(text);
            tokens.list.iter().map(|t| t.word).collect()
        };
        let many: String = (0..2_000).map(|i| format!("w{i} ")).collect();
        let first = numbers(&many);
        assert_eq!(first, (1..=2_000).collect::<Vec<_>>());
        assert_eq!(numbers("W1999 w0"), [2_000, 1]);
        // A dropped mark that counts as a letter makes a word of digits another kind of token.
        assert_ne!(numbers("12"), numbers("12\u{345}"));
    }

    #[test]
    fn a_value_is_worked_out_once() {
        let mut memo = Memo::default();
        assert_eq!(memo.get(5, || 7), 7);
        assert_eq!(memo.get(5, || 8), 7);
        assert_eq!(memo.get(0, || 9), 9);
        memo.clear();
        assert_eq!(memo.get(5, || 8), 8);
    }
}
