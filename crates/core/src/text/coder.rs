//! A comment in, its language, sentiment and mentions out.

use super::codebook::{Codebook, HINT_MARK};
use super::features::{
    BEGINNING, Group, Visitor, Walk, negated_features, own_features, pair_hash, stop_hash, visit,
};
use super::gist::Gist;
use super::language::detect;
use super::model::{
    LONG, LanguageModel, MixedEvidence, Model, Probabilities, Sums, TokenFacts, add_facts, larger,
    pulled,
};
use super::opinion::{self, Marks, mark_found};
use super::patterns::{
    Atoms, Beginnings, Builder, EN, GAP_BEHIND, Hit, Matching, PL, Patterns, XX,
};
use super::question::{self, Question, UNTOLD, names_nothing};
use super::repeats::{Key, Repeats};
use super::statements::{Splitting, Statement, Topics, is_border, is_turn, split};
use super::steps;
use super::tokens::{Kind, Token, Tokens};
use super::words::role;
use super::{Language, Sentiment};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

/// A category found in a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Position in [`Codebook::categories`]: the most specific category; its parent counts too,
    /// see [`Codebook::parent_index`].
    pub category: u16,
    /// Attitude of the statement that mentions it.
    pub sentiment: Sentiment,
    /// First Unicode code point of the statement in the comment. Sixteen bits are enough for the part
    /// of a comment that is coded ([`MAX_CODED_CHARS`]), and there is a mention or more per comment.
    pub start: u16,
    /// Code point after the statement's last.
    pub end: u16,
}

/// Everything the coder says about one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedComment {
    /// Language.
    pub language: Language,
    /// Attitude of the whole comment.
    pub sentiment: Sentiment,
    /// P(positive) − P(negative), −1 to 1.
    pub score: f32,
    /// One entry per statement and category, in text order.
    pub mentions: Vec<Mention>,
    /// What it says however it is typed.
    pub gist: Gist,
}

impl Default for CodedComment {
    fn default() -> Self {
        CodedComment {
            language: Language::Other,
            sentiment: Sentiment::Neutral,
            score: 0.0,
            mentions: Vec::new(),
            gist: Gist::default(),
        }
    }
}

/// Working memory of [`Coder::code_into`], reused from comment to comment: buffers, and what is
/// known about the words met so far. A few megabytes at most.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    /// Whose answers about words are kept, see [`Coder::identity`].
    owner: u64,
    tokens: Tokens,
    heard: Heard,
    facts: Facts,
    /// What is known about each token of the comment: its [`Facts::places`], with [`LOUD`] also where there is
    /// more to the token than to its word.
    own: Vec<u32>,
    /// Tokens that may be borders of statements, and the end.
    borders: Vec<u32>,
    /// Tokens at which a pattern may start.
    starts: Vec<u32>,
    /// [`Atoms::bits`] of each token, and [`GAP_BEHIND`] zeros.
    bits: Vec<u64>,
    /// What the facts point into.
    atoms: Vec<u32>,
    /// Patterns that begin with words met before.
    beginnings: Beginnings,
    marks: Marks,
    /// Matches of the languages that are tried where a comment hardly tells its own.
    found: Matching,
    /// Matches of categories, in order of their first token.
    hits: Vec<Hit>,
    topics: Topics,
    /// Main categories, as bits, that some words of the comment can only mean.
    plain_topics: u64,
    splitting: Splitting,
    categories: Vec<u16>,
    /// Sums over each statement.
    sums: Vec<Sums>,
    /// Probabilities of each statement.
    attitudes: Vec<Probabilities>,
    /// Probabilities of the whole comment that was coded last.
    whole: Probabilities,
    /// Short comments coded before.
    repeats: Repeats,
}

impl Scratch {
    /// Forgets the words when another coder asks, or when there are too many.
    fn prepare(&mut self, owner: u64) {
        if self.owner != owner {
            self.owner = owner;
            self.repeats.forget();
        } else if !self.tokens.words.is_full() {
            return;
        }
        self.tokens.words.clear();
        self.marks.found.forget();
        self.found.forget();
        self.facts.forget();
        self.atoms.clear();
        self.beginnings.forget();
    }
}

/// Bit beside a token's place in [`Facts`]: its weights and its score in the lexicon do not say everything.
const LOUD: u32 = 1 << 31;

/// Bit beside a word's place in [`Facts::places`]: a pattern may start with it.
const STARTS: u32 = 1 << 30;

/// Whose words a comment's words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Heard {
    Polish,
    English,
    /// Nothing tells: the words of both count.
    #[default]
    Unclear,
    /// A third language. Only pictograms and patterns that the user wrote for other languages count; what else
    /// would look like an opinion word there is chance.
    Foreign,
}

impl Heard {
    fn language(self) -> Language {
        match self {
            Heard::Polish => Language::Pl,
            Heard::English => Language::En,
            Heard::Unclear | Heard::Foreign => Language::Other,
        }
    }
}

/// What is known about words, in comments of each language.
#[derive(Debug, Default, Clone)]
struct Facts {
    /// Place of a word's facts in the list below, [`LOUD`] for a word with a role, and [`STARTS`], by language
    /// and number of the word; 0 for a word that is not known yet. Number 0 are tokens that are no words.
    places: [Vec<u32>; 4],
    words: Vec<WordFacts>,
}

