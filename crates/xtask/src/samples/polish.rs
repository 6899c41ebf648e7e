//! A Polish chain of shops for the home: semicolons, Windows-1250, dates with
//! dots. Stories: queues and rude staff in Łódź, a price rise in September,
//! pani Kasia in Gdynia.

use super::answers::{self, Mood};
use super::comment::{self, Author, Bank, Slot, Tone, Topic, Writer};
use super::random::Random;
use super::record;

const ROWS: usize = 912;

const HEADER: [&str; 10] = [
    "Nr ankiety",
    "Data wypełnienia",
    "Sklep",
    "Kanał zakupu",
    "Wiek",
    "Na ile prawdopodobne jest, że polecisz nas znajomym? (0–10)",
    "Dlaczego taka ocena?",
    "Na ile jesteś zadowolony(-a) z ostatnich zakupów? (1–5)",
    "Załatwienie mojej sprawy było łatwe (1 – zdecydowanie nie, 7 – zdecydowanie tak)",
    "E-mail",
];

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Lodz,
    Gdynia,
    Shop,
    Online,
}

struct Branch {
    name: &'static str,
    place: Place,
    weight: usize,
    mood: Mood,
}

const fn branch(
    name: &'static str,
    place: Place,
    weight: usize,
    promoters: usize,
    detractors: usize,
) -> Branch {
    Branch {
        name,
        place,
        weight,
        mood: Mood {
            promoters,
            detractors,
        },
    }
}

const BRANCHES: &[Branch] = &[
    branch("Warszawa Arkadia", Place::Shop, 15, 52, 20),
    branch("Kraków Bonarka", Place::Shop, 12, 55, 18),
    branch("Łódź Manufaktura", Place::Lodz, 12, 18, 60),
    branch("Gdynia Riviera", Place::Gdynia, 13, 76, 8),
    branch("Poznań Posnania", Place::Shop, 10, 53, 21),
    branch("Wrocław Magnolia", Place::Shop, 10, 50, 21),
    branch("Katowice Silesia", Place::Shop, 9, 48, 23),
    branch("Sklep internetowy", Place::Online, 21, 50, 24),
];

const FIRST_NAMES: [&[&str]; 2] = [
    &[
        "jan", "piotr", "tomasz", "marek", "pawel", "kamil", "michal", "adam", "lukasz", "robert",
        "grzegorz", "mateusz",
    ],
    &[
        "anna",
        "katarzyna",
        "agnieszka",
        "magda",
        "ewa",
        "joanna",
        "monika",
        "ola",
        "beata",
        "karolina",
        "natalia",
        "iwona",
    ],
];

const LAST_NAMES: &[&str] = &[
    "nowak",
    "mazur",
    "wojcik",
    "krol",
    "wrobel",
    "pawlak",
    "zajac",
    "duda",
    "sikora",
    "baran",
    "michalak",
    "szewczyk",
    "pietrzak",
    "kaczmarek",
    "gorka",
    "lis",
    "maj",
    "kubiak",
];

/// The survey as text.
pub fn survey() -> String {
    let mut random = Random::new(20_251_101);
    let mut writer = Writer::new(&BANK);
    let offsets = answers::calendar(&mut random, ROWS);
    let mut text = record(&HEADER.map(String::from), ';') + "\r\n";
    for (row, offset) in offsets.into_iter().enumerate() {
        text.push_str(&respondent(&mut random, &mut writer, row, offset));
        text.push_str("\r\n");
    }
    text
}

