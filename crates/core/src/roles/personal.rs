//! Personal data: who answered, and where and how to reach them.

use super::Guess;
use super::asked::asks_count;
use super::header::Header;
use super::profile::Profile;
use crate::reading::{Cells, Column};
use crate::report::Pii;
use crate::text::{fold, is_first_name};

/// What has a name or an address without being a person, folded.
const THINGS: &[&str] = &[
    "company",
    "product",
    "store",
    "shop",
    "webshop",
    "organization",
    "organisation",
    "team",
    "hotel",
    "restaurant",
    "place",
    "location",
    "branch",
    "city",
    "region",
    "country",
    "brand",
    "campaign",
    "survey",
    "file",
    "group",
    "school",
    "university",
    "course",
    "event",
    "project",
    "department",
    "airline",
    "category",
    "site",
    "app",
    "package",
    "salon",
    "salonu",
    "sklep",
    "sklepu",
    "oddzial",
    "oddzialu",
    "placowka",
    "placowki",
    "firma",
    "firmy",
    "url",
    "web",
    "property",
    "venue",
    "outlet",
    "facility",
    "clinic",
    "hospital",
    "ward",
    "unit",
    "account",
    "business",
    "institution",
    "employer",
    "item",
    "service",
    "vendor",
    "supplier",
    "agency",
    "dealer",
    "dealership",
    "station",
    "building",
    "room",
    "attraction",
    "tour",
    "book",
    "movie",
    "game",
    "device",
    "model",
    "program",
    "programme",
    "class",
    "subject",
    "plan",
    "channel",
    "form",
    "list",
    "workspace",
    "domain",
    "feature",
    "topic",
];

/// The same in Polish, whose endings change: beginnings of words, folded.
const THING_STEMS: &[&str] = &[
    "placow",
    "sklep",
    "hotel",
    "restaurac",
    "produkt",
    "organizac",
    "mark",
    "szkolen",
    "kurs",
    "wydarzen",
    "projekt",
    "kampani",
    "ankiet",
    "obiekt",
    "lokal",
    "punkt",
    "uslug",
    "miast",
    "miejsc",
    "szkol",
    "uczelni",
    "dzial",
    "kategor",
    "stron",
    "aplikac",
    "stacj",
    "gabinet",
    "klinik",
    "szpital",
    "aptek",
    "hurtowni",
    "magazyn",
    "zespol",
    "oddzial",
    "firm",
    "kierun",
    "przedmiot",
    "kontrahen",
    "dostawc",
    "inwestyc",
    "osiedl",
    "budyn",
];

/// Who stands in a row beside the answers, folded.
const PEOPLE: &[&str] = &[
    "klient",
    "klienta",
    "customer",
    "client",
    "respondent",
    "requester",
    "assignee",
    "agent",
    "agenta",
    "konsultant",
    "konsultanta",
    "doradca",
    "doradcy",
    "sprzedawca",
    "sprzedawcy",
    "pracownik",
    "pracownika",
    "reviewer",
    "user",
    "uzytkownik",
    "nickname",
    "nick",
    "person",
    "osoba",
    "recipient",
    "odbiorca",
    "consumer",
    "employee",
    "guest",
    "gosc",
    "teammate",
    "supervisor",
    "manager",
    "kierownik",
    "koordynator",
    "coordinator",
    "colleague",
    "kierowca",
    "technician",
    "technik",
    "doctor",
    "lekarz",
    "trainer",
    "trener",
    "instructor",
    "prowadzacy",
    "seller",
    "advisor",
    "consultant",
    "representative",
    "owner",
    "opiekun",
    "opiekuna",
    "przelozony",
    "przelozona",
    "przelozonego",
    "lider",
    "leader",
    "mentor",
    "coach",
    "engineer",
    "inzynier",
    "mechanic",
    "mechanik",
    "installer",
    "monter",
    "serwisant",
    "nurse",
    "physician",
    "therapist",
    "terapeuta",
    "dentist",
    "dentysta",
    "tutor",
    "teacher",
    "nauczyciel",
    "lecturer",
    "wykladowca",
    "driver",
    "courier",
    "kurier",
    "cashier",
    "kasjer",
    "waiter",
    "kelner",
    "stylist",
    "fryzjer",
    "pacjent",
    "pacjentka",
    "patient",
    "student",
    "salesperson",
    "handlowiec",
    "interviewer",
    "speaker",
    "caller",
    "zglaszajacy",
    "reviewee",
    "presenter",
    "prelegent",
    "ankieter",
    "enumerator",
    "csm",
    "handler",
    "specialist",
    "specjalista",
];