/// What is known about a word. In one line of the processor's cache: a word waits for memory once.
#[derive(Debug, Default, Clone, Copy)]
#[repr(align(64))]
struct WordFacts {
    /// Which pattern words it is.
    atoms: Atoms,
    weight: Weight,
}

impl Facts {
    fn forget(&mut self) {
        self.places.iter_mut().for_each(Vec::clear);
        self.words.clear();
    }

    /// Makes room for so many words, and the facts of what is no word.
    fn prepare(&mut self, heard: Heard, words: usize) {
        if self.words.is_empty() {
            self.words.push(WordFacts::default());
        }
        let places = &mut self.places[heard as usize];
        if places.len() < words {
            places.resize(words.next_power_of_two(), 0);
            places[0] = LOUD;
        }
    }

    fn add(&mut self, heard: Heard, word: u32, facts: WordFacts, loud: u32) {
        let starts = u32::from(facts.atoms.starts()) * STARTS;
        self.places[heard as usize][word as usize] = self.words.len() as u32 | loud | starts;
        self.words.push(facts);
    }
}

/// What a word weighs by itself.
#[derive(Debug, Default, Clone, Copy)]
struct Weight {
    /// Sums of the weights of the word and its letter groups: some seventy of eight bits.
    p: i16,
    q: i16,
    features: u16,
    /// Score in the lexicon when it praises, and when it complains, as a positive number.
    praise: f32,
    complaint: f32,
    /// Sums of the weights that it has in reach of a negation only.
    negated: [i16; 2],
}

fn weight(model: &LanguageModel, token: &Token, bytes: &[u8]) -> Weight {
    let listed = model.lexicon.score(token.hash);
    let mut own = Weight {
        praise: larger(listed, 0.0),
        complaint: larger(-listed, 0.0),
        ..Weight::default()
    };
    for hash in negated_features(token) {
        let [p, q] = model.weights(hash);
        own.negated[0] += i16::from(p);
        own.negated[1] += i16::from(q);
    }
    own_features(token, bytes, |hash, _| {
        let [p, q] = model.weights(hash);
        own.p += i16::from(p);
        own.q += i16::from(q);
        own.features += 1;
    });
    own
}

/// Adds up the features of a comment.
struct Weigher<'a> {
    model: &'a LanguageModel,
    facts: &'a [WordFacts],
    tokens: &'a Tokens,
    marks: &'a Marks,
    /// As [`Scratch::own`].
    own: &'a [u32],
    /// Sums of the weights of all features; those in `now` stay zero.
    p: i32,
    q: i32,
    now: Sums,
    /// What the word at hand weighs.
    weight: Weight,
    /// Sums before the word at hand, when it may be a "but".
    before: Sums,
    /// Sums before the last "but", unless the comment begins with it.
    turn: Option<Sums>,
}

impl Weigher<'_> {
    #[inline]
    fn add(&mut self, p: i32, q: i32, features: u32) {
        self.p += p;
        self.q += q;
        self.now.features += features;
    }

    fn sums(&self) -> Sums {
        Sums {
            p: self.p as f32,
            q: self.q as f32,
            ..self.now
        }
    }
}

impl Visitor for Weigher<'_> {
    #[inline]
    fn feature(&mut self, hash: u32, _group: Group) {
        let [p, q] = self.model.weights(hash);
        self.add(p.into(), q.into(), 1);
    }

    #[inline]
    fn plain(&mut self, tokens: &[Token], from: usize, previous: &mut u32) -> usize {
        let (mut p, mut q, mut features) = (0, 0, 0);
        let (mut praise, mut complaint) = (self.now.praise, self.now.complaint);
        let mut last = *previous;
        let (mut count, mut separators, mut exclaimed) = (0, 0, 0);
        for (token, &place) in tokens[from..].iter().zip(&self.own[from..]) {
            let Some(WordFacts { weight, .. }) = self.facts.get(place as usize) else {
                match token.kind {
                    Kind::Soft => {}
                    Kind::Stop => {
                        let [stop_p, stop_q] = self.model.weights(stop_hash(token));
                        p += i32::from(stop_p);
                        q += i32::from(stop_q);
                        features += 1;
                        exclaimed += u32::from(token.valence > 0);
                        last = BEGINNING;
                    }
                    Kind::Word | Kind::Number | Kind::Emoji => break,
                }
                separators += 1;
                continue;
            };
            let [pair_p, pair_q] = self.model.weights(pair_hash(last, token.opening));
            last = token.opening;
            p += i32::from(weight.p) + i32::from(pair_p);
            q += i32::from(weight.q) + i32::from(pair_q);
            features += u32::from(weight.features) + 1;
            praise += weight.praise;
            complaint += weight.complaint;
            count += 1;
        }
        self.add(p, q, features);
        self.now.words += count;
        self.now.exclaimed += exclaimed;
        (self.now.praise, self.now.complaint) = (praise, complaint);
        *previous = last;
        from + (count + separators) as usize
    }

    #[inline]
    fn word(&mut self, at: usize, token: &Token, _tokens: &Tokens) {
        if token.role & role::TURNS != 0 {
            self.before = self.sums();
        }
        self.weight = self.facts[(self.own[at] & !LOUD) as usize].weight;
        let Weight { p, q, features, .. } = self.weight;
        self.add(p.into(), q.into(), features.into());
    }

    #[inline]
    fn negated(&mut self, _token: &Token) {
        let [p, q] = self.weight.negated;
        self.add(p.into(), q.into(), 2);
    }

    #[inline]
    fn end(&mut self, at: usize, token: &Token, negated: bool) {
        if token.role & role::TURNS != 0 && at > 0 && is_turn(self.tokens, self.marks, at) {
            self.turn = Some(self.before);
        }
        let facts = TokenFacts {
            valence: self.marks.list[at].valence,
            negated,
            listed: self.weight.praise - self.weight.complaint,
        };
        add_facts(token, facts, &mut self.now);
    }
}

