use super::patterns::{is_bank_account, is_nip};
use super::*;
use crate::reading::Reader;

fn columns(csv: &str) -> (Table, Vec<ColumnReading>) {
    let mut reader = Reader::new(&Settings::default());
    reader.push(csv.as_bytes()).expect("text is read");
    let (table, _) = reader.finish().expect("text is read");
    let columns = assign_roles(&table, &Settings::default());
    (table, columns)
}

/// A file of one column beside an identifier, with the values repeated to thirty rows.
fn check(header: &str, values: &[&str], role: Role, metric: Option<Metric>) -> ColumnReading {
    let rows = (0..30).map(|row| format!("{row},\"{}\"\n", values[row % values.len()]));
    let (_, columns) = columns(&format!("id,\"{header}\"\n{}", rows.collect::<String>()));
    assert_eq!(
        (columns[1].role, columns[1].metric),
        (role, metric),
        "{header}"
    );
    columns[1].clone()
}

const ELEVEN: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

#[test]
fn nps_only_where_it_is_asked() {
    check(
        "Jak bardzo prawdopodobne jest, że nas polecisz?",
        &ELEVEN,
        Role::Score,
        Some(Metric::Nps),
    );
    check("NPS fala 2", &ELEVEN, Role::Score, Some(Metric::Nps));
    let satisfied = check(
        "How satisfied are you overall?",
        &ELEVEN,
        Role::Score,
        Some(Metric::Csat),
    );
    assert_eq!(satisfied.scale, Some([0, 10]));
    check("Ocena obsługi", &ELEVEN, Role::Score, None);
}

/// The reading of one column of numbers, each as often as stated.
fn counted(header: &str, values: &[(i32, usize)]) -> ColumnReading {
    let rows = values
        .iter()
        .flat_map(|&(value, times)| std::iter::repeat_n(value, times));
    let rows = rows
        .enumerate()
        .map(|(row, value)| format!("r{row},{value}\n"));
    let (_, columns) = columns(&format!("id,\"{header}\"\n{}", rows.collect::<String>()));
    columns[1].clone()
}

#[test]
fn a_few_answers_beyond_the_scale_leave_the_question_what_it_is() {
    let eleven: Vec<(i32, usize)> = (0..=10).map(|answer| (answer, 10)).collect();
    let five: Vec<(i32, usize)> = (1..=5).map(|answer| (answer, 40)).collect();
    let seven: Vec<(i32, usize)> = (1..=7).map(|answer| (answer, 40)).collect();
    let with = |answers: &[(i32, usize)], stray: (i32, usize)| [answers, &[stray]].concat();
    let read = |header, values: &[(i32, usize)]| {
        let found = counted(header, values);
        (found.role, found.metric, found.scale)
    };
    let nps = (Role::Score, Some(Metric::Nps), Some([0, 10]));
    let recommend = "How likely are you to recommend us?";
    for stray in [
        (11, 3),
        (11, 1),
        (12, 10),
        (50, 2),
        (99, 3),
        (-1, 8),
        (99, 300),
        (100, 4),
    ] {
        assert_eq!(read(recommend, &with(&eleven, stray)), nps, "{stray:?}");
    }
    let csat = |scale| (Role::Score, Some(Metric::Csat), Some(scale));
    let satisfied = "How satisfied are you?";
    for stray in [(6, 1), (8, 4), (9, 5), (11, 3), (55, 1), (99, 20), (-9, 20)] {
        assert_eq!(
            read(satisfied, &with(&five, stray)),
            csat([1, 5]),
            "{stray:?}"
        );
    }
    assert_eq!(read(satisfied, &with(&seven, (9, 5))), csat([1, 7]));
    assert_eq!(read(satisfied, &with(&eleven, (12, 1))), csat([0, 10]));
    // A scale that goes on is a longer scale, and a column that goes on is no scale.
    assert_eq!(read(satisfied, &seven), csat([1, 7]));
    assert_eq!(read(satisfied, &with(&five, (6, 8))), csat([1, 7]));
    assert_eq!(read(recommend, &with(&eleven, (50, 60))).0, Role::Number);
    let hundred: Vec<(i32, usize)> = (0..=76).map(|answer| (answer, 2)).collect();
    assert_eq!(read(recommend, &hundred).0, Role::Number);
    assert_eq!(read("Visits", &with(&eleven, (14, 3))).0, Role::Number);
    assert_eq!(
        read("How many visits?", &with(&eleven, (14, 3))).0,
        Role::Number
    );
}

#[test]
fn effort_has_a_direction() {
    let answers = ["1", "2", "3", "4", "5", "6", "7"];
    assert!(
        !check(
            "How easy was it to get help?",
            &answers,
            Role::Score,
            Some(Metric::Ces2)
        )
        .low_is_good
    );
    assert!(
        check(
            "How easy was it? (1 = very easy, 7 = very difficult)",
            &answers,
            Role::Score,
            Some(Metric::Ces2)
        )
        .low_is_good
    );
    assert!(
        check(
            "Jak duży wysiłek?",
            &answers[..5],
            Role::Score,
            Some(Metric::Ces)
        )
        .low_is_good
    );
}

#[test]
fn personal_numbers_are_found_by_their_checksum() {
    let pesel = [
        "44051401359",
        "02070803628",
        "90090515836",
        "92071314764",
        "81100216357",
    ];
    check("numer", &pesel, Role::Pii, None);
    check(
        "numer",
        &[
            "12345678901",
            "12345678902",
            "12345678903",
            "11111111116",
            "22222222220",
        ],
        Role::Number,
        None,
    );
    assert!(is_nip("526-000-12-46") && !is_nip("526-000-12-47"));
    // The examples of the standard, and the Polish one as it is written inside the country.
    for account in [
        "GB82 WEST 1234 5698 7654 32",
        "PL61109010140000071219812874",
        "61 1090 1014 0000 0712 1981 2874",
    ] {
        assert!(is_bank_account(account), "{account}");
    }
    assert!(!is_bank_account("61 1090 1014 0000 0712 1981 2875"));
    assert!(!is_bank_account("PL"));
}

#[test]
fn bank_accounts_are_personal() {
    let accounts = [
        "GB82 WEST 1234 5698 7654 32",
        "PL61109010140000071219812874",
        "DE89370400440532013000",
    ];
    check("pole 7", &accounts, Role::Pii, None);
    let without_checksum = [
        "11 2222 3333 4444 5555 6666 7777",
        "22 2222 3333 4444 5555 6666 7777",
    ];
    check("Nr rachunku", &without_checksum, Role::Pii, None);
    check(
        "Saldo rachunku",
        &["120.50", "88", "1034.11"],
        Role::Number,
        None,
    );
}

#[test]
fn words_for_effort_importance_and_faces_are_scales() {
    let effort = [
        "Very low effort",
        "Low effort",
        "Neutral",
        "High effort",
        "Very high effort",
    ];
    let found = check("How was it?", &effort, Role::Score, Some(Metric::Ces));
    assert!(found.low_is_good && found.scale == Some([1, 5]));
    let polish = [
        "bardzo mały wysiłek",
        "mały wysiłek",
        "średni wysiłek",
        "duży wysiłek",
    ];
    check("Jak było?", &polish, Role::Score, Some(Metric::Ces));
    check(
        "Price",
        &[
            "Not important",
            "Slightly important",
            "Important",
            "Very important",
        ],
        Role::Score,
        None,
    );
    check(
        "Emoji",
        &["😠", "🙁", "😐", "😃", "🤩"],
        Role::Score,
        Some(Metric::Csat),
    );
    check(
        "Firma ułatwiła mi załatwienie sprawy",
        &["1", "3", "7", "6", "5"],
        Role::Score,
        Some(Metric::Ces2),
    );
    check(
        "Nights stayed",
        &["1", "2", "3", "4", "7"],
        Role::Number,
        None,
    );
}

#[test]
fn ratings_in_half_points_are_scores_of_ten() {
    let of_five = ["4,5/5", "5/5", "3,5/5", "brak oceny", "1/5"];
    let found = check("Ocena", &of_five, Role::Score, None);
    assert_eq!((found.scale, found.answered), (Some([1, 10]), 30));
    let words = ["4.5 out of 5", "3 out of 5", "0 out of 5", "N/A"];
    assert_eq!(
        check("overall", &words, Role::Score, None).scale,
        Some([0, 10])
    );
    let plain = ["4,5", "3,5", "2", "5"];
    check("Zadowolenie", &plain, Role::Score, Some(Metric::Csat));
    check("Staż pracy", &plain, Role::Number, None);
    // Whole ratings of five keep their scale.
    let whole = ["5 out of 5", "3 out of 5", "1 out of 5"];
    assert_eq!(
        check("overall", &whole, Role::Score, None).scale,
        Some([1, 5])
    );
}