/// Headings that hold the name of whoever answered, in other words or alone, folded.
const NAME_PHRASES: &[&str] = &[
    "first name",
    "last name",
    "name (first",
    "name (last",
    "full name",
    "firstname",
    "lastname",
    "surname",
    "imie",
    "nazwisko",
    "customer name",
    "respondent name",
    "recipient name",
    "your name",
    "user name",
    "username",
    "contact name",
    "nazwa uzytkownika",
    "nombre de usuario",
    "nome de usuario",
    "nome do usuario",
    "nom d'utilisateur",
    "benutzername",
    "nombre y apellido",
    "nombre completo",
    "apellidos",
    "prenom",
    "vorname",
    "nachname",
    "seu nome",
    "su nombre",
    "tu nombre",
    "votre nom",
    "ihr name",
    "nama lengkap",
    "nama anda",
];

/// Headings that hold a name when nothing else stands there, folded.
const NAME_HEADINGS: &[&str] = &[
    "name", "names", "nome", "nombre", "nom", "naam", "namn", "navn", "jmeno", "nama", "isim",
    "nimi", "имя", "фио", "姓名", "이름", "author", "autor", "contact", "kontakt", "buyer",
    "kupujacy",
];

/// What is told about people in words with capitals ("Reviewer nationality", "Employee department").
const ATTRIBUTES: &[&str] = &[
    "nationality",
    "country",
    "kraj",
    "city",
    "miasto",
    "state",
    "department",
    "dzial",
    "role",
    "rola",
    "position",
    "stanowisko",
    "title",
    "level",
    "status",
    "education",
    "type",
    "typ",
    "occupation",
    "zawod",
    "industry",
];

/// True for a column of first names alone ("Agent": Ewa, Piotr, Anna) under a heading of people, and for one of whole
/// names under any heading but that of a thing.
pub(super) fn are_people(header: &Header, column: &Column, profile: &Profile) -> bool {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return false;
    };
    let of_thing = names_thing(header);
    let of_people = header.words.len() <= 3 && header.word(PEOPLE);
    let one_each = profile.distinct.saturating_mul(5) >= profile.answered.saturating_mul(4);
    // Whoever served several customers stands in several rows.
    let come_back = profile.names >= 0.95 && profile.distinct >= 5;
    let whole_names = profile.names >= 0.7 && (one_each || come_back);
    if of_thing || !of_people && !whole_names {
        return false;
    }
    let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
    let used = used
        .map(|(value, _)| value.trim())
        .filter(|value| !value.is_empty())
        .take(40);
    let (mut all, mut names) = (0, 0);
    for value in used {
        let first = value
            .split(' ')
            .next()
            .filter(|_| whole_names)
            .unwrap_or(value);
        all += 1;
        names += usize::from(value.starts_with(char::is_uppercase) && is_first_name(&fold(first)));
    }
    let enough = if one_each || of_people {
        names * 2 >= all
    } else {
        names * 5 >= all * 4
    };
    all >= 3 && enough
}

/// True for the heading of something that has a name without being a person.
pub(super) fn names_thing(header: &Header) -> bool {
    header.word(THINGS) || header.stem(THING_STEMS)
}

