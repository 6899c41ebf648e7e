//! Exports as the known platforms write them: the source is named, and every column has the role
//! that a person would give it. Each file is made here from a header and a few values per column.

use vocal_core::report::{Metric, Pii, Reading, Role};
use vocal_core::{Analysis, Settings};

/// Values of one column; they repeat from the top until the file has its rows.
type Values<'a> = &'a [&'a str];

/// A heading with its values and the role that the column must get.
struct Col<'a>(&'a str, Values<'a>, Expected);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    Is(Role),
    Score(Option<Metric>),
    Personal(Pii),
    /// No role that enters a figure: nothing is wrong with either.
    Unused,
}

use Expected::{Is, Personal, Score, Unused};

const NPS: Expected = Score(Some(Metric::Nps));
const CSAT: Expected = Score(Some(Metric::Csat));
const ID: Expected = Is(Role::Id);
const DATE: Expected = Is(Role::Date);
const COMMENT: Expected = Is(Role::Comment);
const SEGMENT: Expected = Is(Role::Segment);

const ROWS: usize = 40;

const TENS: Values<'_> = &["10", "9", "7", "3", "8", "10", "0", "9", "6", "10", "5"];
const FIVES: Values<'_> = &["5", "4", "3", "5", "1", "2", "5"];
const TEXTS: Values<'_> = &[
    "Great service, will come back",
    "",
    "The parcel came two weeks late and nobody told me",
    "Support was friendly but could not help",
    "Too expensive for what you get",
    "",
    "Everything works, thank you",
];
const PEOPLE: Values<'_> = &["Anna Nowak", "Jan Kowalski", "Piotr Zieliński", "Ewa Mazur"];