#[test]
fn ratings_in_tenths_are_rounded_to_whole_points_of_ten() {
    let of_ten = check(
        "Reviewer_Score",
        &["8.8", "9.2", "7.5", "10"],
        Role::Score,
        None,
    );
    assert_eq!((of_ten.scale, of_ten.answered), (Some([1, 10]), 30));
    check(
        "Ocena (0-10)",
        &["8,8", "4,2", "N/A", "0"],
        Role::Score,
        None,
    );
    let answers = |header: &str, values: &[&str]| {
        let csv = values.iter().map(|value| format!("r,{value}\n"));
        let (table, _) = columns(&format!("id,{header}\n{}", csv.collect::<String>()));
        let answer = answers_of(&table.columns[1]);
        values.iter().map(|value| answer(value)).collect::<Vec<_>>()
    };
    // Of ten they are rounded, of five doubled before that.
    assert_eq!(
        answers("rating", &["8.8", "7.5", "3.1", "10"]),
        [Some(9), Some(8), Some(3), Some(10)]
    );
    assert_eq!(
        answers("rating", &["4.3", "3.7", "5", "1.2"]),
        [Some(9), Some(7), Some(10), Some(2)]
    );
    assert_eq!(
        answers("rating", &["4.3/10", "3.7/10", "-"]),
        [Some(4), Some(4), None]
    );
    // What somebody computed, and what is no rating, stay numbers.
    for header in [
        "avg_rating",
        "Average_Score",
        "Sentiment score",
        "Price",
        "Total score",
    ] {
        check(header, &["8.8", "4.3", "7.1", "9.9"], Role::Number, None);
    }
    check("score", &["0.12", "0.5", "0.734"], Role::Number, None);
}

#[test]
fn a_scale_that_the_heading_names_is_the_scale() {
    let five = ["5", "6", "7"];
    let of_ten = check(
        "Jak oceniasz obsługę w skali 1-10?",
        &five,
        Role::Score,
        None,
    );
    assert_eq!(of_ten.scale, Some([1, 10]));
    let satisfied = "How satisfied are you on a scale of 0 to 10?";
    let satisfied = check(satisfied, &five, Role::Score, Some(Metric::Csat));
    assert_eq!(satisfied.scale, Some([0, 10]));
    let grades = ["1", "2", "3"];
    let best_first = "Quality (1 = very good; 5 = very poor)";
    let found = check(best_first, &grades, Role::Score, None);
    assert_eq!((found.scale, found.low_is_good), (Some([1, 5]), true));
    let school = check("Ocena dostawy (1-6)", &["1", "4", "6"], Role::Score, None);
    assert_eq!((school.scale, school.low_is_good), (Some([1, 6]), false));
    // Answers beyond it show that the heading means something else.
    let more = check("Ocena etapów 1-5", &["5", "9", "10"], Role::Score, None);
    assert_eq!(more.scale, Some([1, 10]));
    // A question of seven points is no NPS, whatever it asks.
    let seven = ["1", "4", "7"];
    let recommend = "How likely are you to recommend us (1-7)?";
    assert_eq!(
        check(recommend, &seven, Role::Score, None).scale,
        Some([1, 7])
    );
}

#[test]
fn a_battery_keeps_the_scales_that_its_headings_name() {
    let csv = (0..40).map(|row| format!("r{row},{},{}\n", row % 5 + 1, row % 7 + 1));
    let csv = csv.collect::<String>();
    let (_, found) = columns(&format!("id,Quality (1-5),Price (1-7)\n{csv}"));
    assert_eq!(
        [found[1].scale, found[2].scale],
        [Some([1, 5]), Some([1, 7])]
    );
    let (_, found) = columns(&format!("id,Quality,Price (1-7)\n{csv}"));
    assert_eq!(
        [found[1].scale, found[2].scale],
        [Some([1, 7]), Some([1, 7])]
    );
}

#[test]
fn a_rating_that_ends_at_its_top_keeps_its_scale_beside_a_longer_one() {
    let of = |satisfied: [u32; 5]| {
        let five = (1..=5)
            .zip(satisfied)
            .flat_map(|(answer, times)| std::iter::repeat_n(answer, times as usize));
        let rows = five
            .enumerate()
            .map(|(row, five)| format!("r{row},{five},{}\n", row % 7 + 1));
        let (_, found) = columns(&format!(
            "id,Satisfaction,Value\n{}",
            rows.collect::<String>()
        ));
        found[1].scale
    };
    // Most gave five, and nobody more: that is the top. Where most gave four it may be.
    assert_eq!(of([1, 0, 9, 22, 92]), Some([1, 5]));
    assert_eq!(of([9, 20, 30, 40, 25]), Some([1, 7]));
}

/// Numbers under headings of places, ranks and counts, with identifiers of groups.
#[test]
fn numbers_of_groups_and_counts_are_no_ratings() {
    let codes = ["1", "2", "3", "4", "5"];
    for header in [
        "JobLevel",
        "Ward",
        "Council District",
        "Quarter",
        "pay_band",
    ] {
        check(header, &codes, Role::Segment, None);
    }
    for header in [
        "NumCompaniesWorked",
        "awards",
        "liczba_produktow",
        "nb.repeat",
    ] {
        check(header, &codes, Role::Number, None);
    }
    let long = "During a typical project, approximately what proportion of your time is devoted to cleaning data?";
    check(long, &["10", "20", "0", "50"], Role::Number, None);
    for header in ["unit_id", "Store ID", "course_id"] {
        check(header, &["1001", "1002", "1003"], Role::Segment, None);
    }
    check("customer_id", &["1001", "1002", "1003"], Role::Id, None);
    check("Service level", &codes, Role::Segment, None);
    check("Rating of the level", &codes, Role::Score, None);
}

#[test]
fn codes_below_one_of_several_options_are_no_ratings() {
    let codes = ["1", "2", "3", "4", "5"];
    check(
        "Please choose one of the fruits below.",
        &codes,
        Role::Segment,
        None,
    );
    check("Proszę wybrać jedną odpowiedź", &codes, Role::Segment, None);
    check("Wybierz jedną odpowiedź", &codes, Role::Segment, None);
    check("Choose one rating", &codes, Role::Score, None);
}

#[test]
fn a_trial_of_a_few_rows_has_its_segments() {
    let (_, columns) = columns(
        "nr,when,Start date,where,nps,who\n\
             1,2026-01-02,,Gdańsk,9,Anna Nowak\n2,2026-01-03,,Łódź,10,Jan Kowalski\n\
             3,2026-01-03,,Kraków,3,Ewa Mazur\n4,2026-01-04,,Poznań,7,Piotr Lis\n",
    );
    let roles: Vec<Role> = columns.iter().map(|column| column.role).collect();
    // The emptied date column keeps its name and leaves the trend to the one that has dates.
    assert_eq!(
        roles[1..5],
        [Role::Date, Role::Date, Role::Segment, Role::Score]
    );
    assert!(columns[1].primary && !columns[2].primary);
    assert_ne!(roles[5], Role::Segment);
}

#[test]
fn numbers_are_dates_only_under_a_date_heading() {
    let serials = ["46053", "46054", "46055.5", "46056"];
    check("Data wypełnienia", &serials, Role::Date, None);
    check("Kwota", &serials, Role::Number, None);
    check(
        "timestamp",
        &["1769817600", "1769817601", "1769817700"],
        Role::Date,
        None,
    );
}

#[test]
fn numbers_that_nobody_rated_with() {
    check(
        "Score",
        &["7 / 10", "9 / 10", "4 / 10", "10 / 10"],
        Role::Number,
        None,
    );
    check("Ocena", &["4 / 5", "5 / 5", "2 / 5"], Role::Score, None);
    let bands = ["1", "2", "3", "4", "5 lub więcej"];
    check(
        "Na którym roku studiów jesteś?",
        &bands,
        Role::Segment,
        None,
    );
    check(
        "Na.którym.roku.studiów.jesteś.",
        &bands[..4],
        Role::Segment,
        None,
    );
    check("income1", &["1", "2", "3", "4"], Role::Segment, None);
    check(
        "What is your household size?",
        &["1", "2", "3", "4", "6"],
        Role::Number,
        None,
    );
    // A page in a question is no number of one.
    check(
        "To what extent would you buy because of what the web page shows?",
        &["1", "2", "3", "4", "5"],
        Role::Score,
        None,
    );
    check(
        "Rank how useful you find the following when solving your issue",
        &["1", "2", "3", "4", "5", "7"],
        Role::Number,
        None,
    );
    check("Last page", &["1", "2", "3", "4", "5"], Role::Number, None);
    let lengths = check(
        "satisfaction_session_length",
        &["1", "2", "3"],
        Role::Score,
        None,
    );
    assert_eq!(lengths.scale, Some([1, 3]));
}

#[test]
fn labels_that_people_make_themselves() {
    for labels in [
        ["odpowiednia", "raczej odpowiednia", "nieodpowiednia"],
        ["Great value", "Fair value", "Poor value"],
        ["rewelacyjna", "przeciętna", "fatalna"],
        ["na pewno tak", "prawdopodobnie nie", "na pewno nie"],
        [
            "Very true of me",
            "Somewhat true of me",
            "Not at all true of me",
        ],
    ] {
        assert_eq!(check_role("Pytanie", &labels), Role::Score, "{labels:?}");
    }
    // One label beside four points of the scale: whom the question is not for.
    let bullied = [
        "Strongly agree",
        "Agree",
        "Disagree",
        "Strongly disagree",
        "My child has not been bullied",
    ];
    assert_eq!(check_role("Bullying", &bullied), Role::Score);
    assert_eq!(
        check_role(
            "Czy cena jest odpowiednia?",
            &["Tak", "Nie", "Nie mam zdania"]
        ),
        Role::Segment
    );
    // Words that only look like each other's opposite, and kinds of one thing.
    for labels in [
        ["informacja", "formacja", "deformacja"],
        ["Union", "Onion", "Ion"],
        ["Red wine", "White wine", "Rose wine"],
    ] {
        check("Pytanie", &labels, Role::Segment, None);
    }
}