fn new_identity() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// A codebook and the language models, ready to code comments.
#[derive(Debug, Clone)]
pub struct Coder {
    model: Model,
    /// Tells coders apart, for what [`Scratch`] keeps by word: whoever changes a field that words
    /// are looked up in takes a new one from [`new_identity`].
    identity: u64,
    /// Those of the codebook, and the opinion patterns with [`OPINION`] in their label.
    patterns: Patterns,
    /// For each category: its parent, and its main category's bit.
    parents: Vec<Option<u16>>,
    topic_bits: Vec<u64>,
    /// For each category whether it counts only where nothing complains.
    praise_only: Vec<bool>,
}

impl Coder {
    /// A coder for a user's codebook, or for [`Codebook::built_in`]. The latter is prepared once:
    /// preparing takes as long as coding thousands of comments.
    pub fn of(codebook: Option<&Codebook>) -> Arc<Coder> {
        static BUILT_IN: LazyLock<Arc<Coder>> =
            LazyLock::new(|| Arc::new(Coder::new(&Codebook::built_in())));
        codebook.map_or_else(|| BUILT_IN.clone(), |own| Arc::new(Coder::new(own)))
    }

    /// Prepares a codebook for matching, with the built-in sentiment model.
    pub fn new(codebook: &Codebook) -> Coder {
        Coder::with_model(codebook, Model::built_in())
    }

    /// Prepares a codebook for matching, with another sentiment model.
    pub fn with_model(codebook: &Codebook, model: Model) -> Coder {
        let count = codebook.categories().len() as u16;
        let parents: Vec<Option<u16>> = (0..count).map(|c| codebook.parent_index(c)).collect();
        let bit = |c: u16| 1u64 << (parents[c as usize].unwrap_or(c) % 64);
        let topic_bits = (0..count).map(bit).collect();
        let praise_only = codebook.categories().iter().map(|c| c.praise_only);
        let mut builder = Builder::default();
        add_codebook(codebook, &mut builder);
        opinion::add_patterns(&mut builder, OPINION);
        Coder {
            identity: new_identity(),
            model,
            patterns: builder.build(),
            parents,
            topic_bits,
            praise_only: praise_only.collect(),
        }
    }

    /// Codes one comment.
    pub fn code(&self, text: &str) -> CodedComment {
        let mut out = CodedComment::default();
        self.code_into(text, &mut Scratch::default(), &mut out);
        out
    }

    /// Codes one comment into buffers that are reused. Linear in the coded part of the comment,
    /// at most [`MAX_CODED_CHARS`](super::MAX_CODED_CHARS).
    pub fn code_into(&self, text: &str, scratch: &mut Scratch, out: &mut CodedComment) {
        self.code_answer_into(Question::Open, text, scratch, out);
    }

    /// [`code_into`](Coder::code_into) for the answer to a question that asks for praise or for
    /// complaints: a brief answer that says neither leans to what was asked for, and "nothing" to
    /// the other side.
    pub fn code_answer_into(
        &self,
        question: Question,
        text: &str,
        scratch: &mut Scratch,
        out: &mut CodedComment,
    ) {
        let s = scratch;
        s.prepare(self.identity);
        s.tokens.take(text);
        let key = Key::new(s.tokens.taken(), text.len(), question);
        if key.is_some_and(|key| s.repeats.find(&key, out)) {
            return;
        }
        self.code_taken(question, text, s, out);
        if let Some(key) = key {
            s.repeats.remember(key, out);
        }
    }

    /// [`code_answer_into`](Coder::code_answer_into) for a text that the tokens have taken.
    #[inline(never)]
    fn code_taken(&self, question: Question, text: &str, s: &mut Scratch, out: &mut CodedComment) {
        s.tokens.read_taken(text);
        let heard = self.language(s);
        s.heard = heard;
        out.language = heard.language();
        out.mentions.clear();
        out.gist = s.tokens.gist();
        self.find(heard, s);
        mark_found(&s.tokens, &mut s.marks);
        for &at in &s.marks.places {
            s.own[at as usize] |= LOUD;
        }
        self.find_topics(s);
        split(&s.tokens, &s.marks, &s.topics, &s.borders, &mut s.splitting);
        let (whole, evidence) = self.weigh(heard, question, s);
        let mut hits = &s.hits[..];
        for (statement, attitude) in s.splitting.list.iter().zip(&s.attitudes) {
            let before = hits.iter().take_while(|hit| hit.from < statement.from);
            hits = &hits[before.count()..];
            let own = hits.iter().take_while(|hit| hit.from < statement.to);
            let (own, behind) = hits.split_at(own.count());
            hits = behind;
            if own.is_empty() {
                continue;
            }
            let found = Found {
                hits: own,
                sentiment: sentiment_of(attitude),
                plain_topics: s.plain_topics,
            };
            self.choose_categories(&found, &mut s.categories);
            if !s.categories.is_empty() {
                let place = span(&s.tokens, *statement);
                self.push_mentions(&s.categories, found.sentiment, place, out);
            }
        }
        self.leave_out_asides(s, &mut out.mentions);
        s.whole = whole;
        if question == Question::Open && names_nothing(&s.tokens, &s.marks) {
            s.whole = UNTOLD;
            (out.score, out.sentiment) = (0.0, Sentiment::Neutral);
            out.mentions.clear();
            return;
        }
        out.score = whole[2] - whole[0];
        let mixed = evidence.weighed(&self.model.mixed) > 0.0;
        out.sentiment = if mixed {
            Sentiment::Mixed
        } else {
            sentiment_of(&whole)
        };
    }