fn respondent(random: &mut Random, writer: &mut Writer, row: usize, offset: usize) -> String {
    let weights: Vec<(&Branch, usize)> = BRANCHES
        .iter()
        .map(|branch| (branch, branch.weight))
        .collect();
    let branch = random.weighted(&weights);
    let day = answers::day(offset);
    let channel = match branch.place {
        Place::Online => random.weighted(&[("Strona internetowa", 58), ("Aplikacja", 42)]),
        _ => random.weighted(&[
            ("Sklep stacjonarny", 84),
            ("Odbiór zamówienia w sklepie", 16),
        ]),
    };
    let age = random.weighted(&[
        ("18–24", 11),
        ("25–34", 26),
        ("35–44", 27),
        ("45–54", 18),
        ("55–64", 12),
        ("65 i więcej", 6),
    ]);
    let after_rise = day.year == 2026 && day.month >= 9;
    let worse = match day.month {
        9 if after_rise => 27,
        10 if after_rise => 17,
        // The weeks before Christmas are crowded.
        12 => 6,
        _ => 0,
    } + if channel == "Aplikacja" { 9 } else { 0 };
    let answers = answers::draw(random, branch.mood.worse_by(worse));
    let feminine = random.chance(61);
    let comment = if random.chance(blank_comments(answers.nps)) {
        String::new()
    } else {
        let tone = comment::tone(random, answers.nps);
        let weight = |topic: &str| topic_weight(topic, branch.place, channel, after_rise);
        let comment = writer.write(
            random,
            tone,
            &Author {
                feminine,
                weight: &weight,
            },
        );
        with_contact(random, comment, tone)
    };
    record(
        &[
            (100_231 + row).to_string(),
            format!("{:02}.{:02}.{}", day.day, day.month, day.year),
            branch.name.into(),
            channel.into(),
            age.into(),
            answers::cell(random, answers.nps, 2),
            comment,
            answers::cell(random, answers.csat, 4),
            answers::cell(random, answers.ces, 9),
            email(random, feminine),
        ],
        ';',
    )
}

/// Percentage of respondents who leave the comment blank: those who are
/// neither happy nor unhappy have least to say.
fn blank_comments(nps: u8) -> usize {
    match nps {
        0..=4 => 22,
        5..=6 => 34,
        7..=8 => 49,
        _ => 39,
    }
}

fn topic_weight(topic: &str, place: Place, channel: &str, after_rise: bool) -> usize {
    let in_shop = place != Place::Online;
    match topic {
        "kolejki" if place == Place::Lodz => 46,
        "kolejki" if in_shop => 8,
        "obsługa" if place == Place::Lodz => 40,
        "obsługa" if in_shop => 18,
        "kasia" if place == Place::Gdynia => 85,
        "ceny" if after_rise => 48,
        "podwyżka" if after_rise => 20,
        "ceny" => 10,
        "asortyment" => 13,
        "jakość" => 15,
        "sklep" if in_shop => 10,
        "dostawa" if !in_shop => 36,
        "strona" if channel == "Aplikacja" => 34,
        "strona" if !in_shop => 16,
        "płatność" if !in_shop => 7,
        "reklamacje" => 11,
        "kontakt" => {
            if in_shop {
                4
            } else {
                12
            }
        }
        "ogólne" => 12,
        _ => 0,
    }
}

/// Some people who complain leave a way to reach them, though nobody asked.
fn with_contact(random: &mut Random, comment: String, tone: Tone) -> String {
    if tone != Tone::Negative || !random.chance(4) {
        return comment;
    }
    let contact = random.pick(&[
        "Proszę o kontakt: 22 000 00 17",
        "Nr zamówienia 2026/04417, czekam na odpowiedź: biuro.domowe@example.pl",
        "Proszę oddzwonić, tel. 58 000 00 42",
    ]);
    format!("{comment} {contact}")
}

fn email(random: &mut Random, feminine: bool) -> String {
    if random.chance(12) {
        return String::new();
    }
    let first = random.pick(FIRST_NAMES[usize::from(feminine)]);
    let last = random.pick(LAST_NAMES);
    let number = random.below(90) + 10;
    match random.below(3) {
        0 => format!("{first}.{last}@example.pl"),
        1 => format!("{first}{number}@example.com"),
        _ => format!("{last}.{first}{number}@example.pl"),
    }
}