#[test]
fn numbers_of_any_length_may_stand_around_a_dash() {
    let long = format!("{0}a{0}", "6".repeat(40));
    assert_ne!(check_role("Kod", &[&long, "1-2", "3-4"]), Role::Score);
}

#[test]
fn habits_side_by_side_are_ratings_and_one_alone_is_a_group() {
    let often = [
        "codziennie",
        "kilka razy w tygodniu",
        "raz w miesiącu",
        "kilka razy w roku",
        "nigdy",
    ];
    let row = |row: usize| {
        let cell = |shift: usize| often[(row * (shift + 1) + shift) % often.len()];
        format!("{row},{},{},{}\n", cell(0), cell(1), cell(2))
    };
    let rows: String = (0..30).map(row).collect();
    let (table, found) = columns(&format!(
        "id,Jak często? [kino],Jak często? [teatr],Jak często? [opera]\n{rows}"
    ));
    for column in &found[1..] {
        assert_eq!(
            (column.role, column.scale),
            (Role::Score, Some([1, 7])),
            "{}",
            column.name
        );
    }
    let answer = answers_of(&table.columns[1]);
    assert_eq!(
        often.map(answer),
        [Some(7), Some(6), Some(3), Some(2), Some(1)]
    );
    assert_eq!(
        check_role("Jak często nas odwiedzasz?", &often),
        Role::Segment
    );
    // Lengths of time side by side are none.
    let lengths: String = (0..30)
        .map(|row| {
            format!(
                "{row},{0},{0},{0}\n",
                ["1-2 years", "3 years", "a year"][row % 3]
            )
        })
        .collect();
    let (_, found) = columns(&format!("id,a,b,c\n{lengths}"));
    assert!(found[1..].iter().all(|column| column.role != Role::Score));
}

#[test]
fn numbers_below_a_statement_rate_it_whatever_it_names() {
    let ten = ["1", "3", "5", "7", "8", "10"];
    for statement in [
        "In the last year I have had the training that I need",
        "During the day I can take a break whenever I want to",
        "W ostatnim roku studiów czułam się dobrze przygotowana do pracy w zawodzie",
    ] {
        check(statement, &ten, Role::Score, None);
    }
    check("Year", &ten, Role::Segment, None);
}

#[test]
fn addresses_and_numbers_of_employees_are_personal_under_any_heading() {
    let own = |header: &str, value: &dyn Fn(usize) -> String| {
        let rows = (0..30).map(|row| format!("{row},\"{}\"\n", value(row)));
        columns(&format!("id,{header}\n{}", rows.collect::<String>())).1[1].pii
    };
    for header in ["adr", "Kontakt", "col7"] {
        let polish = own(header, &|row| {
            format!("ul. Polna {row}, 00-9{row:02} Warszawa")
        });
        assert_eq!(polish, Some(Pii::Address), "{header}");
        let english = own(header, &|row| format!("{row} Main Street, London"));
        assert_eq!(english, Some(Pii::Address), "{header}");
    }
    for header in ["emp_no", "pracownik_id", "Personnel number", "Staff ID"] {
        assert_eq!(
            own(header, &|row| format!("{}", 40_000 + row * 3)),
            Some(Pii::PersonId),
            "{header}"
        );
    }
    let agents = [
        "Anna Nowak",
        "Jan Kowalski",
        "Ewa Zielińska",
        "Piotr Lis",
        "Maria Wójcik",
    ];
    assert_eq!(own("n", &|row| agents[row % 5].to_owned()), Some(Pii::Name));
    let places = [
        "Nowa Huta",
        "Stare Miasto",
        "Dolny Mokotów",
        "Nowy Świat",
        "Zielona Góra",
    ];
    assert_eq!(own("n", &|row| places[row % 5].to_owned()), None);
    // Of comments some name a street.
    let said = own("col7", &|row| {
        format!("Waited {row} minutes on Main Street for the courier")
    });
    assert_eq!(said, None);
}

#[test]
fn words_inside_other_words_name_nothing() {
    let years = ["1990", "1985", "1971", "2001", "1999", "1964"];
    check("Año de nacimiento", &years, Role::Number, None);
    let stressed = ["1", "4", "6", "8", "10"];
    check(
        "How stressed have you been in the last month?",
        &stressed,
        Role::Score,
        None,
    );
    check("¿Cuántas materias cursas?", &stressed, Role::Number, None);
    for count in [
        "Q12 *Q12 About how many years have you had access?",
        "q3.1. Approximately how many people work there?",
        "Średnio ile razy w miesiącu u nas kupujesz?",
    ] {
        check(count, &stressed, Role::Number, None);
    }
    check(
        "26. How many classes (8 AM start time) do you have",
        &["1", "2", "3", "5"],
        Role::Number,
        None,
    );
    check(
        "Czy uważasz, że ilość nauki jest powiązana z wynikami?",
        &stressed[..3],
        Role::Score,
        None,
    );
    // Formulas that keep spreadsheets from changing a value.
    let kept = [
        "=\"\"4\"\"",
        "=\"\"3\"\"",
        "=\"\"5\"\"",
        "=\"\"1\"\"",
        "=\"\"2\"\"",
    ];
    check("Rating", &kept, Role::Score, None);
    let first = ["Ewa", "Jan", "Tim", "Bob"];
    check("Name (optional)", &first, Role::Pii, None);
    let amounts = ["A lot", "Some", "Only a little", "Not at all"];
    check("How much did it help you?", &amounts, Role::Score, None);
    check(
        "Nome",
        &["Davy de Souza", "Luiz Oliveira", "Victor Carli"],
        Role::Pii,
        None,
    );
}

#[test]
fn months_are_dates_and_comments_may_repeat() {
    for months in [
        ["2025-01", "2025-02", "2025-03"],
        ["01.2025", "02.2025", "12.2024"],
        ["styczeń 2025", "luty 2025", "marzec 2025"],
        ["Jan-25", "Feb-25", "Mar-25"],
    ] {
        check("Okres", &months, Role::Date, None);
    }
    for others in [
        ["styczeń", "luty", "marzec"],
        ["Marathon 2024", "Decathlon 2024", "Marathon 2025"],
        ["2024.1", "2024.2", "2024.3"],
    ] {
        assert_ne!(check_role("Okres", &others), Role::Date, "{others:?}");
    }
    let said = [
        "Billing took too long to fix",
        "Portal is confusing for us",
        "Would like faster quotes",
        "Great broker support here",
        "Savings are real and quick",
    ];
    check("comment", &said, Role::Comment, None);
    check("Reason code", &said, Role::Segment, None);
    check("Feedback category", &said, Role::Segment, None);
}

/// The role of a column of these values, repeated to thirty rows.
fn check_role(header: &str, values: &[&str]) -> Role {
    let rows = (0..30).map(|row| format!("{row},\"{}\"\n", values[row % values.len()]));
    let (_, columns) = columns(&format!("id,\"{header}\"\n{}", rows.collect::<String>()));
    columns[1].role
}

#[test]
fn degrees_are_told_in_other_languages_and_around_a_neutral_middle() {
    for labels in [
        ["Sehr wichtig", "Wichtig", "Mäßig wichtig", "Kaum wichtig"],
        [
            "Très utile",
            "Assez utile",
            "Peu utile",
            "Pas du tout utile",
        ],
        ["very open", "somewhat open", "neutral", "somewhat hesitant"],
        [
            "Strongly convincing",
            "Somewhat convincing",
            "Neither convincing nor unconvincing",
            "Somewhat unconvincing",
        ],
        [
            "Strongly in favor",
            "Somewhat in favor",
            "Neutral",
            "Strongly in opposition",
        ],
    ] {
        check("Q12", &labels, Role::Score, None);
    }
}

#[test]
fn a_question_of_degree_is_a_rating_though_nobody_went_higher_than_three() {
    let three = ["1", "2", "3", "2"];
    check(
        "To what extent do you believe that we care?",
        &three,
        Role::Score,
        None,
    );
    assert_ne!(check_role("Visits to the branch", &three), Role::Score);
    assert_ne!(
        check_role("How many branches have you seen?", &three),
        Role::Score
    );
}

#[test]
fn variables_of_one_beginning_have_the_scale_of_the_others() {
    let row = |row: usize| {
        let five = row % 5 + 1;
        format!(
            "r{row},{five},{},{},{}\n",
            (row + 2) % 5 + 1,
            row % 2 + 1,
            row % 3 + 1
        )
    };
    let rows: String = (0..40).map(row).collect();
    let (_, found) = columns(&format!("id,Q_PRICE,Q_STAY,Q_RULES,HOME\n{rows}"));
    assert_eq!((found[3].role, found[3].scale), (Role::Score, Some([1, 5])));
    assert_ne!(found[4].role, Role::Score);
}

#[test]
fn recommending_is_asked_on_the_scale_of_the_ratings_around_it() {
    let of = |highest: usize, recommend: &str| {
        let row = |row: usize| {
            let [one, two] = [row % 7 + 1, (row + 3) % 7 + 1];
            format!("r{row},{one},{two},{}\n", highest - row % 4)
        };
        let rows: String = (0..40).map(row).collect();
        let (_, found) = columns(&format!("id,Guide rating,Tour rating,{recommend}\n{rows}"));
        (found[3].metric, found[3].scale)
    };
    let question = "Would you recommend the guide?";
    assert_eq!(of(7, question), (None, Some([1, 7])));
    assert_eq!(of(9, question), (Some(Metric::Nps), Some([0, 10])));
    assert_eq!(
        of(7, "NPS: would you recommend us?"),
        (Some(Metric::Nps), Some([0, 10]))
    );
}