    /// Language of the comment that was read. Where its frequent words and its letters hardly tell,
    /// the language whose opinion words and category patterns find more in it decides.
    #[inline(never)]
    fn language(&self, s: &mut Scratch) -> Heard {
        let found = detect(&s.tokens);
        match found.language {
            Language::Pl if found.sure => return Heard::Polish,
            Language::En if found.sure => return Heard::English,
            Language::Other if found.sure && found.foreign => return Heard::Foreign,
            _ => {}
        }
        let [polish, english] = [PL, EN].map(|lang| {
            self.patterns.find(&s.tokens, lang, &mut s.found);
            let found = &s.found.hits;
            s.marks.found.hits.clear();
            (s.marks.found.hits).extend(found.iter().filter_map(opinion_of));
            let categories = found.len() - s.marks.found.hits.len();
            mark_found(&s.tokens, &mut s.marks);
            let opinions = s.marks.said().filter(|mark| mark.stem > 0);
            opinions.count() + categories
        });
        if found.sure {
            // One word of a third language: a name or a borrowed word, when the others are understood.
            return match polish + english {
                0 => Heard::Foreign,
                _ => Heard::Unclear,
            };
        }
        match (polish.cmp(&english), found.language) {
            (std::cmp::Ordering::Greater, _) => Heard::Polish,
            (std::cmp::Ordering::Less, _) => Heard::English,
            (_, Language::Pl) => Heard::Polish,
            (_, Language::En) => Heard::English,
            (_, Language::Other) => Heard::Unclear,
        }
    }

    /// What the decision "mixed" is made from, for training it.
    pub fn mixed_evidence(&self, text: &str) -> MixedEvidence {
        let (mut scratch, mut coded) = (Scratch::default(), CodedComment::default());
        self.code_into(text, &mut scratch, &mut coded);
        self.weigh(scratch.heard, Question::Open, &mut scratch).1
    }

    /// Probabilities of the whole of an answer, as its sentiment and score come from: for the evaluation.
    pub fn probabilities(&self, question: Question, text: &str) -> Probabilities {
        let (mut scratch, mut coded) = (Scratch::default(), CodedComment::default());
        self.code_answer_into(question, text, &mut scratch, &mut coded);
        scratch.whole
    }

    /// Codes a comment, shows all its features to `visitor` and returns the whole's probabilities:
    /// what learning from a file starts from.
    pub(super) fn evidence(
        &self,
        text: &str,
        scratch: &mut Scratch,
        out: &mut CodedComment,
        visitor: &mut impl Visitor,
    ) -> Probabilities {
        scratch.prepare(self.identity);
        scratch.tokens.take(text);
        self.code_taken(Question::Open, text, scratch, out);
        visit(&scratch.tokens, &scratch.marks, visitor);
        scratch.whole
    }

    /// The category above another one.
    pub(super) fn parent(&self, category: u16) -> Option<u16> {
        *self.parents.get(usize::from(category))?
    }

    /// Fills the probabilities of every statement and returns those of the whole comment with the
    /// evidence for the decision "mixed".
    #[inline(never)]
    fn weigh(
        &self,
        heard: Heard,
        question: Question,
        s: &mut Scratch,
    ) -> (Probabilities, MixedEvidence) {
        let model = self.model_of(heard);
        let (all, turn) = sum_up(model, s);
        let asked = |from: usize, to: usize| {
            let pull = match question {
                _ if heard == Heard::Foreign => return [0.0; 2],
                Question::Open => return [0.0; 2],
                Question::Praise => &self.model.asked[0],
                Question::Complaint => &self.model.asked[1],
            };
            pulled(pull, question::inputs(all.words, &s.tokens.list[from..to]))
        };
        let since_turn = turn.map_or(all, |turn| all.minus(&turn));
        s.attitudes.clear();
        let logits = model.logits(&all, &since_turn);
        let pull = asked(0, s.tokens.list.len());
        // The decision "mixed" sees the statements by themselves.
        let words = model.probabilities(logits, pull);
        let part = |(statement, sums): (&Statement, &Sums)| {
            let asked = asked(statement.from as usize, statement.to as usize);
            // Many comments are one statement.
            let own = match turn.is_none() && *sums == all {
                true if asked == pull => return words,
                true => logits,
                false => model.logits(sums, sums),
            };
            model.probabilities(own, asked)
        };
        let statements = s.splitting.list.iter().zip(&s.sums);
        s.attitudes.extend(statements.map(part));
        if s.splitting.list.is_empty() {
            return ([0.0, 1.0, 0.0], MixedEvidence::default());
        }
        let scores = s.attitudes.iter().map(|p| p[2] - p[0]);
        let mean = scores.clone().sum::<f32>() / s.attitudes.len() as f32;
        let whole = match all.words {
            ..LONG => words,
            _ => model.probabilities_of_statements(logits, pull, mean),
        };
        let lengths = s.sums.iter().map(|sums| sums.words);
        let polarity = (logits[0] + pull[0]) / model.temperature;
        let turns = turn.is_some();
        let evidence = MixedEvidence::new(scores.zip(lengths), polarity, &words, all.words, turns);
        (whole, evidence)
    }