/// What people are told by, from what is sure to what a heading only suggests.
pub(super) fn personal_data(header: &Header, profile: &Profile) -> Option<Guess> {
    let sure = told_by_values(profile)
        .or_else(|| bank_account(header, profile))
        .or_else(|| asked_address_of_mail(header, profile))
        .or_else(|| asked_names(header))
        .or_else(|| telephone(header, profile))
        .or_else(|| name_in_a_field(header, profile))
        .or_else(|| address_with_value(header, profile))
        .or_else(|| author(header, profile));
    if sure.is_some() {
        return sure;
    }
    // A tick says that there is a street light or an address, not which one.
    let ticked = profile.answered > 0 && profile.yes_no >= 0.9 && profile.distinct > 1;
    if ticked || is_about_the_thing(header, profile) {
        return None;
    }
    if header.word(&["pesel", "nip", "dni", "cpf", "ssn"]) {
        return Guess::pii(Pii::NationalId, 0.95);
    }
    if header.phrase(&["ip address", "ipaddress", "adres ip", "ip-adres"]) || header.bare() == "ip"
    {
        return Guess::pii(Pii::Ip, 0.9);
    }
    if names_mail(header) {
        return address_of_mail(header, profile);
    }
    if profile.answered == 0 && names_telephone(header) {
        return Guess::pii(Pii::Phone, 0.9);
    }
    name_by_heading(header, profile)
        .or_else(|| handle(header, profile))
        .or_else(|| link_to_a_person(header, profile))
        .or_else(|| place(header, profile))
        .or_else(|| number_of_a_person(header))
}

/// A long heading, or values of many words, ask about the thing and do not hold it. People have names of four and five
/// words, too.
fn is_about_the_thing(header: &Header, profile: &Profile) -> bool {
    let least_names = if header.words.len() == 1 { 0.4 } else { 0.8 };
    header.words.len() > 6 || (profile.wordy > 0.5 && profile.names < least_names)
}

fn told_by_values(profile: &Profile) -> Option<Guess> {
    let values = profile.answered > 0;
    if values && profile.emails > 0.5 {
        return Guess::pii(Pii::Email, 1.0);
    }
    if values && profile.addresses_ip > 0.5 {
        return Guess::pii(Pii::Ip, 1.0);
    }
    // One number in ten has a valid checksum by chance.
    if profile.answered >= 5 && profile.distinct > 2 && profile.national_ids > 0.8 {
        return Guess::pii(Pii::NationalId, 0.98);
    }
    if profile.answered >= 10 && profile.distinct > 5 && profile.tax_ids > 0.95 {
        return Guess::pii(Pii::NationalId, 0.85);
    }
    if values && profile.distinct > 2 && profile.accounts > 0.8 {
        return Guess::pii(Pii::PersonId, 0.98);
    }
    None
}

fn bank_account(header: &Header, profile: &Profile) -> Option<Guess> {
    let account = header.word(&["iban", "nrb"])
        || header.phrase(&["rachunku", "nr konta", "numer konta", "bank account"]);
    (account && header.words.len() <= 5 && profile.length >= 15.0)
        .then(|| Guess::pii(Pii::PersonId, 0.9))
        .flatten()
}

/// A question may ask for an address in many words; where it was masked, one value is left.
fn asked_address_of_mail(header: &Header, profile: &Profile) -> Option<Guess> {
    let asks_address = header.phrase(&[
        "your email",
        "your e-mail",
        "email address",
        "e-mail address",
        "adres e-mail",
        "adres email",
        "swoj e-mail",
        "swoj email",
    ]);
    let given = profile.emails > 0.05 || profile.distinct <= 1;
    (asks_address && profile.wordy < 0.5 && given)
        .then(|| Guess::pii(Pii::Email, 0.8))
        .flatten()
}

/// "What are the names of the instructors?" asks for people, "the name of your course" does not.
fn asked_names(header: &Header) -> Option<Guess> {
    const OF_PEOPLE: &[&str] = &[
        "instructor",
        "teacher",
        "employee",
        "pracowni",
        "manager",
        "respondent",
        "person",
        "osob",
        "lektor",
        "sprzedawc",
        "agent",
    ];
    let names = ["name", "names", "imie", "imiona", "nazwisko", "nazwiska"];
    (header.word(&names) && header.stem(OF_PEOPLE))
        .then(|| Guess::pii(Pii::Name, 0.7))
        .flatten()
}