#[test]
fn what_is_told_about_a_person_is_not_a_name() {
    let countries = [
        "United Kingdom",
        "New Zealand",
        "Saudi Arabia",
        "South Africa",
    ];
    assert_eq!(
        check_role("Reviewer_Nationality", &countries),
        Role::Segment
    );
    let people = [
        "Anna Nowak",
        "Jan Kowalski",
        "Ewa Wójcik",
        "Piotr Zieliński",
    ];
    assert_eq!(check_role("Reviewer", &people), Role::Pii);
}

#[test]
fn dashes_in_empty_cells_are_no_answers_that_come_back() {
    let said = [
        "The staff answered every e-mail within a day",
        "Nobody could tell me what the form is for",
        "I waited for weeks and heard nothing at all",
        "Clear letters, and a person to talk to",
        "The site was down when I needed it most",
    ];
    let cell = |row: usize| {
        if row.is_multiple_of(4) {
            said[row / 4]
        } else {
            "-"
        }
    };
    let rows: String = (0..20)
        .map(|row| format!("{row},\"{}\"\n", cell(row)))
        .collect();
    let (_, found) = columns(&format!("id,Please explain your answer:\n{rows}"));
    assert_eq!(found[1].role, Role::Comment);
}

#[test]
fn how_often_something_holds_is_a_rating_of_a_statement() {
    check("Q4", &["Agree", "Strongly agree"], Role::Score, None);
    check("Q5", &["Agree", "Disagree"], Role::Segment, None);
    let two = ["Satisfied", "Unsatisfied"];
    check(
        "Overall satisfaction",
        &two,
        Role::Score,
        Some(Metric::Csat),
    );
    check("Are you satisfied?", &["Yes", "No"], Role::Flag, None);
    let often = ["always", "sometimes", "rarely", "never"];
    check("Staff explain things clearly", &often, Role::Score, None);
    check("How often do you fly?", &often, Role::Score, None);
    check(
        "Work interferes",
        &["often", "sometimes", "never"],
        Role::Score,
        None,
    );
    check(
        "How often do you visit us?",
        &["daily", "weekly", "once a year"],
        Role::Segment,
        None,
    );
    let polish = ["zawsze", "zazwyczaj", "czasami", "nigdy"];
    check("Lekarz słucha pacjenta", &polish, Role::Score, None);
    check("Jak często latasz?", &polish, Role::Score, None);
    check(
        "Price",
        &["cheap", "acceptable", "too expensive"],
        Role::Score,
        None,
    );
    check(
        "Length",
        &["too short", "just right", "too long"],
        Role::Segment,
        None,
    );
}

#[test]
fn first_names_alone_are_personal() {
    let names = ["Anna", "Piotr", "Ewa", "Marek"];
    assert_eq!(
        check("Konsultant", &names, Role::Pii, None).pii,
        Some(Pii::Name)
    );
    check("Nazwa sklepu", &names, Role::Segment, None);
    check(
        "Agent",
        &["North", "South", "East", "West"],
        Role::Segment,
        None,
    );
}

#[test]
fn a_question_among_ratings_is_one_though_few_points_were_used() {
    let rows: String = (0..30)
        .map(|row| {
            let labels = ["Agree", "Strongly agree", "Disagree", "Neutral"];
            let few = ["Agree", "Neutral"][row % 2];
            let all = labels[row % 4];
            format!("{},{},{all},{few},{few}\n", row % 5 + 1, row % 2 + 4)
        })
        .collect();
    let (table, columns) = columns(&format!("q_price,q_stay,s_1,s_2,topic\n{rows}"));
    let read: Vec<_> = columns
        .iter()
        .map(|column| (column.role, column.scale))
        .collect();
    let score = (Role::Score, Some([1, 5]));
    assert_eq!(read[..4], [score; 4]);
    assert_eq!(read[4].0, Role::Segment);
    assert_eq!(answers_of(&table.columns[3])("Agree"), Some(4));
}

#[test]
fn a_closed_question_asks_for_no_comment() {
    let levels = [
        "Full-time undergraduate student",
        "Full-time postgraduate student",
        "Part-time undergraduate student",
    ];
    check(
        "Which of the following best describes your level of study?",
        &levels,
        Role::Segment,
        None,
    );
    let dates = columns(
        "When did you first hear of us?,Submitted\n2025-01-02,2026-02-01\n2025-03-04,2026-02-02\n",
    );
    assert!(dates.1[1].primary);
}

#[test]
fn a_few_rows_have_their_numbers_and_codes() {
    let rows: String = (0..7)
        .map(|row| {
            format!(
                "{},{},{},{}\n",
                row + 1,
                70410 + row * 37,
                row % 2 + 2,
                row % 5 + 1
            )
        })
        .collect();
    let (_, columns) = columns(&format!("Respondent,Klantnummer,Region,Rating\n{rows}"));
    let roles: Vec<Role> = columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Role::Id, Role::Id, Role::Segment, Role::Score]);
}

#[test]
fn bands_are_groups_though_few_people_are_in_each() {
    let role = |bands: &[&str]| {
        let rows = bands.iter().enumerate();
        let rows = rows.map(|(row, band)| format!("r{row},\"{band}\"\n"));
        columns(&format!("id,Household\n{}", rows.collect::<String>())).1[1].role
    };
    let incomes = [
        "$25,000 to $49,999",
        "$50,000 to $74,999",
        "$75,000 to $99,999",
        "Other",
    ];
    assert_eq!(role(&incomes), Role::Segment);
    assert_eq!(
        role(&["18-24", "25–34", "35 - 44 lat", "45-54"]),
        Role::Segment
    );
    assert_ne!(
        role(&["600-123-456", "601-223-456", "602-323-456"]),
        Role::Segment
    );
}

#[test]
fn tags_name_their_rows() {
    let rows: String = (0..25)
        .map(|row| format!("A{},{}\n", row * 3, row % 5 + 1))
        .collect();
    assert_eq!(columns(&format!("Resp,Rating\n{rows}")).1[0].role, Role::Id);
    let days: String = (0..25)
        .map(|row| format!("{},{}\n", 45900 + row, row % 5 + 1))
        .collect();
    assert_eq!(
        columns(&format!("Data wizyty,Ocena\n{days}")).1[0].role,
        Role::Date
    );
}

#[test]
fn degrees_of_anything_are_a_scale_and_more_of_a_bad_thing_is_worse() {
    let scale = |labels: &[&str]| {
        let csv: String = labels
            .iter()
            .map(|label| format!("r,\"{label}\"\n"))
            .collect();
        let (table, found) = columns(&format!("id,Q7\n{}", csv.repeat(10)));
        assert_eq!(found[1].role, Role::Score, "{labels:?}");
        let answer = answers_of(&table.columns[1]);
        let points: Vec<i32> = labels.iter().filter_map(|label| answer(label)).collect();
        assert_eq!(points.len(), labels.len(), "{labels:?}");
        let [low, high] = found[1].scale.unwrap_or_default();
        assert!(
            points.iter().all(|point| (low..=high).contains(point)),
            "{labels:?}"
        );
        points
    };
    for rising in [
        &["Not tasty", "Somewhat tasty", "Tasty", "Very tasty"][..],
        &[
            "Not at all stable",
            "A little stable",
            "Very stable",
            "Extremely stable",
        ],
        &["niezbyt smaczne", "dość smaczne", "bardzo smaczne"],
        &["Pas du tout varié", "Un peu varié", "Très varié"],
        &[
            "Gar nicht abwechslungsreich",
            "Etwas abwechslungsreich",
            "Sehr abwechslungsreich",
        ],
        &["Nada accesible", "Poco accesible", "Muy accesible"],
        &["No progress", "Some progress", "A great deal of progress"],
        &["Not at all", "Several days", "Nearly every day"],
        &["Nunca", "A veces", "Siempre"],
        &["Tidak setuju", "Netral", "Sangat setuju"],
        &["Kesinlikle katılmıyorum", "Kararsızım", "Katılıyorum"],
        &[
            "Discordo totalmente",
            "Discordo parcialmente",
            "Concordo",
            "Concordo totalmente",
        ],
        &["非常不满意", "一般", "非常满意"],
        &["전혀 그렇지 않다", "보통이다", "그렇다"],
        &["a) Disagree", "b) Neutral", "c) Strongly agree"],
        &[
            "Poor (many faults)",
            "Fair (some faults)",
            "Excellent: no fault at all",
        ],
    ] {
        let points = scale(rising);
        assert!(
            points.windows(2).all(|pair| pair[0] < pair[1]),
            "{rising:?} {points:?}"
        );
    }
    for falling in [
        &["Not a challenge", "Minor challenge", "Major challenge"][..],
        &["Neutral", "Concerned", "Very concerned"],
        &[
            "Wcale nie stresujące",
            "Dość stresujące",
            "Bardzo stresujące",
        ],
    ] {
        let points = scale(falling);
        assert!(
            points.windows(2).all(|pair| pair[0] > pair[1]),
            "{falling:?} {points:?}"
        );
    }
    for kinds in [
        &["Married", "Not married"][..],
        &["Mostly remote", "Mostly on site", "Hybrid"],
        &["Very old house", "New flat", "Not applicable here"],
        &["Slightly salted", "Unsalted nuts", "Honey"],
    ] {
        assert_eq!(check_role("Q7", kinds), Role::Segment, "{kinds:?}");
    }
}