/// The file with the values of each row made different where they must be: `{}` is the row.
fn file(delimiter: char, above: &[Vec<&str>], columns: &[Col<'_>]) -> String {
    let cell = |text: &str| match text.contains([delimiter, '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    let line = |cells: Vec<String>| cells.join(&delimiter.to_string()) + "\n";
    let mut out = line(columns.iter().map(|column| cell(column.0)).collect());
    for row in above {
        out += &line(row.iter().map(|text| cell(text)).collect());
    }
    for row in 0..ROWS {
        let value = |column: &Col<'_>| {
            let text = column.1[row % column.1.len()];
            let text = match text.is_empty() || column.2 != COMMENT {
                true => text.to_owned(),
                false => format!(
                    "{text} {}",
                    ["really", "again", "so far", "indeed"][row % 4].repeat(row / 9 + 1)
                ),
            };
            cell(
                &text
                    .replace("{}", &row.to_string())
                    .replace("{02}", &format!("{:02}", row % 27 + 1)),
            )
        };
        out += &line(columns.iter().map(value).collect());
    }
    out
}

fn read(name: &str, text: &str) -> Reading {
    let analysis = Analysis::of_bytes(name, text.as_bytes(), &Settings::default());
    analysis.expect("an export is read").reading().clone()
}

fn check(
    source: Option<&str>,
    delimiter: char,
    above: &[Vec<&str>],
    columns: &[Col<'_>],
) -> Reading {
    let text = file(delimiter, above, columns);
    let reading = read("export.csv", &text);
    assert_eq!(reading.source.as_deref(), source, "{text}");
    assert_eq!(reading.rows as usize, ROWS, "{source:?}");
    assert_eq!(reading.header_rows as usize, 1 + above.len(), "{source:?}");
    for (found, wanted) in reading.columns.iter().zip(columns) {
        let figure = matches!(
            found.role,
            Role::Score | Role::Comment | Role::Segment | Role::Date | Role::Id
        );
        let fits = match wanted.2 {
            Is(role) => found.role == role,
            Score(metric) => found.role == Role::Score && found.metric == metric,
            Personal(kind) => found.role == Role::Pii && found.pii == Some(kind),
            // A group of all rows is in no figure either.
            Unused => !figure || found.role == Role::Segment && found.distinct < 2,
        };
        assert!(
            fits,
            "{source:?}: {:?} is {found:?}, not {:?}",
            wanted.0, wanted.2
        );
    }
    reading
}

fn primary(reading: &Reading) -> &str {
    let date = reading.columns.iter().find(|column| column.primary);
    date.map_or("", |column| column.name.as_str())
}

#[test]
fn qualtrics_with_three_header_rows() {
    let columns = [
        Col("StartDate", &["2026-01-{02} 10:00:00"], DATE),
        Col("EndDate", &["2026-01-{02} 10:05:00"], DATE),
        Col("Status", &["IP Address"], Unused),
        Col("IPAddress", &["83.12.4.{}"], Personal(Pii::Ip)),
        Col("Progress", &["100"], Unused),
        Col(
            "Duration (in seconds)",
            &["121", "95", "400", "87", "1233"],
            Unused,
        ),
        Col("Finished", &["True"], Unused),
        Col("RecordedDate", &["2026-01-{02} 10:05:01"], DATE),
        Col("ResponseId", &["R_1abcdef{}"], ID),
        Col("RecipientLastName", &[""], Unused),
        Col("RecipientEmail", &[""], Unused),
        Col(
            "LocationLatitude",
            &["52.2297", "51.107", "50.06"],
            Personal(Pii::Address),
        ),
        Col("DistributionChannel", &["anonymous", "email"], SEGMENT),
        Col("UserLanguage", &["EN", "PL"], SEGMENT),
        Col(
            "Q1_NPS_GROUP",
            &["3", "3", "2", "1", "2", "3", "1", "3", "1", "3", "1"],
            Unused,
        ),
        Col("Q1", TENS, NPS),
        Col("Q2", TEXTS, COMMENT),
    ];
    let questions: Vec<&str> = columns
        .iter()
        .map(|column| match column.0 {
            "Q1" => "On a scale from 0-10, how likely are you to recommend us to a friend or colleague?",
            "Q1_NPS_GROUP" => "On a scale from 0-10, how likely are you to recommend us to a friend or colleague? - Group",
            "Q2" => "What is the main reason for your score?",
            name => name,
        })
        .collect();
    let ids: Vec<String> = (0..columns.len())
        .map(|column| format!("{{\"ImportId\":\"QID{column}\"}}"))
        .collect();
    let above = [questions, ids.iter().map(String::as_str).collect()];
    let text = file(',', &above, &columns);
    let reading = read("export.csv", &text);
    assert_eq!(reading.source.as_deref(), Some("qualtrics"));
    assert_eq!((reading.header_rows, reading.rows as usize), (3, ROWS));
    let role = |index: usize| (reading.columns[index].role, reading.columns[index].metric);
    assert_eq!(role(15), (Role::Score, Some(Metric::Nps)));
    assert_eq!(role(16).0, Role::Comment);
    assert_eq!(role(8).0, Role::Id);
    assert_ne!(role(14).0, Role::Score, "a class of answers is no answer");
    assert!(
        primary(&reading).contains("EndDate"),
        "{}",
        primary(&reading)
    );
}

#[test]
fn surveymonkey() {
    let columns = [
        Col("Respondent ID", &["1144{}00"], ID),
        Col("Collector ID", &["438112"], Unused),
        Col("Start Date", &["01/{02}/2026 10:00:00 AM"], DATE),
        Col("End Date", &["01/{02}/2026 10:04:00 AM"], DATE),
        Col("IP Address", &["83.12.4.{}"], Personal(Pii::Ip)),
        Col("Email Address", &[""], Unused),
        Col(
            "How likely is it that you would recommend our company?",
            TENS,
            NPS,
        ),
        Col(
            "Overall, how satisfied are you with our company?",
            &[
                "Very satisfied",
                "Somewhat satisfied",
                "Neither satisfied nor dissatisfied",
                "Very dissatisfied",
            ],
            CSAT,
        ),
        Col("What could we do better?", TEXTS, COMMENT),
    ];
    let kinds = vec![
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "Response",
        "Open-Ended Response",
    ];
    let text = file(',', &[kinds], &columns);
    let reading = read("export.csv", &text);
    assert_eq!(reading.source.as_deref(), Some("surveymonkey"));
    assert_eq!(reading.header_rows, 2);
    let metrics: Vec<Option<Metric>> = reading.columns.iter().map(|column| column.metric).collect();
    assert_eq!(metrics[6..8], [Some(Metric::Nps), Some(Metric::Csat)]);
    assert_eq!(reading.columns[8].role, Role::Comment);
    assert_eq!(primary(&reading), "End Date");
}

#[test]
fn google_forms_in_polish() {
    check(
        Some("google_forms"),
        ',',
        &[],
        &[
            Col("Sygnatura czasowa", &["{02}.01.2026 12:30:01"], DATE),
            Col(
                "Adres e-mail",
                &["osoba{}@example.com"],
                Personal(Pii::Email),
            ),
            Col(
                "Jak bardzo prawdopodobne jest, że polecisz nas znajomym?",
                TENS,
                NPS,
            ),
            Col("Dlaczego taka ocena?", TEXTS, COMMENT),
            Col(
                "W którym sklepie robisz zakupy?",
                &["Gdynia", "Kraków", "Łódź"],
                SEGMENT,
            ),
            Col("Oceń obsługę", FIVES, Score(None)),
            Col(
                "Jestem zadowolony/a z zakupów",
                &[
                    "Zdecydowanie tak",
                    "Raczej tak",
                    "Ani tak, ani nie",
                    "Raczej nie",
                ],
                Score(None),
            ),
        ],
    );
}

#[test]
fn microsoft_forms_in_both_languages() {
    let reading = check(
        Some("microsoft_forms"),
        ',',
        &[],
        &[
            Col("ID", &["{}"], ID),
            Col("Start time", &["1/{02}/26 10:00:12"], DATE),
            Col("Completion time", &["1/{02}/26 10:03:12"], DATE),
            Col("Email", &["anonymous"], Unused),
            Col("Name", PEOPLE, Personal(Pii::Name)),
            Col(
                "How likely are you to recommend us to a friend or colleague?",
                TENS,
                NPS,
            ),
            Col("What would you like us to improve?", TEXTS, COMMENT),
        ],
    );
    assert_eq!(primary(&reading), "Completion time");
    let reading = check(
        Some("microsoft_forms"),
        ';',
        &[],
        &[
            Col("Identyfikator", &["{}"], ID),
            Col("Godzina rozpoczęcia", &["{02}.01.2026 10:00"], DATE),
            Col("Godzina ukończenia", &["{02}.01.2026 10:05"], DATE),
            Col(
                "Adres e-mail",
                &["osoba{}@example.com"],
                Personal(Pii::Email),
            ),
            Col("Nazwa", PEOPLE, Personal(Pii::Name)),
            Col(
                "Jak prawdopodobne jest, że polecisz nas znajomemu?",
                TENS,
                NPS,
            ),
            Col("Co możemy poprawić?", TEXTS, COMMENT),
        ],
    );
    assert_eq!(primary(&reading), "Godzina ukończenia");
}

#[test]
fn typeform() {
    check(
        Some("typeform"),
        ',',
        &[],
        &[
            Col("#", &["x9k2m4p7q{}"], ID),
            Col("How likely are you to recommend us?", TENS, NPS),
            Col("What is the reason for your score?", TEXTS, COMMENT),
            Col("Response Type", &["completed"], Unused),
            Col("Start Date (UTC)", &["2026-01-{02} 08:00:00"], DATE),
            Col("Stage Date (UTC)", &[""], DATE),
            Col("Submit Date (UTC)", &["2026-01-{02} 08:02:10"], DATE),
            Col("Network ID", &["a1b2c3d4e{}"], ID),
            Col("Tags", &[""], Unused),
        ],
    );
}

#[test]
fn limesurvey_with_codes_and_with_texts() {
    check(
        Some("limesurvey"),
        ';',
        &[],
        &[
            Col("id", &["{}"], ID),
            Col("submitdate", &["2026-01-{02} 10:00:00"], DATE),
            Col("lastpage", &["4"], Unused),
            Col("startlanguage", &["pl", "en"], SEGMENT),
            Col("seed", &["1829{}3"], ID),
            Col("ipaddr", &["83.12.4.{}"], Personal(Pii::Ip)),
            Col("NPS", TENS, NPS),
            Col("powod", TEXTS, COMMENT),
        ],
    );
    check(
        Some("limesurvey"),
        ',',
        &[],
        &[
            Col("Response ID", &["{}"], ID),
            Col("Date submitted", &["2026-01-{02} 10:00:00"], DATE),
            Col("Last page", &["4"], Unused),
            Col("Start language", &["pl", "en"], SEGMENT),
            Col("Seed", &["1829{}3"], ID),
            Col(
                "How likely are you to recommend us to a colleague?",
                TENS,
                NPS,
            ),
            Col("Please explain your score.", TEXTS, COMMENT),
        ],
    );
}

#[test]
fn formbricks() {
    check(
        Some("formbricks"),
        ',',
        &[],
        &[
            Col("No.", &["{}"], ID),
            Col("Response ID", &["clx0a{}bc"], ID),
            Col("Timestamp", &["2026-01-{02}T10:00:00.000Z"], DATE),
            Col("Finished", &["Yes", "No"], Is(Role::Flag)),
            Col("Survey ID", &["clxsurvey1"], Unused),
            Col("Formbricks ID (internal)", &[""], Unused),
            Col("User ID", &[""], Unused),
            Col("Notes", &[""], Unused),
            Col("Tags", &[""], Unused),
            Col(
                "1. How likely are you to recommend Acme to a friend or colleague?",
                TENS,
                NPS,
            ),
            Col("2. What can we do better?", TEXTS, COMMENT),
        ],
    );
}

/// Delighted calls the answer "Score"; what it is stands in the columns beside it.
#[test]
fn delighted_and_asknicely() {
    let classes = &[
        "promoter",
        "promoter",
        "passive",
        "detractor",
        "passive",
        "promoter",
        "detractor",
        "promoter",
        "detractor",
        "promoter",
        "detractor",
    ];
    check(
        Some("delighted"),
        ',',
        &[],
        &[
            Col("Person ID", &["44{}1"], ID),
            Col("Name", PEOPLE, Personal(Pii::Name)),
            Col("Email", &["osoba{}@example.com"], Personal(Pii::Email)),
            Col("Created At", &["2026-01-{02} 10:00:00 UTC"], DATE),
            Col("Score", TENS, NPS),
            Col("NPS Category", classes, SEGMENT),
            Col("Comment", TEXTS, COMMENT),
            Col("Permalink", &["https://example.com/r/{}"], Unused),
            Col("Delighted Source", &["Email", "Link"], SEGMENT),
        ],
    );
    check(
        Some("asknicely"),
        ',',
        &[],
        &[
            Col("slug", &["a{}-key-19"], ID),
            Col("name", PEOPLE, Personal(Pii::Name)),
            Col("email", &["osoba{}@example.com"], Personal(Pii::Email)),
            Col("answer", TENS, NPS),
            Col("answer_label", classes, SEGMENT),
            Col("comment", TEXTS, COMMENT),
            Col("question_type", &["nps"], Unused),
            Col("delivery_method", &["email", "sms"], SEGMENT),
            Col("responded", &["2026-01-{02} 10:00:00"], DATE),
            Col("last_emailed", &["2026-01-{02} 07:00:00"], DATE),
            Col("published_name", &[""], Unused),
        ],
    );
}

#[test]
fn a_score_of_five_points_is_not_taken_for_the_nps() {
    check(
        None,
        ',',
        &[],
        &[
            Col("id", &["k{}"], ID),
            Col("Score", FIVES, Score(None)),
            Col("Category", &["promoter", "passive", "detractor"], SEGMENT),
            Col("Comment", TEXTS, COMMENT),
        ],
    );
    check(
        None,
        ',',
        &[],
        &[
            Col("id", &["k{}"], ID),
            Col("Score", TENS, Score(None)),
            Col("Category", &["promoter", "passive", "detractor"], SEGMENT),
        ],
    );
}

#[test]
fn zendesk_ratings() {
    check(
        Some("zendesk"),
        ',',
        &[],
        &[
            Col("Ticket ID", &["90{}"], ID),
            Col("Requester", PEOPLE, Personal(Pii::Name)),
            Col("Requester ID", &["118{}2"], ID),
            Col("Assignee", &["Ola Lis", "Jan Wilk"], Personal(Pii::Name)),
            Col("Ticket group", &["Billing", "Delivery", "Returns"], SEGMENT),
            Col(
                "Satisfaction Score",
                &["Good", "Offered", "Bad", "Good", "Good"],
                CSAT,
            ),
            Col("Satisfaction Comment", TEXTS, COMMENT),
            Col(
                "Satisfaction Reason",
                &["The issue took too long", "", "The agent was unhelpful"],
                SEGMENT,
            ),
            Col("Solved at", &["2026-01-{02}T10:00:00Z"], DATE),
        ],
    );
}

#[test]
fn app_stores_and_trustpilot() {
    check(
        Some("google_play"),
        ',',
        &[],
        &[
            Col("Package Name", &["com.example.app"], Unused),
            Col("App Version Code", &["211", "212"], Unused),
            Col("Reviewer Language", &["en", "pl", "de"], SEGMENT),
            Col("Device", &["pixel9", "galaxy"], SEGMENT),
            Col(
                "Review Submit Date and Time",
                &["2026-01-{02}T10:00:00Z"],
                DATE,
            ),
            Col("Star Rating", FIVES, Score(None)),
            Col("Review Text", TEXTS, COMMENT),
            Col(
                "Developer Reply Text",
                &["Thank you for telling us, we will look into it {}", ""],
                Unused,
            ),
            Col("Review Link", &["https://example.com/review/{}"], Unused),
        ],
    );
    check(
        Some("app_store"),
        ',',
        &[],
        &[
            Col("Created Date", &["2026-01-{02}T10:00:00-07:00"], DATE),
            Col("Rating", FIVES, Score(None)),
            Col("Body", TEXTS, COMMENT),
            Col(
                "Reviewer Nickname",
                &["kot{}", "dawid_{}"],
                Personal(Pii::Name),
            ),
            Col("Territory", &["POL", "GBR", "USA"], SEGMENT),
        ],
    );
    check(
        Some("trustpilot"),
        ',',
        &[],
        &[
            Col("Review ID", &["65a{}f01be"], ID),
            Col("Review Created (UTC)", &["2026-01-{02} 10:00:00"], DATE),
            Col("Review Stars", FIVES, Score(None)),
            Col(
                "Review Title",
                &["Great {}", "Never again {}", "Okay {}"],
                Is(Role::Comment),
            ),
            Col("Review Content", TEXTS, COMMENT),
            Col("Consumer Name", PEOPLE, Personal(Pii::Name)),
            Col(
                "Company Reply",
                &["Dear customer, we are sorry to hear about it {}", ""],
                Unused,
            ),
            Col("Reference ID", &["ORD-{}-8"], ID),
        ],
    );
}

#[test]
fn polish_tools() {
    let reading = check(
        Some("surveylab"),
        ';',
        &[],
        &[
            Col("Id odpowiedzi", &["55{}1"], ID),
            Col("Klucz odpowiedzi", &[""], Unused),
            Col(
                "userAgentData",
                &["Desktop / Windows / Chrome", "Mobile / Android / Chrome"],
                SEGMENT,
            ),
            Col("Data rozpoczęcia", &["2026-01-{02} 10:00:00"], DATE),
            Col("Data zakończenia", &["2026-01-{02} 10:03:00"], DATE),
            Col("Imię", &["Anna", "Jan"], Personal(Pii::Name)),
            Col("Nazwisko", &["Nowak", "Kowalski"], Personal(Pii::Name)),
            Col("Telefon", &["601 202 30{}"], Unused),
            Col("Czy polecisz nas znajomym?", TENS, NPS),
            Col("Uzasadnij swoją ocenę", TEXTS, COMMENT),
        ],
    );
    assert_eq!(primary(&reading), "Data zakończenia");
    check(
        None,
        ';',
        &[],
        &[
            Col("Lp.", &["{}"], ID),
            Col("Nr ankiety", &["A/{}/26"], ID),
            Col("Data wypełnienia", &["{02}.01.2026"], DATE),
            Col("Oddział", &["Gdynia", "Łódź", "Kraków"], SEGMENT),
            Col("Doradca", PEOPLE, Personal(Pii::Name)),
            Col("Skala polecenia (0-10)", TENS, NPS),
            Col(
                "Zadowolenie z obsługi",
                &[
                    "bardzo zadowolony/a",
                    "raczej zadowolony/a",
                    "ani zadowolony/a, ani niezadowolony/a",
                    "raczej niezadowolony/a",
                ],
                CSAT,
            ),
            Col(
                "Ile osób mieszka w gospodarstwie?",
                &["1", "2", "3", "4", "2", "11"],
                Unused,
            ),
            Col("Uwagi klienta", TEXTS, COMMENT),
            Col(
                "Notatka wewnętrzna",
                &["Oddzwonić do klienta jutro rano {}", ""],
                Unused,
            ),
        ],
    );
}

#[test]
fn questions_in_other_languages() {
    let recommend = [
        "Quelle est la probabilité que vous nous recommandiez ?",
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?",
        "Con quale probabilità ci consiglieresti a un amico?",
        "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
        "Jak pravděpodobné je, že nás doporučíte?",
        "¿Qué probabilidad hay de que nos recomiende?",
    ];
    let satisfied = [
        "Wie zufrieden sind Sie?",
        "Quanto sei soddisfatto?",
        "Hoe tevreden bent u?",
        "Jak jste spokojeni s nákupem?",
        "sat_overall",
    ];
    let nps = recommend.map(|heading| Col(heading, TENS, NPS));
    let csat = satisfied.map(|heading| Col(heading, FIVES, CSAT));
    let columns: Vec<Col<'_>> = nps.into_iter().chain(csat).collect();
    check(None, ';', &[], &columns);
}

#[test]
fn labels_say_what_the_question_measures() {
    let ease = Score(Some(Metric::Ces2));
    let columns = [
        Col(
            "The company made it easy for me to handle my issue.",
            &[
                "Strongly agree",
                "Agree",
                "Somewhat disagree",
                "Somewhat agree",
            ],
            ease,
        ),
        Col(
            "Finding what you needed",
            &[
                "Very easy",
                "Somewhat easy",
                "Extremely easy",
                "Not so easy",
            ],
            ease,
        ),
        Col(
            "How well do our products meet your needs?",
            &[
                "Extremely well",
                "Not so well",
                "Somewhat well",
                "Very well",
            ],
            Score(None),
        ),
        Col(
            "Jak ocenia Pani/Pan zakupy?",
            &[
                "zdecydowanie zadowolony(-a)",
                "ani zadowolony(-a), ani niezadowolony(-a)",
                "raczej niezadowolony(-a)",
            ],
            CSAT,
        ),
        Col("starRating", &["FIVE", "FOUR", "ONE", "FIVE"], Score(None)),
        Col("rated_at", &["17698176{02}", "17698{02}617"], DATE),
    ];
    check(None, ',', &[], &columns);
}

#[test]
fn people_and_tickets() {
    let columns = [
        Col("Ticket #", &["10{}"], ID),
        Col("Team member", PEOPLE, Personal(Pii::Name)),
        Col("Guest name", PEOPLE, Personal(Pii::Name)),
        Col("Person", PEOPLE, Personal(Pii::Name)),
        Col(
            "Please tell us your contact details Name",
            PEOPLE,
            Personal(Pii::Name),
        ),
        Col(
            "Please tell us your contact details Phone Number",
            &["+48 600 100 1{02}"],
            Personal(Pii::Phone),
        ),
        Col("CSAT", FIVES, CSAT),
        Col(
            "Visits",
            &["0", "1", "2", "3", "5", "8", "1", "0", "12"],
            Unused,
        ),
    ];
    check(None, ',', &[], &columns);
}

/// Hotels, branches and products have names too, which nobody masks; those of staff are masked however the column
/// is headed and with titles before them.
#[test]
fn places_and_products_are_no_persons() {
    let places = &["Grand Plaza", "Hotel Arena", "Park Inn", "Złote Tarasy"];
    let staff = &["dr n. med. Jan Kowalski", "lek. Anna Nowak", "Mazur, Ewa"];
    let columns = [
        Col("Hotel_Name", places, SEGMENT),
        Col("Branch name", places, SEGMENT),
        Col("Property Name", places, SEGMENT),
        Col("Nazwa placówki", places, SEGMENT),
        Col("Nazwa produktu", places, SEGMENT),
        Col("Nazwa", PEOPLE, Personal(Pii::Name)),
        Col("Lekarz", staff, Personal(Pii::Name)),
        Col("Przełożony", PEOPLE, Personal(Pii::Name)),
        Col("Engineer", PEOPLE, Personal(Pii::Name)),
        Col("Telefon", &["'+48 600 100 1{02}"], Personal(Pii::Phone)),
        Col("Job no.", &["J0012{}7"], ID),
        Col("LTR", TENS, NPS),
        Col(
            "Jak ocenia Pan(i) obsługę?",
            &[
                "bardzo dobrze",
                "raczej dobrze",
                "ani dobrze, ani źle",
                "raczej źle",
            ],
            CSAT,
        ),
    ];
    check(None, ';', &[], &columns);
}

/// Columns that are easily taken for something else: each line is a cause, not a product.
#[test]
fn columns_that_look_like_something_else() {
    let columns = [
        // Whoever made the file anonymous left one word in all rows; the tick repeats its heading.
        Col("Email", &["anonymous"], Personal(Pii::Email)),
        Col("Nick kupującego", &["a{}xw", "zz{}q"], Personal(Pii::Name)),
        Col("PLZ", &["501{02}", "802{02}"], Personal(Pii::Address)),
        Col("days_since_review", &["{} days"], Unused),
        Col(
            "Odpowiedź lekarza",
            &["Dziękujemy za opinię nr {} i zapraszamy"],
            Unused,
        ),
        Col("Sentiment", &["Positive", "Negative", "Neutral"], SEGMENT),
        Col("Review text", TEXTS, COMMENT),
        Col("Last update millis since epoch", &["17698176{02}000"], DATE),
        Col("Contract end", &["2027-01-{02}"], DATE),
        Col("Response from owner date", &["2026-02-{02}"], DATE),
        Col("Review date", &["2026-01-{02}"], DATE),
    ];
    assert_eq!(primary(&check(None, ',', &[], &columns)), "Review date");
}

/// Alchemer writes the question of a multiple choice behind each of its options.
#[test]
fn options_before_their_question_are_one_question() {
    let columns = [
        Col("Response ID", &["{}"], ID),
        Col("Email:How should we reach you?", &["Email", ""], SEGMENT),
        Col(
            "Phone:How should we reach you?",
            &["", "Phone", "Phone"],
            Unused,
        ),
        Col("Mail:How should we reach you?", &["", "", "Mail"], Unused),
        Col("Overall satisfaction", FIVES, CSAT),
    ];
    let reading = check(None, ',', &[], &columns);
    assert_eq!(reading.columns[1].name, "How should we reach you?");
    let chosen = reading
        .columns
        .iter()
        .filter(|column| column.choice_of == Some(1));
    assert_eq!(chosen.count(), 3);
}

/// A multiple choice whose options lost their headings, and how a page of reviews says a rating and a day.
#[test]
fn files_that_a_program_has_saved_again() {
    let columns = [
        Col("Unnamed: 0", &["{}"], ID),
        Col("Which snacks do you like?", &["Chips", ""], SEGMENT),
        Col("Unnamed: 2", &["", "Nuts", "Nuts"], Unused),
        Col("Unnamed: 3", &["", "", "Fruit"], Unused),
        Col(
            "rating",
            &[
                "5.0 out of 5 stars",
                "1.0 out of 5 stars",
                "3.0 out of 5 stars",
            ],
            Score(None),
        ),
        Col(
            "date",
            &["Reviewed in the United States on March {02}, 2026"],
            DATE,
        ),
        Col("body", TEXTS, COMMENT),
        Col(
            "Share of your time, percent",
            &["10", "5", "0", "2"],
            Unused,
        ),
    ];
    let reading = check(None, ',', &[], &columns);
    assert_eq!(reading.columns[1].name, "Which snacks do you like?");
    assert_eq!(reading.columns[3].choice_of, Some(1));
    assert_eq!(reading.columns[4].scale, Some([1, 5]));
}

/// The tools of the NPS call the answer "Score"; the campaign says what was asked.
#[test]
fn a_column_that_says_nps_in_every_row_names_the_rating_beside_it() {
    let columns = [
        Col(
            "Email Address",
            &["osoba{}@example.com"],
            Personal(Pii::Email),
        ),
        Col("Score", TENS, NPS),
        Col("Feedback", TEXTS, COMMENT),
        Col("Campaign", &["NPS Regular"], Unused),
        Col("Response date", &["2026-03-{02} 10:00:00"], DATE),
    ];
    check(None, ',', &[], &columns);
}