static BANK: Bank = Bank {
    positive: &[
        Topic {
            name: "obsługa",
            phrases: &[
                "[bardzo |naprawdę |]miła i pomocna obsługa",
                "[obsługa na medal|obsługa na szóstkę|świetna obsługa]",
                "pani przy kasie uśmiechnięta i cierpliwa",
                "sprzedawczyni doradziła mi {acc} i trafiła w dziesiątkę",
                "pan z działu z oświetleniem zna się na rzeczy",
                "nikt nie był nachalny, a jak potrzebowa<łem|łam> pomocy, to od razu ktoś podszedł",
                "ekspedientka sama zapytała, czy pomóc, i znalazła {acc} w magazynie",
                "pracownik zaniósł mi {acc} do samochodu",
                "personel wie, co sprzedaje, i potrafi doradzić",
                "czu<łem|łam> się dobrze <zaopiekowany|zaopiekowana>",
                "[panie|dziewczyny] ze sklepu są przemiłe, zawsze doradzą",
                "młody chłopak na hali poświęcił mi pół godziny i nie próbował niczego wcisnąć",
            ],
        },
        Topic {
            name: "kasia",
            phrases: &[
                "pani Kasia jest [niesamowita|cudowna|wspaniała]",
                "pani Kasia [z Gdyni |]to prawdziwy skarb",
                "dziękuję pani Kasi za pomoc przy wyborze {gen}",
                "przychodzę tu dla pani Kasi, zawsze pomoże",
                "pani Kasia znalazła mi {acc} w magazynie, choć na półce już nie było",
                "gdyby każdy pracownik był taki jak pani Kasia, nie byłoby na co narzekać",
                "pani Kasia pamiętała, co kupowa<łem|łam> ostatnio, i doradziła resztę do kompletu",
                "pani Kasia załatwiła mi reklamację w pięć minut i jeszcze przeprosiła",
                "wielkie brawa dla pani Kasi, takiej obsługi dawno nie widzia<łem|łam>",
                "pani Kasia dobrała mi zasłony do salonu, wyszło idealnie",
                "pani Kasia - złoty człowiek, należy jej się premia",
                "obsługiwała mnie pani Kasia, profesjonalnie i z uśmiechem",
            ],
        },
        Topic {
            name: "kolejki",
            phrases: &[
                "żadnych kolejek, [dwie|trzy] minuty i po sprawie",
                "szybko przy kasie, nawet w sobotę",
                "zamówienie do odbioru było gotowe po godzinie",
                "kasy samoobsługowe działają jak trzeba",
                "otworzyli drugą kasę, jak tylko zrobiła się kolejka",
            ],
        },
        Topic {
            name: "ceny",
            phrases: &[
                "[dobre|uczciwe|rozsądne] ceny",
                "na wyprzedaży kupi<łem|łam> {acc} za połowę ceny",
                "stosunek jakości do ceny bez zarzutu",
                "fajne promocje dla stałych klientów",
                "taniej niż w innych sklepach z tej półki",
                "karta stałego klienta naprawdę się opłaca",
            ],
        },
        Topic {
            name: "asortyment",
            phrases: &[
                "[duży|ogromny|bardzo szeroki] wybór",
                "zawsze znajdę coś nowego",
                "macie rzeczy, których nie ma nigdzie indziej",
                "jesienna kolekcja [przepiękna|bardzo udana]",
                "wszystko do domu w jednym miejscu",
                "ładne wzory, widać, że ktoś nad tym myślał",
                "wreszcie kupi<łem|łam> {acc} w kolorze, jakiego szuka<łem|łam>",
            ],
        },
        Topic {
            name: "jakość",
            phrases: &[
                "pościel po kilku praniach jak nowa",
                "ręczniki mięciutkie i dobrze chłoną",
                "regał solidny, skręci<łem|łam> go w godzinę",
                "garnki świetne, używam codziennie od roku",
                "dobra jakość, {acc} mam już drugi sezon",
                "materiały przyjemne w dotyku, szwy równe",
                "materac wygodny, przestały mnie boleć plecy",
                "widać, że porządnie zrobione",
                "kubki przeżyły zmywarkę i dwójkę dzieci",
            ],
        },
        Topic {
            name: "sklep",
            phrases: &[
                "czysto, jasno i przestronnie",
                "ładnie urządzony sklep, aż chce się wracać",
                "łatwo wszystko znaleźć, działy dobrze oznaczone",
                "blisko domu i wygodny parking",
                "miła atmosfera, ładnie pachnie",
                "bez problemu wjecha<łem|łam> wózkiem dziecięcym",
            ],
        },
        Topic {
            name: "dostawa",
            phrases: &[
                "paczka przyszła [następnego dnia|po dwóch dniach|szybciej, niż obiecywali]",
                "kurier [zadzwonił przed przyjazdem|wniósł paczkę na trzecie piętro|był bardzo uprzejmy]",
                "wszystko dobrze zapakowane, nic się nie stłukło",
                "[błyskawiczna|ekspresowa] dostawa",
                "dostawa do paczkomatu w jeden dzień",
                "śledzenie paczki działało co do minuty",
                "zamówi<łem|łam> wieczorem, a rano dosta<łem|łam> informację o wysyłce",
            ],
        },
        Topic {
            name: "strona",
            phrases: &[
                "strona przejrzysta, zamówienie zajęło mi pięć minut",
                "aplikacja wygodna, wszystko pod ręką",
                "dobre zdjęcia i dokładne wymiary",
                "łatwo porównać produkty",
                "w aplikacji od razu widać, czy towar jest w moim sklepie",
            ],
        },
        Topic {
            name: "płatność",
            phrases: &[
                "płatność BLIKIEM bez żadnych problemów",
                "faktura przyszła od razu na maila",
                "raty załatwione w kilka minut",
            ],
        },
        Topic {
            name: "reklamacje",
            phrases: &[
                "zwrot pieniędzy [po dwóch dniach|w trzy dni], bez zbędnych pytań",
                "reklamacja {gen} rozpatrzona od ręki",
                "wymienili mi {acc} bez paragonu, wystarczyła karta klienta",
                "zwrot w sklepie zajął chwilę",
            ],
        },
        Topic {
            name: "kontakt",
            phrases: &[
                "na czacie odpowiedzieli [od razu|po minucie] i konkretnie",
                "pani na infolinii rozwiązała sprawę w jednej rozmowie",
                "oddzwonili tak, jak obiecali",
                "na maila odpisali jeszcze tego samego dnia",
            ],
        },
        Topic {
            name: "ogólne",
            phrases: &[
                "zawsze wychodzę z czymś fajnym",
                "robię tu zakupy od lat i jestem <zadowolony|zadowolona>",
                "[na pewno wrócę|będę wracać|wrócę z przyjemnością]",
                "poleci<łem|łam> już koleżance z pracy",
                "nigdy się nie zawiod<łem|łam>",
                "mój ulubiony sklep z rzeczami do domu",
                "zakupy u was to przyjemność",
                "wszystko tak, jak być powinno",
            ],
        },
    ],
    negative: &[
        Topic {
            name: "obsługa",
            phrases: &[
                "obsługa [opryskliwa|niemiła|obrażona na cały świat]",
                "sprzedawczyni [rozmawiała przez telefon|plotkowała z koleżanką] i nawet na mnie nie spojrzała",
                "nikt nie potrafił mi powiedzieć, gdzie znajdę {acc}",
                "pani przy kasie wyraźnie zirytowana, że o coś pytam",
                "na pytanie o {acc} usłysza<łem|łam> \"wszystko leży na półce\"",
                "pracownik odburknął, że to nie jego dział",
                "za mało ludzi na sali, nie ma kogo zapytać",
                "kierowniczka podniosła na mnie głos przy innych klientach",
                "zero zainteresowania klientem",
                "ochroniarz chodził za mną krok w krok, czu<łem|łam> się jak złodziej",
                "obsługa niekompetentna, dwie osoby powiedziały mi co innego",
                "kasjerka rzuciła mi resztę na ladę bez słowa",
                "personel traktuje człowieka jak intruza",
                "prosi<łem|łam> o pomoc trzy osoby i każda odsyłała do następnej",
            ],
        },
        Topic {
            name: "kolejki",
            phrases: &[
                "{min} minut w kolejce do kasy",
                "na pięć kas czynna jedna",
                "czeka<łem|łam> {min} minut, żeby zapłacić za jedną rzecz",
                "kolejki jak za komuny",
                "przy kasie ścisk i nerwy, ludzie odkładali towar i wychodzili",
                "kasy samoobsługowe [znowu |]nie działały",
                "dłużej sta<łem|łam> w kolejce, niż robi<łem|łam> zakupy",
                "po odbiór zamówienia sta<łem|łam> {min} minut, choć SMS mówił, że wszystko gotowe",
                "wieczne kolejki, a pracownicy stoją i rozmawiają",
                "kolejka na pół sklepu i nikt nie otworzył drugiej kasy",
                "zrezygnowa<łem|łam> z zakupów, bo kolejka w ogóle się nie ruszała",
            ],
        },
        Topic {
            name: "ceny",
            phrases: &[
                "ceny [poszły w górę|wzrosły], i to sporo",
                "za {acc} zapłaci<łem|łam> [30|40|50|60] zł więcej niż [wiosną|pół roku temu]",
                "[drogo|za drogo|zrobiło się drogo]",
                "ceny z kosmosu",
                "w innym sklepie to samo [20|30|50] zł taniej",
                "promocje tylko na papierze, najpierw podnoszą cenę, a potem dają rabat",
                "cena na półce inna niż przy kasie",
                "jakość ta sama, a ceny coraz wyższe",
                "podwyżka o jedną trzecią z dnia na dzień to gruba przesada",
                "już mnie nie stać na zakupy u was",
                "rozumiem inflację, ale takie podwyżki to lekka przesada",
                "koszt dostawy prawie jak cena produktu",
            ],
        },
        Topic {
            name: "podwyżka",
            phrases: &[
                "po wrześniowej podwyżce przesta<łem|łam> tu zaglądać",
                "od września ceny nie do przyjęcia",
                "wrześniowe podwyżki to kpina z klientów",
                "we wrześniu wszystko podrożało z dnia na dzień",
            ],
        },
        Topic {
            name: "asortyment",
            phrases: &[
                "przyjecha<łem|łam> specjalnie po {acc} i [znowu |]nie było",
                "mały wybór, ciągle te same wzory",
                "na stronie {nom} jest, w sklepie nie ma",
                "puste półki po weekendzie",
                "wycofaliście serię, którą zbiera<łem|łam> od lat",
                "brakuje zwykłych, prostych rzeczy",
            ],
        },
        Topic {
            name: "jakość",
            phrases: &[
                "ręczniki po trzech praniach zaczęły się strzępić",
                "patelnia przywiera już po miesiącu",
                "krzesło chybocze się od nowości",
                "lampa przestała świecić po tygodniu",
                "dywan gubi włosie przy każdym odkurzaniu",
                "jakość [coraz gorsza|marna jak na tę cenę|pozostawia wiele do życzenia]",
                "poszewki zbiegły się w praniu, choć pra<łem|łam> zgodnie z metką",
                "w paczce z regałem brakowało śrub",
                "farba z kubka zeszła po drugim myciu",
                "zasłony w rzeczywistości mają zupełnie inny kolor niż na zdjęciu",
            ],
        },
        Topic {
            name: "sklep",
            phrases: &[
                "bałagan na półkach, nic nie leży na swoim miejscu",
                "muzyka tak głośna, że nie słychać własnych myśli",
                "przejścia zastawione paletami, z wózkiem nie da się przejechać",
                "parking wiecznie pełny",
                "towar bez cen, trzeba latać do czytnika",
                "brudno w toalecie i duszno w całym sklepie",
            ],
        },
        Topic {
            name: "dostawa",
            phrases: &[
                "paczka szła {days} dni",
                "kurier zostawił paczkę [pod drzwiami w deszczu|u sąsiada bez pytania|na klatce]",
                "talerze przyszły potłuczone",
                "przyszło nie to, co zamówi<łem|łam>",
                "termin dostawy przesuwany [dwa|trzy] razy",
                "w systemie \"doręczono\", a paczki nie ma",
                "czeka<łem|łam> na {acc} {days} dni i nikt nie potrafił powiedzieć, gdzie jest paczka",
                "kurier nawet nie zadzwonił, od razu awizo",
                "karton rozerwany, {nom} do wyrzucenia",
                "miała być dostawa w 48 godzin, a minęło {days} dni",
            ],
        },
        Topic {
            name: "strona",
            phrases: &[
                "aplikacja [zawiesza się|wyłącza się] przy [płatności|logowaniu|finalizacji zamówienia]",
                "po aktualizacji aplikacji zniknęła historia zamówień",
                "koszyk sam się czyści",
                "wyszukiwarka pokazuje wszystko, tylko nie to, czego szukam",
                "strona wolna jak żółw",
                "trzy razy wpisywa<łem|łam> adres, bo formularz się kasował",
                "nie da się zalogować, kod SMS nie przychodzi",
                "drobna, szara czcionka, bez okularów ani rusz",
            ],
        },
        Topic {
            name: "płatność",
            phrases: &[
                "płatność BLIKIEM odrzucona trzy razy",
                "pieniądze pobrano dwa razy, na zwrot czeka<łem|łam> tydzień",
                "na fakturę czekam od {days} dni",
                "kod rabatowy nie zadziałał",
            ],
        },
        Topic {
            name: "reklamacje",
            phrases: &[
                "na zwrot pieniędzy czekam już {days} dni",
                "reklamacja {gen} odrzucona bez wyjaśnienia",
                "przy zwrocie {gen} kazano mi przyjść z oryginalnym kartonem",
                "reklamacja ciągnie się od miesiąca, nikt nic nie wie",
                "nie przyjęli zwrotu, choć mia<łem|łam> paragon i metki",
                "za odesłanie wadliwego towaru musia<łem|łam> zapłacić z własnej kieszeni",
            ],
        },
        Topic {
            name: "kontakt",
            phrases: &[
                "na infolinii {min} minut muzyczki i rozłączyło",
                "na maila nikt nie odpisuje",
                "czat to bot, który nic nie rozumie",
                "nikt nie oddzwonił, mimo że obiecali",
                "każdy konsultant mówi co innego",
            ],
        },
        Topic {
            name: "ogólne",
            phrases: &[
                "[szkoda nerwów|szkoda czasu|strata czasu]",
                "więcej tu nie przyjdę",
                "kiedyś było lepiej",
                "jestem [bardzo |]<rozczarowany|rozczarowana>",
                "nie tego się spodziewa<łem|łam>",
                "wybiorę konkurencję",
                "bardzo się zawiod<łem|łam>",
                "odradzam wszystkim",
            ],
        },
    ],
    neutral: &[
        "kupuję tu [raz na kilka miesięcy|od czasu do czasu|głównie przed świętami]",
        "to były moje pierwsze zakupy, trudno coś powiedzieć",
        "mam za daleko do sklepu, żeby przyjeżdżać częściej",
        "w porządku, bez szału",
        "ani dobrze, ani źle",
        "zwykły sklep, jak każdy inny",
        "nie polecam niczego nikomu, każdy ma swój gust",
        "kupi<łem|łam> {acc} dla [mamy|córki|teściowej]",
        "by<łem|łam> tylko raz, kupi<łem|łam> {acc}",
        "przydałby się [większy parking|sklep w Rzeszowie|dział z tkaninami na metry]",
        "mogłoby być więcej kolorów",
        "zależy, czego się szuka",
        "jeszcze nie rozpakowa<łem|łam>, więc ocena na razie taka",
        "zamówi<łem|łam> {acc}, odebra<łem|łam> w sklepie",
        "prosi<łbym|łabym> o newsletter rzadziej niż codziennie",
        "czekam na nową kolekcję",
        "porównuję z innymi sklepami, wychodzi podobnie",
        "kupuję tylko na wyprzedażach",
    ],
    short: [
        &[
            "super",
            "polecam",
            "ok",
            "wszystko super",
            "bez zastrzeżeń",
            "rewelacja",
            "10/10",
            "świetny sklep",
            "bardzo dobrze",
            "lubię ten sklep",
        ],
        &[
            "dramat",
            "nigdy więcej",
            "słabo",
            "masakra",
            "nie polecam",
            "żenada",
            "poniżej krytyki",
            "szkoda słów",
        ],
        &[
            "brak",
            "-",
            "nie wiem",
            "nie mam zdania",
            "jest ok",
            "nie mam uwag",
            "średnio",
        ],
    ],
    slots: &[
        Slot {
            name: "nom",
            group: 1,
            values: &[
                "lampa",
                "pościel",
                "dywan",
                "komplet garnków",
                "regał",
                "karnisz",
                "materac",
                "krzesło",
                "patelnia",
                "lustro",
                "stolik kawowy",
                "narzuta",
            ],
        },
        Slot {
            name: "acc",
            group: 1,
            values: &[
                "lampę",
                "pościel",
                "dywan",
                "komplet garnków",
                "regał",
                "karnisz",
                "materac",
                "krzesło",
                "patelnię",
                "lustro",
                "stolik kawowy",
                "narzutę",
            ],
        },
        Slot {
            name: "gen",
            group: 1,
            values: &[
                "lampy",
                "pościeli",
                "dywanu",
                "kompletu garnków",
                "regału",
                "karnisza",
                "materaca",
                "krzesła",
                "patelni",
                "lustra",
                "stolika kawowego",
                "narzuty",
            ],
        },
        Slot {
            name: "min",
            group: 2,
            values: &[
                "15",
                "20",
                "25",
                "30",
                "35",
                "40",
                "45",
                "ponad 30",
                "prawie 50",
            ],
        },
        Slot {
            name: "days",
            group: 3,
            values: &["6", "7", "8", "9", "10", "11", "12", "14", "16"],
        },
    ],
    but: [
        &[
            ", ale ",
            ", ale ",
            ", tylko że ",
            ", niestety ",
            ". Niestety ",
        ],
        &[", ale ", ", za to ", ". Z drugiej strony ", ", chociaż "],
    ],
    plain: &[
        ('ą', 'a'),
        ('ć', 'c'),
        ('ę', 'e'),
        ('ł', 'l'),
        ('ń', 'n'),
        ('ó', 'o'),
        ('ś', 's'),
        ('ź', 'z'),
        ('ż', 'z'),
        ('Ł', 'L'),
        ('Ś', 'S'),
        ('Ż', 'Z'),
    ],
};