#[test]
fn levels_rate_where_a_rating_is_asked_for() {
    let levels = ["Low", "Medium", "High"];
    check(
        "How would you rate your stress level?",
        &levels,
        Role::Score,
        None,
    );
    check(
        "Poziom motywacji",
        &["niski", "średni", "wysoki"],
        Role::Score,
        None,
    );
    check("Priority", &levels, Role::Segment, None);
    check("Household income", &levels, Role::Segment, None);
}

#[test]
fn numbers_before_labels_say_which_end_is_good() {
    let best_first = ["1 : Muy útil", "2 : Útil", "3 : Poco útil"];
    assert!(check("Q05", &best_first, Role::Score, None).low_is_good);
    let best_last = ["(0) never", "(2) sometimes", "(4) always"];
    assert!(!check("Q06", &best_last, Role::Score, None).low_is_good);
    let places = [
        "7 George Square",
        "Pub in the old town",
        "7 King Street",
        "12 Market Lane",
    ];
    check("venue", &places, Role::Segment, None);
    assert_ne!(
        check_role("Department", &["1 - Sales", "2 - Finance", "3 - Legal"]),
        Role::Score
    );
}

#[test]
fn scales_around_zero_are_ratings() {
    let both = ["-2", "-1", "0", "1", "2"];
    assert_eq!(
        check("PYT_1", &both, Role::Score, None).scale,
        Some([-2, 2])
    );
    // Codes for no answer below a scale are no points of it.
    assert_eq!(
        check(
            "Q1",
            &["1", "2", "3", "4", "5", "5", "4", "-1"],
            Role::Score,
            None
        )
        .scale,
        Some([1, 5])
    );
    assert_ne!(
        check_role("Change in visits", &["-40", "12", "3", "-7"]),
        Role::Score
    );
}

#[test]
fn what_is_measured_is_a_number() {
    for (header, values) in [
        ("Enter your age", &["18", "19", "22", "25", "19"][..]),
        ("Wiek", &["18", "19", "22", "45", "31"]),
        ("Sleep", &["7", "8", "6.5", "7.5", "5"]),
        ("YearsInCurrentRole", &["0", "2", "3", "5", "7"]),
        ("Time taken", &["00:12:34", "00:03:10", "01:00:05"]),
        (
            "Call length",
            &[
                "3 min", "12 min", "7 min", "25 min", "4 min", "9 min", "11 min", "2 min", "31 min",
            ],
        ),
        (
            "How many people work for you?",
            &["12", "about 30", "5", "7", "120", "9"],
        ),
    ] {
        check(header, values, Role::Number, None);
    }
    for (header, values) in [
        ("hand", &["1", "2", "3"][..]),
        ("Condition", &["1", "2"]),
        ("religion", &["1", "4", "12", "7", "2"]),
    ] {
        check(header, values, Role::Segment, None);
    }
    check("Product rating", &["4", "5"], Role::Score, None);
}

#[test]
fn lists_of_options_are_told_in_a_handful_of_rows() {
    let file = |header: &str, cells: &[&str]| {
        let rows: String = cells.iter().map(|cell| format!("\"{cell}\",x\n")).collect();
        columns(&format!("\"{header}\",z\n{rows}")).1[0].role
    };
    let reasons = [
        "It is the quickest way, Good links",
        "Good links",
        "It is the quickest way, I can read on the way, Good links",
        "I can read on the way, It is the quickest way",
    ];
    assert_eq!(file("Why do you come by bus?", &reasons), Role::Segment);
    let areas = [
        "Bildung und Lehre, Simulation",
        "Produktion",
        "Entwicklung, Bildung und Lehre",
    ];
    assert_eq!(file("In welchem Kontext?", &areas), Role::Segment);
    let said = [
        "The queue was long, and nobody told us why",
        "Friendly staff, but the lights were too bright for me",
        "We waited for an hour, then left",
    ];
    assert_eq!(file("Why do you say so?", &said), Role::Comment);
}

#[test]
fn options_may_be_ticked_with_their_number() {
    let rows: String = (0..20)
        .map(|row| {
            let tick = |option: usize| {
                if row % (option + 1) == 0 {
                    option.to_string()
                } else {
                    String::new()
                }
            };
            format!("{row},{},{},{}\n", tick(2), tick(3), tick(5))
        })
        .collect();
    let (_, found) = columns(&format!("id,role.dev,role.ops,role.law\n{rows}"));
    assert_eq!(
        (found[1].role, found[1].choice_of),
        (Role::Segment, Some(1))
    );
    assert_eq!(found[3].choice_of, Some(1));
}

#[test]
fn names_and_telephones_are_personal_under_any_heading() {
    let row = |row: usize| {
        let first = [
            "Anna", "Peter", "Maria", "John", "Eva", "Mark", "Julia", "Thomas",
        ][row];
        format!(
            "\"{first} Field{}\",917-555-01{row}2,\"{first} Street\"\n",
            ["a", "b", "c"][row % 3]
        )
    };
    let rows: String = (0..8).map(row).collect();
    let (_, found) = columns(&format!("Q17,Q19,Venue name\n{rows}"));
    assert_eq!(
        [found[0].pii, found[1].pii],
        [Some(Pii::Name), Some(Pii::Phone)]
    );
    assert_ne!(found[2].role, Role::Pii);
}

#[test]
fn what_fills_empty_cells_does_not_make_comments_groups() {
    let rows: String = (0..30)
        .map(|row| match row % 3 {
            0 => format!("{row},\"The delivery number {row} came late and nobody wrote to me\"\n"),
            _ => format!("{row},NA\n"),
        })
        .collect();
    assert_eq!(
        columns(&format!("id,explication\n{rows}")).1[1].role,
        Role::Comment
    );
}

#[test]
fn rows_are_counted_though_some_are_left_out_and_a_tick_is_no_address() {
    let rows = |head: &str, row: &dyn Fn(usize) -> String| {
        let rows: Vec<String> = (0..24).map(row).collect();
        columns(&format!("{head}\n{}\n", rows.join("\n"))).1
    };
    let left_out = |row: usize| row + 100 + row / 3;
    let ticks = ["Yes", "No", "Yes"];
    let found = rows(
        "Kolumna1,Is there a street light nearby?,Kod badanego,SN",
        &|row| {
            format!(
                "{},{},sub-{:02},{}",
                left_out(row),
                ticks[row % 3],
                row % 8,
                row * 2 + 1
            )
        },
    );
    let roles: Vec<Role> = found.iter().map(|column| column.role).collect();
    let expected = [Role::Id, Role::Segment, Role::Id, Role::Id];
    let segment = |role: Role| match role {
        Role::Flag => Role::Segment,
        role => role,
    };
    assert_eq!(roles.into_iter().map(segment).collect::<Vec<_>>(), expected);
    // Amounts that were sorted, answers in order, and a street that people wrote.
    let found = rows("Spent,Rating,Street", &|row| {
        format!("{},{},Polna {row}", row * row * 7 + 20, row / 5 + 1)
    });
    let roles: Vec<Role> = found.iter().map(|column| column.role).collect();
    assert_ne!(roles[0], Role::Id);
    assert_eq!(&roles[1..], [Role::Score, Role::Pii]);
}

#[test]
fn logs_and_computed_figures_are_no_survey() {
    let no_survey = |csv: &str| {
        let (table, columns) = columns(csv);
        is_no_survey(&table, &columns)
    };
    let log: String = (0..20)
        .map(|row| {
            format!(
                "2026-01-{:02} 10:00:00,{},started job {row}\n",
                row + 1,
                ["INFO", "WARN"][row % 2]
            )
        })
        .collect();
    assert!(no_survey(&format!("time,level,message\n{log}")));
    assert!(no_survey(
        "Sklep,Liczba odpowiedzi,Udział,Średnia\nA,10,0.2,8.1\nB,20,0.4,7.2\nC,20,0.4,6.9\n"
    ));
    assert!(no_survey(
        "Miesiąc,Sklep,Liczba ankiet,NPS,% promotorów,Średnia\n2026-01,A,10,30.5,55,8.1\n\
             2026-01,B,20,-12.5,30,6.5\n2026-02,A,15,10.1,40,7.2\n2026-02,B,11,0.5,41,7.3\n"
    ));
    assert!(no_survey(
        "Program,Sprint,Cohort,CSAT,NPS\nAiCE,Sprint 1,C9,87,61\nAiCE,Sprint 1,C10,87,61\n\
             PF,Sprint 2,C9,88,64\nPF,Sprint 2,C10,88,64\nVA,Sprint 1,C7,95,89\n"
    ));
    let requests: String = (0..20)
        .map(|row| {
            let method = ["GET", "POST"][row % 2];
            format!("2026-01-{:02} 10:00:00,{method},/cart/{row},200\n", row + 1)
        })
        .collect();
    assert!(no_survey(&format!("time,method,path,status\n{requests}")));
    let orders = |head: &str, more: &str| {
        let row = |row: usize| {
            format!(
                "A{row}99,2026-01-{:02},{}.50,{}0.00{more}\n",
                row % 27 + 1,
                row,
                row
            )
        };
        format!("{head}\n{}", (1..40).map(row).collect::<String>())
    };
    assert!(no_survey(&orders(
        "Order ID,Order date,Unit price,Total",
        ""
    )));
    // A question beside the amounts makes it a survey.
    assert!(!no_survey(&orders(
        "Order ID,Order date,Unit price,Total,Would you buy again?",
        ",yes"
    )));
    assert!(!no_survey(
        "id,nps,why\n1,9,it was a good and fast delivery\n2,3,far too slow and late again\n"
    ));
}