    fn model_of(&self, heard: Heard) -> &LanguageModel {
        static PICTOGRAMS: LazyLock<LanguageModel> = LazyLock::new(LanguageModel::of_pictograms);
        match heard {
            Heard::Polish => &self.model.polish,
            Heard::English | Heard::Unclear => &self.model.english,
            Heard::Foreign => &PICTOGRAMS,
        }
    }

    /// Finds the opinion patterns and the categories' patterns, exclusions among them.
    #[inline(never)]
    fn find(&self, heard: Heard, s: &mut Scratch) {
        self.look_up(heard, s);
        let (opinions, categories) = (&mut s.marks.found.hits, &mut s.hits);
        opinions.clear();
        categories.clear();
        let emit = |hit: Hit| match opinion_of(&hit) {
            Some(hit) => opinions.push(hit),
            None => categories.push(hit),
        };
        let facts = |place: &u32| Some(&s.facts.words.get((place & !LOUD) as usize)?.atoms);
        let spot = |at: usize| s.own.get(at).and_then(facts);
        let starts = s.starts.iter().copied();
        let buffers = (&s.atoms[..], &mut s.beginnings);
        (self.patterns).start_all(
            (&s.tokens.list[..], &s.bits[..]),
            &spot,
            starts,
            buffers,
            emit,
        );
    }

    /// Fills what is known about each token, where borders may be and where patterns may start.
    #[inline(never)]
    fn look_up(&self, heard: Heard, s: &mut Scratch) {
        let tokens = s.tokens.list.len();
        s.facts.prepare(heard, s.tokens.words.count() + 1);
        s.own.resize(tokens, 0);
        // Lists that are written to at every token: whether it belongs there is hard to foresee.
        s.borders.resize(tokens + 1, 0);
        s.starts.resize(tokens + 1, 0);
        s.bits.resize(tokens + GAP_BEHIND, 0);
        s.bits[tokens..].fill(0);
        let (mut borders, mut starts) = (0, 0);
        let mut done = 0;
        loop {
            let places = &s.facts.places[heard as usize][..];
            let list = s.tokens.list[done..].iter();
            for ((token, own), bits) in list.zip(&mut s.own[done..]).zip(&mut s.bits[done..]) {
                let place = places.get(token.word as usize).map_or(0, |place| *place);
                if place == 0 {
                    break;
                }
                let facts = s.facts.words.get((place & !(LOUD | STARTS)) as usize);
                *bits = facts.map_or(0, |facts| facts.atoms.bits());
                *own = (place & !STARTS) | (u32::from(token.shouted | token.elongated) * LOUD);
                s.starts[starts] = done as u32;
                starts += usize::from(place & STARTS != 0);
                s.borders[borders] = done as u32;
                borders += usize::from(is_border(token));
                done += 1;
            }
            let Some(token) = s.tokens.list.get(done) else {
                break;
            };
            let facts = self.facts(heard, token, s.tokens.bytes(token), &mut s.atoms);
            let loud = match token.role & (role::TURNS | role::NEGATES) {
                0 => 0,
                _ => LOUD,
            };
            s.facts.add(heard, token.word, facts, loud);
        }
        s.borders[borders] = tokens as u32;
        s.borders.truncate(borders + 1);
        s.starts.truncate(starts);
    }

    /// What a word means by itself; `atoms` takes the pattern words that it is.
    #[inline(never)]
    fn facts(&self, heard: Heard, token: &Token, bytes: &[u8], atoms: &mut Vec<u32>) -> WordFacts {
        let langs = match heard {
            Heard::Polish => PL | XX,
            Heard::English => EN | XX,
            Heard::Unclear => PL | EN | XX,
            Heard::Foreign => XX,
        };
        let atoms = self.patterns.look_up(bytes, langs, atoms);
        let weight = weight(self.model_of(heard), token, bytes);
        WordFacts { atoms, weight }
    }

    /// Leaves the category matches that no exclusion removes, and fills `topics` from them.
    #[inline(never)]
    fn find_topics(&self, s: &mut Scratch) {
        drop_excluded(&mut s.hits);
        let Topics { bits, places } = &mut s.topics;
        for &at in &*places {
            bits[at as usize] = 0;
        }
        places.clear();
        if bits.len() < s.tokens.list.len() {
            bits.resize(s.tokens.list.len(), 0);
        }
        for hit in &s.hits {
            let bit = self.topic_bits[category_of(hit) as usize];
            for (own, at) in bits[hit.from as usize..hit.to as usize]
                .iter_mut()
                .zip(hit.from..)
            {
                // Matches are in order of their first token: what none before this one has is behind all of theirs.
                if *own == 0 {
                    places.push(at);
                }
                *own |= bit;
            }
        }
        let own = s.hits.iter().map(|hit| bits[hit.from as usize]);
        let plain = own.filter(|bits| bits.is_power_of_two());
        s.plain_topics = plain.fold(0, |all, bit| all | bit);
    }