fn names_telephone(header: &Header) -> bool {
    header.word(&[
        "phone",
        "telephone",
        "telefono",
        "telefone",
        "celular",
        "telefonnummer",
        "movil",
        "telefon",
        "telefonu",
        "tel",
        "mobile",
        "komorka",
        "msisdn",
    ])
}

/// A form for contact details has a long heading over each of its fields, and a telephone number in groups looks like
/// several words. Such groups tell a number under any heading.
fn telephone(header: &Header, profile: &Profile) -> Option<Guess> {
    if profile.answered > 0 && profile.phones > 0.5 && names_telephone(header) {
        return Guess::pii(Pii::Phone, 0.9);
    }
    let grouped = profile.phones >= 0.9 && profile.grouped_phones;
    (grouped && profile.distinct > 1 && profile.dates < 0.5)
        .then(|| Guess::pii(Pii::Phone, 0.7))
        .flatten()
}

/// "Guest name" holds a first name in some exports, which alone could be any word.
fn name_in_a_field(header: &Header, profile: &Profile) -> Option<Guess> {
    let field = header.words.last().is_some_and(|word| word == "name");
    if !field || names_thing(header) {
        return None;
    }
    const GUESTS: &[&str] = &[
        "guest",
        "patient",
        "buyer",
        "visitor",
        "reviewer",
        "agent",
        "player",
        "student",
        "pupil",
        "child",
        "member",
        "participant",
        "volunteer",
        "client",
        "tenant",
        "resident",
    ];
    let guest = header.word(GUESTS) && header.words.len() <= 3 && profile.wordy < 0.5;
    (guest || profile.answered > 0 && profile.names >= 0.8)
        .then(|| Guess::pii(Pii::Name, 0.8))
        .flatten()
}

/// The value of an address has many words. Under any heading it is one where every other row has one of its own; those
/// of shops come back.
fn address_with_value(header: &Header, profile: &Profile) -> Option<Guess> {
    let own = profile.distinct.saturating_mul(2) > profile.answered && profile.answered >= 5;
    // Where somebody stood, whatever it is called.
    if profile.coordinates > 0.6 && own {
        return Guess::pii(Pii::Address, 0.8);
    }
    if names_thing(header) {
        return None;
    }
    let named = header.word(&["address", "adres", "adresse", "direccion"])
        && header.words.len() <= 3
        && !header.word(&["ip", "mail", "email", "url", "web", "www"]);
    if named && profile.links < 0.5 && (profile.answered == 0 || profile.length >= 8.0) {
        return Guess::pii(Pii::Address, 0.85);
    }
    (profile.places > 0.6 && own)
        .then(|| Guess::pii(Pii::Address, 0.75))
        .flatten()
}

/// "Autor opinii", "Author of the review": whoever wrote it.
fn author(header: &Header, profile: &Profile) -> Option<Guess> {
    let writers = ["author", "autor", "reviewer", "reviewers", "recenzent"];
    let of_author = header.words.iter().enumerate().all(|(at, word)| match at {
        0 => writers.contains(&word.as_str()),
        _ => matches!(
            word.as_str(),
            "opinii" | "recenzji" | "komentarza" | "of" | "the" | "review" | "comment"
        ),
    });
    (of_author && !header.words.is_empty() && profile.wordy < 0.5)
        .then(|| Guess::pii(Pii::Name, 0.8))
        .flatten()
}

fn names_mail(header: &Header) -> bool {
    header.word(&["email", "mail", "mejl", "courriel"])
        || header.phrase(&["e-mail", "correo electronico"])
}

/// Whoever takes the addresses out leaves one word in all rows; a tick repeats the heading.
fn address_of_mail(header: &Header, profile: &Profile) -> Option<Guess> {
    let emptied = profile.only.as_ref().is_some_and(|only| {
        !header.folded.contains(only.as_str()) && only.len() > 2 && profile.yes_no == 0.0
    });
    let agrees =
        profile.answered == 0 || profile.emails > 0.1 || emptied && header.words.len() <= 3;
    agrees.then(|| Guess::pii(Pii::Email, 0.9)).flatten()
}