#[test]
fn lines_that_a_program_wrote_are_no_comments() {
    let is_log = |csv: &str| {
        let (table, columns) = columns(csv);
        let commented = columns.iter().any(|column| column.role == Role::Comment);
        assert!(!commented || !is_no_survey(&table, &columns), "{csv}");
        is_no_survey(&table, &columns)
    };
    let file = |line: &dyn Fn(usize) -> String| (1..60).map(line).collect::<String>();
    // One template, its time before it.
    let sshd = |row: usize| {
        let day = row % 28 + 1;
        format!(
            "Nov {day:2} 10:00:{:02} host sshd[{row}]: Failed password for invalid user admin{row} from 10.0.0.{row}\n",
            row % 60
        )
    };
    assert!(is_log(&file(&sshd)));
    // Ever other words behind level and thread.
    let words = [
        "cart",
        "stock",
        "payment refused",
        "login",
        "mail sent to customer",
        "timeout of store",
    ];
    let app = |row: usize| {
        let (a, b) = (words[row % 6], words[row / 6 % 6]);
        format!(
            "2026-11-{:02} 12:00:11,123 INFO  [worker-{row}] {a} then {b} was handled\n",
            row % 28 + 1
        )
    };
    assert!(is_log(&file(&app)));
    // People write numbers, too, and may shout.
    let said = [
        "I waited 15 minutes",
        "ERROR 404 again and again, very annoying",
        "Room 12 was cold at night",
        "ok 10/10 would come back",
    ];
    let survey = |row: usize| {
        format!(
            "2026-11-{:02} 12:00:11,{},{} when I came for the {row}th time to {}\n",
            row % 28 + 1,
            row % 11,
            said[row % 4],
            words[row % 6]
        )
    };
    assert!(!is_log(&format!(
        "date,How likely are you to recommend us?,Why?\n{}",
        file(&survey)
    )));
}

#[test]
fn numbers_beside_bands_in_words_are_groups() {
    let counts: &[&str] = &[
        "0",
        "1",
        "2",
        "3",
        "0",
        "4",
        "5",
        "6 to 10",
        "11 to 20",
        "More than 20",
        "1",
        "0",
    ];
    let found = roles_of(&[
        ("s1q0", counts),
        ("Rate our shop", &["1", "2", "3", "4", "5", "5", "4"]),
    ]);
    assert_eq!(found[0].0, Role::Segment);
    assert_eq!(found[1].0, Role::Score);
}

/// Roles of the columns of a file whose headings and answers are given; answers come back to twenty-four rows.
fn roles_of(columns_of: &[(&str, &[&str])]) -> Vec<(Role, Option<[i32; 2]>)> {
    let heading = |(name, _): &(&str, &[&str])| format!("\"{name}\"");
    let mut csv: Vec<String> = vec![columns_of.iter().map(heading).collect::<Vec<_>>().join(",")];
    for row in 0..24usize {
        let cells = columns_of.iter().enumerate();
        // Not all questions get the same answers in the same rows.
        let cell = |(place, (_, values)): (usize, &(&str, &[&str]))| {
            format!("\"{}\"", values[(row + row / 5 * place) % values.len()])
        };
        csv.push(cells.map(cell).collect::<Vec<_>>().join(","));
    }
    let (_, readings) = columns(&(csv.join("\n") + "\n"));
    readings
        .iter()
        .map(|reading| (reading.role, reading.scale))
        .collect()
}

#[test]
fn how_much_and_how_often_are_told_in_many_languages() {
    let scales: &[&[&str]] = &[
        &["Muito", "Pouco", "Não"],
        &["Pas du tout", "Peu", "Assez", "Beaucoup"],
        &["Per nulla", "Poco", "Abbastanza", "Molto"],
        &["Wcale", "Nieznacznie", "Umiarkowanie", "Znacząco"],
        &["Very slightly or not at all", "A little", "Quite a bit"],
        &["Aldrig", "Sällan", "Ibland", "Ofta", "Alltid"],
        &["Soha", "Ritkán", "Néha", "Mindig"],
        &["Ніколи", "Рідко", "Іноді", "Завжди"],
        &["Often true", "Sometimes true", "Not true at all"],
        &["Helt enig", "Delvis enig", "Delvis uenig", "Helt uenig"],
        &["Acord total", "Acord", "Dezacord", "Dezacord total"],
        &["Sangat mudah", "Mudah", "Cukup mudah", "Sulit"],
        &["Muy buena", "Buena", "Regular", "Deficiente"],
        &[
            "Trifft zu",
            "Trifft eher zu",
            "Trifft eher nicht zu",
            "Trifft nicht zu",
        ],
        &["Definitivamente sí", "Probablemente sí", "Probablemente no"],
        &[
            "Not like me at all",
            "A little like me",
            "Very much like me",
        ],
    ];
    for labels in scales {
        assert_eq!(check_role("Aspect", labels), Role::Score, "{labels:?}");
    }
    for labels in [
        &["No degree", "Some college", "High school"][..],
        &["Yes", "No", "Partly"],
        &["No", "Some", "Maybe"],
    ] {
        assert_eq!(check_role("Aspect", labels), Role::Segment, "{labels:?}");
    }
}

#[test]
fn a_yes_or_no_with_its_degree_is_a_rating_in_the_right_order() {
    let points = |labels: &[&str]| {
        let column = check("Did it help?", labels, Role::Score, None);
        assert_eq!(column.scale, Some([1, 5]), "{labels:?}");
        let rows = labels.iter().map(|label| format!("\"{label}\"\n"));
        let (table, _) = columns(&format!("Did it help?\n{}", rows.collect::<String>()));
        let answer = answers_of(&table.columns[0]);
        labels.iter().map(|label| answer(label)).collect::<Vec<_>>()
    };
    let falling = |labels: &[&str]| {
        let points = points(labels);
        assert!(points.iter().all(Option::is_some), "{labels:?} {points:?}");
        assert!(
            points.is_sorted_by(|one, next| one > next),
            "{labels:?} {points:?}"
        );
    };
    falling(&[
        "Yes, completely",
        "Yes, partly",
        "No, not really",
        "No, not at all",
    ]);
    falling(&[
        "Oui beaucoup",
        "Oui un peu",
        "Non pas vraiment",
        "Non pas du tout",
    ]);
    falling(&["Tak, zawsze", "Tak, czasami", "Nie, nigdy"]);
    falling(&["Yes, very helpful", "Yes, helpful", "No, not helpful"]);
    falling(&[
        "Yes, definitely",
        "Somewhat",
        "Not really",
        "No, not at all",
    ]);
    // What turns "satisfied" into its opposite is no strong way to say it.
    let pair = ["Very satisfied", "Satisfied", "Not at all satisfied"];
    assert_eq!(points(&pair)[2], Some(1));
}

#[test]
fn labels_in_two_languages_and_of_several_things_are_one_scale() {
    let both = [
        "Agree / Zgadzam się",
        "Neutral / Neutralnie",
        "Disagree / Nie zgadzam się",
    ];
    assert_eq!(check_role("The room was quiet", &both), Role::Score);
    let needs: &[&str] = &["Not relevant for me", "Somewhat useful", "Critical to me"];
    let of_grid: [(&str, &[&str]); 3] = [
        ("Which features do you need? [speed]", needs),
        ("Which features do you need? [docs]", needs),
        ("Which features do you need? [errors]", &needs[1..]),
    ];
    assert_eq!(roles_of(&of_grid), [(Role::Score, Some([1, 5])); 3]);
}

#[test]
fn questions_of_a_battery_are_ratings_though_few_points_were_used() {
    let five: &[&str] = &["1", "2", "3", "4", "5"];
    let sus: [(&str, &[&str]); 7] = [
        ("I think that I would like to use this system", five),
        (
            "I found the system to be unnecessarily complex",
            &["1", "2", "3"][..],
        ),
        ("I thought that the system was easy to use", five),
        ("I would need support to be able to use it", &["1", "2"]),
        (
            "I found there was too much inconsistency in it",
            &["1", "2", "3"],
        ),
        ("I felt very confident while using the whole system", five),
        (
            "I found it very cumbersome to use on my phone",
            &["1", "2", "3"],
        ),
    ];
    assert!(roles_of(&sus).iter().all(|(role, _)| *role == Role::Score));
    // A battery from 0 to 6 of which one question was nearly never answered with more than "never".
    let burnout: Vec<(&str, &[&str])> = vec![
        ("Agotado", &["0", "1", "2", "3", "4", "5", "6"]),
        ("Cansado", &["1", "2", "3", "5", "6"]),
        ("Fatigado", &["0", "2", "4", "6"]),
        ("Trato a la gente como objetos", &["0", "1"]),
        ("Activo", &["3", "4", "5", "6"]),
        ("Animado", &["2", "3", "4", "5", "6"]),
        ("Relajado", &["4", "5", "6"]),
    ];
    assert_eq!(roles_of(&burnout)[3].0, Role::Score);
    let numbered: Vec<(&str, &[&str])> = vec![
        ("FOMO1", five),
        ("FOMO2", five),
        ("FOMO3", five),
        ("FOMO4", &["1", "2", "3"]),
        ("sex", &["1", "2"]),
    ];
    let found = roles_of(&numbered);
    assert_eq!((found[3].0, found[4].0), (Role::Score, Role::Segment));
    // Codes of groups begin with one: four and five alone are answers.
    let upper: Vec<(&str, &[&str])> = vec![
        ("Tampilan aplikasi rapi", five),
        ("Navigasi dapat dipahami", &["4", "5"]),
        ("class", &["4", "5"]),
        ("Jenis kelamin", &["1", "2"]),
    ];
    let found: Vec<Role> = roles_of(&upper).iter().map(|(role, _)| *role).collect();
    assert_eq!(
        found,
        [Role::Score, Role::Score, Role::Segment, Role::Segment]
    );
}