    /// Fills `categories` with those of a statement, in the order of their matches. Hints count beside a name of
    /// the same main category, and where nothing is named the first of them does: what a statement is about
    /// comes before what else stands in it.
    #[inline(never)]
    fn choose_categories(&self, found: &Found, categories: &mut Vec<u16>) {
        categories.clear();
        let complains = found.sentiment == Sentiment::Negative;
        let praises = |hit: &Hit| self.praise_only[category_of(hit) as usize];
        let own = || (found.hits.iter()).filter(|hit| !(complains && praises(hit)));
        let bit = |hit: &Hit| self.topic_bits[category_of(hit) as usize];
        // What is named, and of that what praise of a person does not name.
        let (mut all, mut topics) = (0, 0);
        for hit in own().filter(|hit| kind_of(hit) == NAME) {
            all |= bit(hit);
            topics |= if praises(hit) { 0 } else { bit(hit) };
        }
        if topics == 0 {
            // Whom somebody praises leaves open what for.
            let mut hints = own().filter(|hit| kind_of(hit) == HINT).peekable();
            let begin = hints.peek().map_or(0, |hit| hit.from);
            let opening = hints.take_while(|hit| hit.from == begin);
            topics = likeliest(
                opening.fold(0, |bits, hit| bits | bit(hit)),
                found.plain_topics,
            );
        }
        topics |= all;
        for hit in own().filter(|hit| bit(hit) & topics != 0) {
            let category = category_of(hit);
            steps::add(categories.len() + 1);
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
    }

    /// Takes out the main categories that a comment names in passing: only one word hints at them, in a long
    /// statement or away from any opinion, and the comment speaks of another one more than once.
    #[inline(never)]
    fn leave_out_asides(&self, s: &Scratch, mentions: &mut Vec<Mention>) {
        let bit_of = |category: u16| self.topic_bits[category as usize];
        let topics = mentions.iter().fold(0, |all, m| all | bit_of(m.category));
        if topics.is_power_of_two() || topics == 0 {
            return;
        }
        // Main categories that were met, and those met again.
        let (mut met, mut again) = (0, 0);
        for hit in &s.hits {
            let bit = bit_of(category_of(hit));
            again |= met & bit;
            met |= bit;
        }
        if again & topics == 0 {
            return;
        }
        let mut statements = s.splitting.list.iter().zip(&s.sums);
        let mut at = statements.next();
        let mut asides = 0;
        for hit in &s.hits {
            while at.is_some_and(|(statement, _)| statement.to <= hit.from) {
                at = statements.next();
            }
            let Some((statement, sums)) = at else { break };
            let bit = bit_of(category_of(hit));
            if kind_of(hit) != HINT || again & bit != 0 || statement.from > hit.from {
                continue;
            }
            let own = hit.from.saturating_sub(NEAR).max(statement.from);
            let end = (hit.from + NEAR + 1).min(statement.to);
            let judged = sums.words < LONG_STATEMENT && {
                let places = &s.marks.places;
                let next = places.partition_point(|&place| place < own);
                steps::add(1);
                places.get(next).is_some_and(|&place| place < end)
            };
            if !judged {
                asides |= bit;
            }
        }
        if asides != 0 {
            mentions.retain(|m| bit_of(m.category) & asides == 0);
        }
    }

    /// Adds one mention per category; a parent gives way to its subcategory.
    fn push_mentions(
        &self,
        categories: &[u16],
        sentiment: Sentiment,
        (start, end): (u16, u16),
        out: &mut CodedComment,
    ) {
        for &category in categories {
            let child = |c: &u16| self.parents[*c as usize] == Some(category);
            if !categories.iter().any(child) {
                out.mentions.push(Mention {
                    category,
                    sentiment,
                    start,
                    end,
                });
            }
        }
    }
}

/// Words of a statement from which on a hint in it may stand in passing, and tokens within which an opinion is one
/// of the word that hints. Each labelled source gained precision from these by itself; 16 words and five tokens
/// find a third fewer.
const LONG_STATEMENT: u32 = 12;
const NEAR: u32 = 2;

/// What stands in a statement.
struct Found<'a> {
    /// The matches of categories that begin in it.
    hits: &'a [Hit],
    sentiment: Sentiment,
    /// As [`Scratch::plain_topics`].
    plain_topics: u64,
}

/// One main category, as a bit, of those that a word hints at. A mattress is the product in a shop and the
/// room in a hotel: what the comment speaks of elsewhere decides, and where it speaks of neither the category
/// that comes first in the codebook.
fn likeliest(topics: u64, plain_topics: u64) -> u64 {
    let told = match topics & plain_topics {
        0 => topics,
        told => told,
    };
    told & told.wrapping_neg()
}

/// Kinds of patterns: one that names its category, one that removes a match, one that only hints at it.
const NAME: u32 = 0;
const EXCLUSION: u32 = 1;
const HINT: u32 = 2;
/// A match's label is its category's position times this, plus its kind.
const KINDS: u32 = 4;

fn category_of(hit: &Hit) -> u16 {
    (hit.label / KINDS) as u16
}

fn kind_of(hit: &Hit) -> u32 {
    hit.label % KINDS
}

/// In the label of an opinion pattern, beside its own.
const OPINION: u32 = 1 << 31;

/// A match of an opinion pattern with its own label; none for one of the codebook's.
#[inline]
fn opinion_of(hit: &Hit) -> Option<Hit> {
    let label = hit.label & !OPINION;
    (label != hit.label).then_some(Hit { label, ..*hit })
}

