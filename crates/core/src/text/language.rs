//! Language of a comment from its frequent words and letters.

use super::Language;
use super::features::word_hash;
use super::tokens::Tokens;
use std::sync::OnceLock;

const POLISH: &str = "nie sie jest na do ze to jak ale tak za od po dla czy przez ma tylko juz mi mnie bo ten oraz bardzo byc sobie ich mam jesli jeszcze byl ktore jako jestem bylo jej kiedy ktory nawet teraz pod cos tam tej bez zeby jednak lub nic wszystko mozna przy przed wiecej ludzi nas tu ona byla u tych rowniez ta takie ktos niz dobrze kto zawsze ktora aby albo w z i o obsluga obslugi sklep sklepu towar cena ceny drogo tanio polecam dostawa dostawy kurier paczka jakosc szybko szybka dlugo mila mily milo niemila super pani pan pracownicy kasa kolejka czas czekac zamowienie produkt produkty strona brak byly wszystkim wszyscy problem duzo malo zbyt dobra dobry dobre zla zly zle swietna swietny swietnie ok dziekuje prosze uprzejma fajnie fajna fajny wysoka niska cenowo personel reklamacja zwrot platnosc sa tego tym co moze raczej troche ogolnie niestety tez moj moja moje wiem jakies jakis ktorzy beznadziejna beznadziejne beznadziejny fatalnie fatalna okropne drogie drogi wszystkie pomoc lekarz wizyta";
const ENGLISH: &str = "the and to of is was it for in that this with my on you are have not but be they were very at as had so all me we from there would no great good when what out up your if just more their by has an which one like our or about because will can been could get them she he her his do did don't i a too staff service helpful friendly always time never nothing everything price delivery thank thanks excellent really quick easy well best nice bad poor slow love loved recommend how than then only also after over back again any other who i'm it's didn't i've couldn't awesome terrible happy fast use using work works experience customer better quality product food place help need needs should more wait waiting long";
const GERMAN: &str = "der die das und ist nicht ich sehr war mit auf fur ein eine einen zu den dem von wir sie aber auch es sind im hat noch nur bei gut schlecht wurde haben sich oder wie wenn mir zum alles immer schnell freundlich lieferung leider danke kein keine mehr ware preis gerne wieder schnelle freundliche freundlicher freundliches zufrieden teuer qualitat bestellung kundenservice empfehlen mitarbeiter ich bin";
const CZECH_SLOVAK: &str = "je neni byl byla bylo jsem jsou velmi ale nebo jako pro pri take uz jen vse dobry dobre dekuji prosim spokojen rychle rychla zbozi cena doporucuji som nie velmi vsetko dakujem bol bola boli spokojny tovar ktory ktora si se mi by ve ze s pri podla sme spokojena spokojna rychle rychly rychla dodani dodanie vsetko poriadku poradku objednavka vyborne";
const ROMANCE: &str = "el la los las un una que es muy por con para pero del al lo todo bien mal gracias servicio le les des et est pas tres dans pour avec sur ce qui ne je nous vous mais bon il di che non molto per sono ho e da ma si del della tutto ottimo grazie muito nao com uma os foi mas estava sempre servicio excelente excelentes atencion recomiendo recomendable rapido rapida buen bueno buena caro calidad precio pesimo malisimo perfecto accueil livraison produit qualite recommande rapide injoignable gentile gentilissimo gentilissima cortese consiglio veloce prezzo prezzi atendimento recomendo otimo obrigado obrigada rapida";
const NORDIC_DUTCH: &str = "het een van is niet en dat op te zijn voor met maar ook heel goed snel jag och att det som inte ar pa en mycket bra var med jeg ikke og er til meget god veldig ja hyva ei se on oli tevreden erg snelle levering prijs leverans snabb hurtig";

/// Counts for and against each language, by word.
#[derive(Debug, Clone)]
struct Detector {
    /// Open addressing by [`word_hash`]; a zero key is an empty place.
    keys: Vec<u32>,
    marks: Vec<[u8; 3]>,
}

/// Lead of one language that decides by itself: a frequent word, or letters of several.
const SURE: u32 = 4;

/// Places of the word table: a power of two, several times the number of words.
const PLACES: usize = 4096;

impl Detector {
    fn new() -> Detector {
        let mut detector = Detector {
            keys: vec![0; PLACES],
            marks: vec![[0; 3]; PLACES],
        };
        let lists = [
            (POLISH, 0),
            (ENGLISH, 1),
            (GERMAN, 2),
            (CZECH_SLOVAK, 2),
            (ROMANCE, 2),
            (NORDIC_DUTCH, 2),
        ];
        for (list, language) in lists {
            for word in list.split(' ') {
                let place = detector.place(word_hash(word.as_bytes()));
                detector.keys[place] = word_hash(word.as_bytes());
                detector.marks[place][language] = 1;
            }
        }
        detector
    }

    /// Where a word is, or where it would be.
    fn place(&self, hash: u32) -> usize {
        let mut at = hash as usize % PLACES;
        while self.keys[at] != 0 && self.keys[at] != hash {
            at = (at + 1) % PLACES;
        }
        at
    }