#[test]
fn an_item_of_a_questionnaire_is_a_rating_whatever_group_it_names() {
    let five: &[&str] = &["1", "2", "3", "4", "5"];
    let items = [
        ("B1 – Labels clear", five),
        ("B2 – Categories intuitive", &["4", "5"][..]),
        ("B3 – Colours pleasant", five),
        ("Category", &["4", "5"]),
    ];
    let found: Vec<Role> = roles_of(&items).iter().map(|(role, _)| *role).collect();
    assert_eq!(found[..3], [Role::Score; 3]);
    assert_eq!(found[3], Role::Segment);
}

#[test]
fn complaints_from_0_to_3_are_ratings_where_five_stand_side_by_side() {
    let four: &[&str] = &["0", "1", "2", "3"];
    let names = [
        "Little interest",
        "Feeling down",
        "Sleep",
        "Tired",
        "Appetite",
    ];
    let mut phq: Vec<(&str, &[&str])> = names.iter().map(|name| (*name, four)).collect();
    phq.push(("Smoker", &["0", "1"]));
    let found = roles_of(&phq);
    assert_eq!(found[..5], [(Role::Score, Some([0, 3])); 5]);
    assert_eq!(found[5].0, Role::Flag);
    let moods = ["afraid", "alert", "at.ease", "blue", "calm", "satisfied"];
    let missing: &[&str] = &["0", "1", "2", "3", "NA"];
    let moods: Vec<(&str, &[&str])> = moods.iter().map(|name| (*name, missing)).collect();
    assert_eq!(roles_of(&moods), [(Role::Score, Some([0, 3])); 6]);
    let few = roles_of(&phq[..3]);
    assert!(few.iter().all(|(role, _)| *role != Role::Score), "{few:?}");
    let tasks = [
        "choice1", "choice2", "choice3", "choice4", "choice5", "choice6",
    ];
    let codes: Vec<(&str, &[&str])> = tasks.iter().map(|name| (*name, &four[1..])).collect();
    assert!(
        roles_of(&codes)
            .iter()
            .all(|(role, _)| *role != Role::Score)
    );
}

#[test]
fn counts_sums_and_ranks_are_numbers_and_a_level_of_ten_is_a_rating() {
    let small: &[&str] = &["0", "1", "2", "4", "5"];
    for name in [
        "cb_vehicule",
        "family_tot_n",
        "times_fruit",
        "time_sleep",
        "Cuántos hijos tiene",
        "total",
    ] {
        assert_eq!(check_role(name, small), Role::Number, "{name}");
    }
    for name in [
        "Quanto ti piace il prodotto?",
        "¿Cuánto influye el precio?",
        "Team respect rating",
    ] {
        assert_eq!(
            check_role(name, &["1", "2", "3", "4", "5"]),
            Role::Score,
            "{name}"
        );
    }
    let level = ["10", "9", "6", "2", "7"];
    assert_eq!(check_role("AI adoption level", &level), Role::Score);
    assert_eq!(
        check_role("Level", &["1", "2", "3", "4", "5"]),
        Role::Segment
    );
    assert_ne!(
        check_role(
            "Año de estudio en el área de la salud.",
            &["1", "2", "3", "5"]
        ),
        Role::Score
    );
    assert_eq!(
        check_role("education", &["0", "4", "8", "12", "17"]),
        Role::Number
    );
    let ranks: &[&str] = &["1", "2", "3", "4", "5"];
    let ranked: [(&str, &[&str]); 3] = [
        ("rank_cafe", ranks),
        ("rank_bar", &["1", "4", "5"][..]),
        ("rank_home", ranks),
    ];
    assert!(
        roles_of(&ranked)
            .iter()
            .all(|(role, _)| *role == Role::Number)
    );
}

#[test]
fn options_in_the_last_of_several_columns_are_no_comments() {
    let ways = [
        "I (we) take the bus along the street but do not stop",
        "I (we) drive to the street to access its shops",
    ];
    let mut csv = "id,Q1_Answer_1,Q1_Answer_2,Why?\n".to_owned();
    for row in 0..24 {
        let second = if row % 8 == 0 { ways[row / 8 % 2] } else { "" };
        let why = format!("because the bus of line {row} is late");
        csv += &format!("r{row},\"{}\",\"{second}\",{why}\n", ways[row % 2]);
    }
    let (_, readings) = columns(&csv);
    let roles: Vec<Role> = readings[1..].iter().map(|reading| reading.role).collect();
    assert_eq!(roles, [Role::Segment, Role::Segment, Role::Comment]);
}

#[test]
fn addresses_within_labels_and_names_of_many_words_are_personal() {
    let sent = (0..12).map(|row| format!("Final survey - p{row}@example.com"));
    let sent: Vec<String> = sent.collect();
    let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
    assert_eq!(check_role("Submission", &sent), Role::Pii);
    let names = [
        "Ni Kadek Adelia Paramita Putri",
        "Rieke Aprilia",
        "Muhammad Rafli",
        "Arya Dwi Putra Sanjaya",
    ];
    assert_eq!(check_role("Nama", &names), Role::Pii);
    let people = [
        "0882d888-639f-40ee-9967-a03bd261ade8",
        "13a53543-3f09-4793-88d4-b8c7276cf920",
    ];
    assert_eq!(check_role("participant", &people), Role::Id);
}

#[test]
fn workload_and_scales_to_a_hundred_are_ratings_beyond_ten() {
    let fives: Vec<String> = (0..=20).map(|step| (step * 5).to_string()).collect();
    let fives: Vec<&str> = fives.iter().map(String::as_str).collect();
    let twenty: Vec<String> = (0..=20).map(|step| step.to_string()).collect();
    let twenty: Vec<&str> = twenty.iter().map(String::as_str).collect();
    let named = ["Mental Demand", "Temporal Demand", "Performance", "Effort"];
    for (answers, scale) in [(&fives, [0, 100]), (&twenty, [0, 20])] {
        let columns: Vec<(&str, &[&str])> =
            named.iter().map(|name| (*name, &answers[..])).collect();
        for (role, read) in roles_of(&columns) {
            assert_eq!((role, read), (Role::Score, Some(scale)));
        }
    }
    // A single one of their names is anything.
    let alone = roles_of(&[("Performance", &fives), ("Team", &["Red", "Blue", "Green"])]);
    assert_eq!(alone[0].0, Role::Number);
    let others = roles_of(&[
        ("How confident are you? (0-100)", &fives),
        ("What percentage of your time is it? (0-100)", &fives),
        ("Minutes spent", &fives),
    ]);
    assert_eq!(others[0], (Role::Score, Some([0, 100])));
    assert_eq!([others[1].0, others[2].0], [Role::Number, Role::Number]);
}

#[test]
fn statements_side_by_side_may_be_agreed_with_or_not() {
    let both: &[&str] = &["Agree", "Disagree"];
    let statements: [(&str, &[&str]); 4] = [
        ("The course was useful to me", both),
        ("The teacher explained the topic well", both),
        ("I learned something new", &["Agree"]),
        ("Room", &["North", "South"]),
    ];
    let read = roles_of(&statements);
    for (role, scale) in &read[..3] {
        assert_eq!((*role, *scale), (Role::Score, Some([1, 5])));
    }
    assert_eq!(read[3].0, Role::Segment);
    // Two of them are choices, and one answer to all is a consent.
    assert_eq!(roles_of(&statements[..2])[0].0, Role::Segment);
    let consent: &[&str] = &["Agree"];
    let consents = roles_of(&[
        ("Terms", consent),
        ("Privacy", consent),
        ("Photos", consent),
    ]);
    assert!(consents.iter().all(|(role, _)| *role != Role::Score));
}

#[test]
fn skills_and_likelihood_are_ratings_in_many_languages() {
    let scales: &[&[&str]] = &[
        &["Beginner", "Intermediate", "Advanced", "Expert"],
        &["Początkujący", "Średniozaawansowany", "Zaawansowany"],
        &["Principiante", "Intermedio", "Avanzado"],
        &[
            "Zeer waarschijnlijk",
            "Waarschijnlijk",
            "Onwaarschijnlijk",
            "Zeer onwaarschijnlijk",
        ],
        &["Sangat mungkin", "Mungkin", "Tidak mungkin"],
        &["Mycket sannolikt", "Sannolikt", "Osannolikt"],
        &["Somewhat familiar", "Fairly familiar", "Very familiar"],
        &["Very well", "Well", "Poorly", "Very poorly"],
        &[
            "Significantly increased",
            "Slightly increased",
            "No change",
            "Slightly decreased",
        ],
        &["Very hard", "Hard", "Moderate", "Easy"],
        &["Helpful", "Neutral", "Not helpful"],
        &[
            "Always contributes",
            "Sometimes contributes",
            "Never contributes",
            "I don't know",
        ],
    ];
    for labels in scales {
        assert_eq!(check_role("Aspect", labels), Role::Score, "{labels:?}");
    }
    assert_eq!(check_role("Course", scales[0]), Role::Segment);
    assert_eq!(
        check_role("Family", &["Married", "Not married"]),
        Role::Segment
    );
    assert_eq!(
        check_role("Zainteresowanie", &["Duże", "Średnie", "Małe", "Brak"]),
        Role::Score
    );
    assert_eq!(
        check_role("Plan", &["Free", "Basic", "Professional"]),
        Role::Segment
    );
}