/// The patterns of a codebook in one trie, labelled with category and kind.
pub(super) fn codebook_patterns(codebook: &Codebook) -> Patterns {
    let mut builder = Builder::default();
    add_codebook(codebook, &mut builder);
    builder.build()
}

fn add_codebook(codebook: &Codebook, builder: &mut Builder) {
    for (index, category) in codebook.categories().iter().enumerate() {
        let lists = [(&category.patterns, NAME), (&category.exclude, EXCLUSION)];
        for (lists, kind) in lists {
            for (lang, patterns) in lists {
                let lang = match lang.as_str() {
                    "pl" => PL,
                    "en" => EN,
                    _ => XX,
                };
                for pattern in patterns {
                    let kind = match pattern.starts_with(HINT_MARK) {
                        true if kind == NAME => HINT,
                        _ => kind,
                    };
                    builder.add(pattern, lang, index as u32 * KINDS + kind);
                }
            }
        }
    }
}

/// Removes the exclusions and the matches of the same category that overlap them.
fn drop_excluded(hits: &mut Vec<Hit>) {
    if !hits.iter().any(|hit| kind_of(hit) == EXCLUSION) {
        return;
    }
    // Hits are ordered by their first token and a pattern spans few tokens, so that only
    // neighbours can overlap.
    let reach = 40;
    let all = hits.clone();
    let mut at = 0;
    hits.retain(|hit| {
        while at < all.len() && all[at].from + reach < hit.from {
            at += 1;
        }
        let exclusion = u32::from(category_of(hit)) * KINDS + EXCLUSION;
        hit.label != exclusion
            && !all[at..]
                .iter()
                .take_while(|x| {
                    steps::add(1);
                    x.from < hit.to
                })
                .any(|x| x.label == exclusion && x.to > hit.from)
    });
}

/// Place of a statement in code points.
fn span(tokens: &Tokens, at: Statement) -> (u16, u16) {
    let list = &tokens.list[at.from as usize..at.to as usize];
    let start = list.first().map_or(0, |t| t.start);
    let end = list.last().map_or(start, |t| t.end);
    let short = |place: u32| place.try_into().unwrap_or(u16::MAX);
    (short(start), short(end))
}

/// Sums over the whole comment, and before its last "but"; fills those of the statements.
#[inline(never)]
fn sum_up(model: &LanguageModel, s: &mut Scratch) -> (Sums, Option<Sums>) {
    let mut weigher = Weigher {
        model,
        facts: &s.facts.words,
        tokens: &s.tokens,
        marks: &s.marks,
        own: &s.own,
        p: 0,
        q: 0,
        now: Sums::default(),
        weight: Weight::default(),
        before: Sums::default(),
        turn: None,
    };
    let mut walk = Walk::new(&s.tokens, &s.marks.list);
    s.sums.clear();
    // Where a statement follows another one at once, its sums begin where the other's end.
    let mut end = Sums::default();
    let mut done = 0;
    for statement in &s.splitting.list {
        if statement.from > done {
            walk.visit(statement.from as usize, &mut weigher);
            end = weigher.sums();
        }
        walk.visit(statement.to as usize, &mut weigher);
        let start = end;
        end = weigher.sums();
        done = statement.to;
        s.sums.push(end.minus(&start));
    }
    walk.visit(s.tokens.list.len(), &mut weigher);
    (weigher.sums(), weigher.turn)
}