    /// What one word says for Polish, English and any other language.
    fn evidence(&self, hash: u32, word: &[u8]) -> Evidence {
        let known = self.marks[self.place(hash)];
        let lists: u8 = known.iter().sum();
        if lists == 0 {
            let (polish, english) = spelling(word);
            return Evidence::of([polish as u8, english as u8, 0]);
        }
        // A word of several languages says little about which one it is.
        Evidence::of(known.map(|k| 4 / lists * k))
    }
}

/// What a word says about the language, by its [`word_hash`] and folded letters.
pub(crate) fn evidence(hash: u32, word: &[u8]) -> Evidence {
    static DETECTOR: OnceLock<Detector> = OnceLock::new();
    DETECTOR.get_or_init(Detector::new).evidence(hash, word)
}

/// What frequent words and letters say about a comment's language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detected {
    /// The likeliest one.
    pub language: Language,
    /// More than a few letters speak for it.
    pub sure: bool,
    /// More than one word or letter speaks for a third language.
    pub foreign: bool,
}

/// Decides a comment's language.
pub(crate) fn detect(tokens: &Tokens) -> Detected {
    let letters = &tokens.letters;
    let found = |language, sure, foreign| Detected {
        language,
        sure,
        foreign,
    };
    if letters.foreign() * 2 > letters.all() {
        return found(Language::Other, true, true);
    }
    let [pl, en, other] = tokens.evidence.points();
    let pl = pl + 6 * letters.polish();
    let other = other + 4 * letters.alien();
    if other > pl && other > en {
        return found(Language::Other, true, other > SURE);
    }
    let language = match pl.cmp(&en) {
        std::cmp::Ordering::Greater => Language::Pl,
        std::cmp::Ordering::Less => Language::En,
        std::cmp::Ordering::Equal => Language::Other,
    };
    let sure = pl.abs_diff(en) >= SURE || other > 0 && language != Language::Other;
    found(language, sure, false)
}

/// Points for Polish, English and any other language, ten bits each: a comment's are the sum of its
/// words'.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Evidence(u32);

/// Tokens at the beginning of a comment whose evidence counts. At four points each, the most there
/// are, they stay below ten bits.
pub(crate) const HEARD: usize = 200;

impl Evidence {
    fn of([polish, english, other]: [u8; 3]) -> Evidence {
        Evidence(u32::from(polish) | u32::from(english) << 10 | u32::from(other) << 20)
    }

    /// Adds a word's points.
    pub fn add(&mut self, word: Evidence) {
        self.0 += word.0;
    }

    fn points(self) -> [u32; 3] {
        [0, 10, 20].map(|shift| self.0 >> shift & 0x3FF)
    }
}

/// Place of a letter pair in [`PAIRS`]; 0 stands for anything but a letter.
const fn pair(a: u8, b: u8) -> usize {
    const fn letter(byte: u8) -> usize {
        if byte.is_ascii_lowercase() {
            (byte - b'a') as usize + 1
        } else {
            0
        }
    }
    letter(a) * 32 + letter(b)
}

/// Points of each letter pair for Polish without marks and for English.
const PAIRS: [[u8; 2]; 1024] = {
    let mut table = [[0; 2]; 1024];
    // English also for every pair with a letter that Polish does not have.
    let alien = [b'v', b'x', b'q'];
    let mut at = 0;
    while at < alien.len() {
        let letter = pair(b' ', alien[at]);
        let mut other = 0;
        while other < 32 {
            table[other * 32 + letter][1] = 1;
            table[letter * 32 + other][1] = 1;
            other += 1;
        }
        at += 1;
    }
    let groups = [
        *b"rz", *b"cz", *b"sz", *b"dz", *b"wy", *b"ow", *b"ie", *b"zn", *b"ny", *b"ki",
    ];
    at = 0;
    while at < groups.len() {
        table[pair(groups[at][0], groups[at][1])][0] += 1;
        at += 1;
    }
    let groups = [
        *b"th", *b"gh", *b"wh", *b"ck", *b"ee", *b"oo", *b"ou", *b"ly", *b"qu", *b"sh", *b"ea",
    ];
    at = 0;
    while at < groups.len() {
        table[pair(groups[at][0], groups[at][1])][1] += 1;
        at += 1;
    }
    table
};

/// Letter groups typical of Polish without marks and of English.
fn spelling(word: &[u8]) -> (i32, i32) {
    let (mut polish, mut english) = (0, 0);
    for two in word.windows(2) {
        let [pl, en] = PAIRS[pair(two[0], two[1])];
        polish += i32::from(pl);
        english += i32::from(en);
    }
    if word.ends_with(b"ing") || word.ends_with(b"tion") || word.ends_with(b"ed") {
        english += 2;
    }
    for end in [
        &b"ego"[..],
        b"emu",
        b"ych",
        b"nie",
        b"osc",
        b"ala",
        b"alem",
        b"ami",
        b"acja",
        b"owa",
        b"lem",
        b"lam",
    ] {
        if word.ends_with(end) {
            polish += 2;
        }
    }
    (polish.min(3), english.min(3))
}