fn name_by_heading(header: &Header, profile: &Profile) -> Option<Guess> {
    // "Name (optional)".
    let alone = header.bare().split(" (").next().unwrap_or_default();
    if header.phrase(NAME_PHRASES) || NAME_HEADINGS.contains(&alone) {
        return Guess::pii(Pii::Name, 0.9);
    }
    // Microsoft's forms have this column in Polish, blank where nobody signs in.
    if profile.answered == 0 && header.bare() == "nazwa" {
        return Guess::pii(Pii::Name, 0.5);
    }
    // "Nazwa" alone is that of a person where the values are; with a thing beside it, it is that of the thing.
    let named = !names_thing(header) && header.word(&["name", "nazwa"]);
    // "Resolved by", "Assigned to".
    let last = header.words.last().map_or("", String::as_str);
    let doer = header.words.len() <= 3 && matches!(last, "by" | "to");
    let who = named
        || doer
        || header.word(PEOPLE) && !header.word(ATTRIBUTES)
        || header.phrase(&["team member", "czlonek zespolu"]);
    (who && profile.answered > 0 && profile.names >= 0.8)
        .then(|| Guess::pii(Pii::Name, 0.8))
        .flatten()
}

/// "anna23": a name for the screen that few share.
fn handle(header: &Header, profile: &Profile) -> Option<Guess> {
    // "Login kupującego".
    let login = header.words.first().is_some_and(|word| word == "login") && header.words.len() <= 3;
    let handle = (login || header.words.len() == 1)
        && header.word(&[
            "username",
            "user",
            "uzytkownik",
            "login",
            "author",
            "autor",
            "reviewer",
        ])
        && profile.answered >= 10
        && profile.distinct.saturating_mul(2) >= profile.answered
        && profile.numbers < 0.1
        && profile.wordy < 0.1
        && (login || profile.codes < 0.5);
    if handle {
        return Guess::pii(Pii::Name, 0.7);
    }
    let nick = header.words.first().is_some_and(|word| word == "nick") && header.words.len() <= 3;
    (nick || header.phrase(&["nickname", "reviewer name", "consumer name"]))
        .then(|| Guess::pii(Pii::Name, 0.85))
        .flatten()
}

/// A page about each person who answered, in a network or in the company's own system.
fn link_to_a_person(header: &Header, profile: &Profile) -> Option<Guess> {
    const PAGES: &[&str] = &[
        "profile",
        "profil",
        "linkedin",
        "facebook",
        "instagram",
        "twitter",
        "github",
        "xing",
    ];
    let one_each = profile.distinct.saturating_mul(2) >= profile.answered;
    (profile.links > 0.5 && one_each && header.words.len() <= 4 && header.word(PAGES))
        .then(|| Guess::pii(Pii::Name, 0.8))
        .flatten()
}

fn place(header: &Header, profile: &Profile) -> Option<Guess> {
    let place = header.word(&["lat", "lon", "lng", "long"]) && header.words.len() <= 5;
    if place && profile.numbers > 0.9 && profile.fractions > 0.5 {
        return Guess::pii(Pii::Address, 0.7);
    }
    let named = header.word(&[
        "latitude",
        "longitude",
        "street",
        "ulica",
        "postcode",
        "zip",
        "zipcode",
        "plz",
        "postleitzahl",
    ]) || header.phrase(&[
        "kod pocztowy",
        "postal code",
        "post code",
        "code postal",
        "codigo postal",
        "home address",
        "street address",
        "adres zamieszkania",
    ]) || matches!(header.bare(), "address" | "adres" | "postal");
    named.then(|| Guess::pii(Pii::Address, 0.85)).flatten()
}

/// "emp_no", "Panel ID".
fn number_of_a_person(header: &Header) -> Option<Guess> {
    let numbered = header.words.len() <= 4
        && header.word(&[
            "employee",
            "emp",
            "staff",
            "worker",
            "personnel",
            "pracownik",
            "pracownika",
        ])
        && header.word(&["id", "no", "nr", "number", "numer"])
        && !asks_count(header);
    let person = numbered || header.phrase(&["panel id", "panelist", "pesel"]);
    person.then(|| Guess::pii(Pii::PersonId, 0.85)).flatten()
}