#[test]
fn a_bare_rating_is_the_nps_beside_the_second_question_of_one() {
    let file = |question: &str| {
        let rows = (0..30).map(|row| {
            format!(
                "{row},{},nice people number {row} and good work\n",
                row % 11
            )
        });
        let (_, read) = columns(&format!(
            "id,Rating,{question}\n{}",
            rows.collect::<String>()
        ));
        read[1].metric
    };
    assert_eq!(
        file("What is the primary reason for your score?"),
        Some(Metric::Nps)
    );
    assert_eq!(file("What would make you recommend us?"), Some(Metric::Nps));
    assert_eq!(file("Anything else?"), None);
}

#[test]
fn times_may_have_fractions_of_seconds_and_zones() {
    for (header, values) in [
        ("Start time", ["10:11:12.345678", "18:30:00.5"]),
        ("Godzina", ["10:11:12,345", "18:30:00,000"]),
        ("Time", ["10:11:12.345 PM", "08:30:00.120 AM"]),
        ("Time", ["10:11:12.345678901+01:00", "18:30:00-0500"]),
        ("Time", ["10:11:12Z", "18:30:00.123Z"]),
    ] {
        check(header, &values, Role::Date, None);
    }
    let lengths = ["00:12:34.567", "00:01:02.5", "01:40:00.25"];
    check("Time spent", &lengths, Role::Number, None);
    // A band of hours is a group.
    check("Time", &["10:00-12:00", "12:00-14:00"], Role::Segment, None);
}

#[test]
fn dates_as_browsers_and_databases_write_them() {
    let zone = "(Central European Standard Time)";
    let browser = format!("Tue Mar 05 2024 10:11:12 GMT+0100 {zone}");
    let other = format!("Sat Mar 30 2024 08:01:02 GMT+0100 {zone}");
    check("submitted", &[&browser, &other], Role::Date, None);
    let fractions = [
        "2024-03-05 10:11:12.345678",
        "2024-03-06T10:11:12.345678901Z",
    ];
    check("created", &fractions, Role::Date, None);
}

/// A rating without a kind is the NPS where the answers are numbered as those of an NPS survey.
#[test]
fn numbers_of_answers_say_what_was_asked() {
    let metric = |prefix: &str| {
        let rows = (0..30).map(|row| format!("{prefix}-{},{}\n", 51_000 + row * 17, row % 11));
        let csv = format!("response_id,score_0_10\n{}", rows.collect::<String>());
        columns(&csv).1[1].metric
    };
    assert_eq!(metric("NPS"), Some(Metric::Nps));
    assert_eq!(metric("SUR"), None);
}

#[test]
fn german_habits_and_agreement_are_ratings() {
    let habits = ["sehr häufig", "eher häufig", "eher selten", "gar nicht"];
    check(
        "Wie häufig nutzen Sie Diagramme?",
        &habits,
        Role::Score,
        None,
    );
    let agreement = [
        "Stimme vollständig zu",
        "Stimme eher zu",
        "Stimme eher nicht zu",
        "Stimme gar nicht zu",
    ];
    check(
        "Diagramme helfen beim Verständnis",
        &agreement,
        Role::Score,
        None,
    );
}

#[test]
fn dates_as_programs_and_people_write_them_in_columns() {
    for values in [
        ["20240305T101112Z", "20240406T235900Z"],
        ["20240305 101112", "20240406 235900"],
        ["20240305101112", "20240406235900"],
        ["05MAR2024:10:11:12", "06APR2024:23:59:00"],
        ["5. 3. 2024", "16. 4. 2024"],
        ["05.03.2024\u{a0}10:11", "16.04.2024\u{a0}23:59"],
        ["5 III 2024", "16 IV 2024"],
        ["2024-W10", "2024-W15"],
        ["05/03/2567", "16/04/2567"],
        [
            "\u{662}\u{660}\u{662}\u{664}-\u{660}\u{663}-\u{660}\u{665}",
            "\u{662}\u{660}\u{662}\u{664}-\u{660}\u{664}-\u{661}\u{666}",
        ],
        ["1709633472123456", "1713312345678901"],
    ] {
        check("Data", &values, Role::Date, None);
    }
    check(
        "Time",
        &["10:45:54:409705", "11:02:07:001234"],
        Role::Date,
        None,
    );
    check("Zeit", &["10:45", "11:02"], Role::Date, None);
}

#[test]
fn short_times_of_a_clock_are_lengths_where_nobody_answers() {
    let lengths = [
        "0:45", "2:10", "3:05", "4:59", "12:01", "1:02", "2:34", "0:58", "7:12", "3:33", "1:41",
    ];
    check("Czas", &lengths, Role::Number, None);
    check("Zeit", &lengths, Role::Number, None);
    check("Godzina", &lengths, Role::Date, None);
    let hours = ["8:45", "12:10", "13:05", "20:59", "0:20"];
    check("Czas", &hours, Role::Date, None);
    let written = ["3 min 12 s", "1 min 5 s", "12 min", "1 h 2 min", "59 s"];
    check("Czas trwania", &written, Role::Number, None);
}

#[test]
fn numbers_with_signs_units_and_digits_of_other_scripts() {
    let amounts: Vec<String> = (1..30).map(|row| format!("EUR {row},50")).collect();
    let swiss: Vec<String> = (1..30).map(|row| format!("{row}'250.50")).collect();
    let minus: Vec<String> = (1..30).map(|row| format!("−{row},5")).collect();
    for values in [amounts, swiss, minus] {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        check("Wartość", &values, Role::Number, None);
    }
    let around = check("Opinion", &["-2", "-1", "0", "+1", "+2"], Role::Score, None);
    assert_eq!(around.scale, Some([-2, 2]));
    let nps = ["٠", "١", "٥", "٧", "٩", "１０", "๘"];
    check("NPS", &nps, Role::Score, Some(Metric::Nps));
    check(
        "NPS",
        &["0.", "7.", "9.", "10."],
        Role::Score,
        Some(Metric::Nps),
    );
}

#[test]
fn headings_of_questionnaires_and_quizzes() {
    check("NPS01", &ELEVEN, Role::Score, Some(Metric::Nps));
    let points = ["0", "1", "2", "3", "4", "5"];
    check(
        "Points - How long may an answer take?",
        &points,
        Role::Number,
        None,
    );
    check("# Devices", &points, Role::Number, None);
    check(
        "Since when have you known us?",
        &["2014", "2016", "2014"],
        Role::Segment,
        None,
    );
    let sample = (0..30).map(|row| format!("{},{}\n", row * 7919 % 97 + 1000, row % 11));
    let csv = format!("Unnamed: 0,NPS\n{}", sample.collect::<String>());
    assert_eq!(columns(&csv).1[0].role, Role::Id);
}

#[test]
fn faces_beside_words_are_no_part_of_a_label() {
    let labels = ["Terrible 😡", "Bad 🙁", "OK 😐", "👍 Great", "Amazing 🤩"];
    let found = check(
        "Conversation rating",
        &labels,
        Role::Score,
        Some(Metric::Csat),
    );
    assert_eq!(found.scale, Some([1, 5]));
}

/// Where every option has a column, the label of a rating that stands in its heading is a tick.
#[test]
fn a_rating_that_was_ticked_in_columns_is_a_choice() {
    let labels = ["Extremely easy", "Very easy", "Not at all easy"];
    let heading = labels
        .map(|label| format!("How easy was it? {label}"))
        .join(",");
    let rows = (0..30).map(|row| {
        let cell = |at| if row % 3 == at { labels[at] } else { "" };
        format!("r{row},{},{},{}\n", cell(0), cell(1), cell(2))
    });
    let (_, columns) = columns(&format!("id,{heading}\n{}", rows.collect::<String>()));
    let found: Vec<_> = columns[1..].iter().map(|column| column.choice_of).collect();
    assert_eq!((columns[1].role, found), (Role::Segment, vec![Some(1); 3]));
}

#[test]
fn places_and_logins_are_personal_and_quarters_of_ten_are_ratings() {
    let places: Vec<String> = (0..30)
        .map(|row| format!("52.{:06} 21.{:06} 110 4.5", 229_701 + row, 12_202 + row))
        .collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let found = check("location", &places, Role::Pii, None);
    assert_eq!(found.pii, Some(Pii::Address));
    let logins: Vec<String> = (0..30).map(|row| format!("kasia_{row}")).collect();
    let logins: Vec<&str> = logins.iter().map(String::as_str).collect();
    check("Login kupującego", &logins, Role::Pii, None);
    let staff = check("Staff", &["10", "7.5", "5", "2.5"], Role::Score, None);
    assert_eq!(staff.scale, Some([1, 10]));
    check(
        "Distance",
        &["10", "7.5", "5", "2.5", "3.5"],
        Role::Number,
        None,
    );
    let handled = [
        "12:10", "13:05", "8:59", "7:12", "9:33", "11:41", "6:02", "10:48", "14:20",
    ];
    check("Handle time", &handled, Role::Number, None);
}