/// The most likely class.
fn sentiment_of(p: &Probabilities) -> Sentiment {
    if p[1] > p[0] && p[1] > p[2] {
        Sentiment::Neutral
    } else if p[2] >= p[0] {
        Sentiment::Positive
    } else {
        Sentiment::Negative
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps for the first so many characters of a text without end.
    fn steps_of(coder: &Coder, part: &str, chars: usize) -> u64 {
        let text: String = part.chars().cycle().take(chars).collect();
        let mut scratch = Scratch::default();
        steps::take();
        coder.code_into(&text, &mut scratch, &mut CodedComment::default());
        steps::take()
    }

    #[test]
    fn no_comment_is_slow() {
        let coder = Coder::new(&Codebook::built_in());
        let noise: String = (1..40_000u32)
            .filter_map(|i| char::from_u32(i.wrapping_mul(2_654_435_761) % 0x1_1000))
            .collect();
        for part in [
            "Bardzo miła obsługa, ale długo czekałem na kuriera. ",
            "staff ",
            "nie ",
            "i, ",
            "not good, ale drogo i wolno; ",
            "czekałem bardzo długo na infolinii a dostawa była opóźniona ",
            "<a",
            "<b>&nbsp;</b>",
            "<",
            "&",
            "o",
            "ooo",
            "ʼ",
            "a.",
            "np.   ",
            "😡",
            "https://example.com/?q=",
            "www.",
            "x\t1,5\t2024-01-01\t\n",
            "Очень хорошо ",
            "服務非常好",
            "\0\u{1}",
            "\u{301}",
            "-",
            "'",
            noise.as_str(),
        ] {
            let [half, whole, more] =
                [10_000, 20_000, 1_000_000].map(|n| steps_of(&coder, part, n));
            assert!(
                whole <= 2 * half + half / 4 + 2_000,
                "{part:?}: {half}, {whole}"
            );
            assert!(whole <= 500 * 20_000, "{part:?}: {whole}");
            assert!(more <= whole + 1_000, "{part:?}: {whole}, {more}");
        }
    }

    #[test]
    fn a_scratch_serves_several_coders() {
        let json = |word: &str| {
            format!(
                r#"{{"version":1,"categories":[{{"id":"a","label":{{}},"patterns":{{"en":["{word}"]}}}}]}}"#
            )
        };
        let coders =
            ["shoes", "socks"].map(|word| Coder::new(&Codebook::from_json(&json(word)).unwrap()));
        let mut scratch = Scratch::default();
        let mut coded = CodedComment::default();
        for expected in [[1, 0], [1, 0]] {
            for (coder, count) in coders.iter().zip(expected) {
                coder.code_into("I like the shoes very much", &mut scratch, &mut coded);
                assert_eq!(coded.mentions.len(), count);
            }
        }
    }

    #[test]
    fn a_hint_gives_way_to_what_is_named() {
        let json = r#"{"version":1,"categories":[
            {"id":"staff","patterns":{"en":["staff","?waiter"]}},
            {"id":"staff.attitude","parent":"staff","patterns":{"en":["?smile"]}},
            {"id":"food","patterns":{"en":["food","?cake"]}}]}"#;
        let codebook = Codebook::from_json(json).unwrap();
        let coder = Coder::new(&codebook);
        for (text, expected) in [
            // A hint by itself.
            ("a cake on my birthday", vec!["food"]),
            // Something else is named.
            ("the staff dropped my cake", vec!["staff"]),
            ("food after the waiter left", vec!["food"]),
            // Of several hints the first.
            ("the waiter brought my cake", vec!["staff"]),
            ("a cake from the waiter", vec!["food"]),
            // Beside a name of the same main category.
            (
                "the staff and their smile at the cake",
                vec!["staff.attitude"],
            ),
            // Every statement for itself.
            ("The staff waved. The cake is dry", vec!["staff", "food"]),
        ] {
            let found = coder.code(text).mentions;
            let ids = found
                .iter()
                .map(|m| codebook.categories()[m.category as usize].id.as_str());
            assert_eq!(ids.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_named_in_passing_gives_way_to_what_comes_again() {
        let json = r#"{"version":1,"categories":[
            {"id":"staff","patterns":{"en":["staff"]}},
            {"id":"travel","patterns":{"en":["?tram"]}}]}"#;
        let codebook = Codebook::from_json(json).unwrap();
        let coder = Coder::new(&codebook);
        for (text, expected) in [
            // Away from any opinion, and in a long statement with one.
            (
                "The staff waved. The staff left. Somebody went by tram",
                vec![0],
            ),
            (
                "The staff waved. The staff left. My aunt and her sister took the delicious tram with us on our way home from town",
                vec![0],
            ),
            // Judged by itself.
            (
                "The staff waved. The staff left. A delicious tram",
                vec![0, 1],
            ),
            // Met again.
            (
                "The staff waved. The staff left. Tram after tram",
                vec![0, 1],
            ),
            // Nothing else comes again.
            ("The staff waved. Somebody went by tram", vec![0, 1]),
        ] {
            let found = coder.code(text).mentions;
            let mut categories: Vec<u16> = found.iter().map(|m| m.category).collect();
            categories.dedup();
            assert_eq!(categories, expected, "{text}");
        }
    }

    #[test]
    fn a_word_of_two_meanings_goes_by_the_rest_of_the_comment() {
        let json = r#"{"version":1,"categories":[
            {"id":"product","patterns":{"en":["?mattress","?kettle"]}},
            {"id":"room","patterns":{"en":["?mattress","?window"]}}]}"#;
        let codebook = Codebook::from_json(json).unwrap();
        let coder = Coder::new(&codebook);
        for (text, expected) in [
            ("The mattress is hard", vec![0]),
            ("The mattress is hard. The window sticks", vec![1, 1]),
            ("The mattress is hard. The kettle leaks", vec![0, 0]),
        ] {
            let found = coder.code(text).mentions;
            let categories: Vec<u16> = found.iter().map(|m| m.category).collect();
            assert_eq!(categories, expected, "{text}");
        }
    }

    #[test]
    fn a_first_name_praises_only_beside_praise() {
        let json = r#"{"version":1,"categories":[
            {"id":"staff","patterns":{"en":["?desk"]}},
            {"id":"people","praise_only":true,"patterns":{"en":["@ at"]}}]}"#;
        let codebook = Codebook::from_json(json).unwrap();
        let coder = Coder::new(&codebook);
        for (text, expected) in [
            // Whom somebody praises leaves open what for.
            ("Emma at the desk was wonderful", vec![0, 1]),
            ("Emma at the desk was horrible and rude", vec![0]),
            ("Look at the wonderful desk", vec![0]),
        ] {
            let found = coder.code(text).mentions;
            let mut categories: Vec<u16> = found.iter().map(|m| m.category).collect();
            categories.sort_unstable();
            assert_eq!(categories, expected, "{text}");
        }
    }

    #[test]
    fn many_words_are_forgotten_in_time() {
        let coder = Coder::new(&Codebook::built_in());
        let mut scratch = Scratch::default();
        let mut coded = CodedComment::default();
        for round in 0..12 {
            let text: String = (0..4_000).map(|i| format!("w{round}x{i} ")).collect();
            coder.code_into(&text, &mut scratch, &mut coded);
            coder.code_into("Miła obsługa", &mut scratch, &mut coded);
            assert_eq!(coded, coder.code("Miła obsługa"));
        }
    }
}
