//! Suggestions, words by group, quotes, duplicates, contradictions and praise of people, as a user
//! meets them.

use vocal_core::analysis::{
    BatchCoder, CommentQuery, Contradiction, Folder, GroupWordsRequest, SuggestionRequest,
};
use vocal_core::filter::{Condition, Filter};
use vocal_core::text::Codebook;
use vocal_core::{Analysis, Reader, Settings};

/// A survey of a gym: 60 comments about the trampoline, which no category knows, among others; a new topic
/// in the last month.
fn survey() -> String {
    let mut csv = "Data;Na ile prawdopodobne, że nas polecisz? (0-10);Dlaczego?\n".to_owned();
    let trampoline = [
        "Trampolina znowu nieczynna od rana",
        "Na trampolinie siedzi dwadzieścia osób naraz",
        "Do trampoliny nie da się dojść wieczorem",
        "Wisi kłódka, trampoliną nikt się nie zajmuje",
    ];
    let other = [
        "Świetna obsługa, pani Kasia zawsze uśmiechnięta",
        "Obsługa miła i pomocna, polecam",
        "Ceny za wysokie jak na tę jakość",
        "Dostawa szybka, kurier uprzejmy",
        "Długo czekam w kolejce do kasy",
    ];
    for row in 0..300usize {
        let month = 1 + row / 100;
        let (score, text) = match row {
            _ if row % 5 == 0 => (row % 4, format!("{} {row}", trampoline[row / 5 % 4])),
            _ if row >= 200 && row % 3 == 0 => (
                3 + row % 3,
                format!("Nowy regulamin karnetów jest niezrozumiały {row}"),
            ),
            _ => (9 + row % 2, format!("{} {row}", other[row % 5])),
        };
        csv.push_str(&format!(
            "2026-0{month}-{:02};{score};{text}\n",
            1 + row % 28
        ));
    }
    csv
}

fn analysis(csv: &str) -> Analysis {
    Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap()
}

/// Comments are handed out to two helpers while the file's own instance codes; one answer comes back
/// cut, one batch is lost.
#[test]
fn help_with_coding_changes_no_figure() {
    let csv = survey();
    let alone = analysis(&csv);
    let mut reader = Reader::new(&Settings::default());
    reader.push(csv.as_bytes()).unwrap();
    let mut shared = Analysis::new("a.csv", reader, &Settings::default()).unwrap();
    let mut helpers = [0, 1].map(|_| BatchCoder::new(None));
    let mut left = shared.comment_count();
    let mut given = 0;
    while left > 0 {
        for helper in &mut helpers {
            let Some(batch) = shared.hand_out(40) else {
                continue;
            };
            given += 1;
            let answer = helper.code(&batch.bytes);
            match given {
                1 => assert!(!shared.take_back(batch.id, &answer[..answer.len() / 2])),
                2 => {}
                _ => assert!(shared.take_back(batch.id, &answer)),
            }
            assert!(
                !shared.take_back(batch.id + 1, &answer),
                "nobody has that batch"
            );
        }
        let before = left;
        left = shared.code_comments(20);
        if left == before {
            shared.call_back();
            left = shared.code_comments(0);
        }
    }
    assert!(given >= 4, "{given} batches");
    let filter = Filter::new();
    assert_eq!(shared.report(&filter), alone.report(&filter));
    let query = CommentQuery::default();
    assert_eq!(shared.comments(&query), alone.comments(&query));
}

#[test]
fn a_topic_without_a_category_is_suggested_and_becomes_one() {
    let mut analysis = analysis(&survey());
    let found = analysis.suggestions(&SuggestionRequest::default());
    let trampoline = found
        .list
        .iter()
        .find(|one| one.key == "trampolina")
        .unwrap();
    assert_eq!(trampoline.n, 60);
    assert!(trampoline.score.unwrap() < -90.0, "{:?}", trampoline.score);
    assert!((1..=3).contains(&trampoline.examples.len()));
    for unwanted in ["kasia", "obsluga", "polecam", "zawsze"] {
        let known = |one: &vocal_core::analysis::Suggestion| {
            one.terms.iter().any(|term| term.label == unwanted)
        };
        assert!(!found.list.iter().any(known), "{unwanted}");
    }
    // One click adds it, and the figure of the new category is the number that was promised.
    let mut categories = Codebook::built_in().categories().to_vec();
    let id = trampoline.category.id.clone();
    categories.push(trampoline.category.clone());
    let settings = Settings {
        codebook: Some(Codebook::from_categories(categories).unwrap()),
        ..Settings::default()
    };
    analysis.configure(&settings);
    analysis.code_comments(usize::MAX);
    let report = analysis.report(&Filter::new());
    let figure = report.categories.iter().find(|one| one.id == id).unwrap();
    assert_eq!(figure.n, Some(60));
    let after = analysis.suggestions(&SuggestionRequest::default());
    assert!(after.list.iter().all(|one| one.key != "trampolina"));
}

#[test]
fn a_dismissed_topic_stays_away() {
    let settings = Settings {
        dismissed: vec!["trampolina".to_owned()],
        ..Settings::default()
    };
    let csv = survey();
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings).unwrap();
    let found = analysis.suggestions(&SuggestionRequest::default());
    assert!(found.list.iter().all(|one| one.key != "trampolina"));
}

#[test]
fn what_rose_in_the_latest_period_is_told_once() {
    let found = analysis(&survey()).suggestions(&SuggestionRequest::default());
    assert_eq!(found.period.as_deref(), Some("2026-03"));
    let top = &found.rising[0];
    assert_eq!((top.n_before, top.of, top.of_before), (Some(0), 100, 200));
    assert!(top.n >= 20 && top.p_adjusted < 0.001);
    assert!(found.rising.iter().all(|one| one.label != "trampolina"));
    let news = found.rising.iter().filter(|one| {
        ["regulamin", "karnetów", "niezrozumiały"]
            .iter()
            .any(|w| one.label.contains(w))
    });
    assert_eq!(news.count(), 1, "{:?}", found.rising);
}

#[test]
fn words_tell_detractors_from_promoters() {
    let analysis = analysis(&survey());
    let found = analysis.group_words(&GroupWordsRequest::default()).unwrap();
    let trampoline = found.first.iter().find(|one| one.label == "trampolina");
    assert!(
        trampoline.is_some_and(|one| one.z > 3.0),
        "{:?}",
        found.first
    );
    assert!(
        found
            .second
            .iter()
            .all(|one| one.log_odds < 0.0 && one.p_adjusted <= 0.05)
    );
    assert!(found.first.iter().all(|one| one.label != "obsługa"));
    let word = found
        .first
        .iter()
        .find(|one| one.label == "trampolina")
        .unwrap();
    let query = CommentQuery {
        patterns: word.patterns.clone(),
        limit: 100,
        ..CommentQuery::default()
    };
    assert_eq!(analysis.comments(&query).total, 60);
}

#[test]
fn random_words_do_not_tell_groups_apart() {
    let mut csv = "NPS (0-10);Why?\n".to_owned();
    let words = [
        "table", "window", "carpet", "engine", "garden", "pencil", "bottle", "ladder",
    ];
    for row in 0..400u32 {
        let pick = |salt: u32| words[(row.wrapping_mul(2_654_435_761) >> salt) as usize % 8];
        let score = if row % 2 == 0 { 2 } else { 10 };
        csv.push_str(&format!("{score};{} and {} {row}\n", pick(7), pick(13)));
    }
    let found = analysis(&csv)
        .group_words(&GroupWordsRequest::default())
        .unwrap();
    assert!(found.first.len() + found.second.len() <= 1, "{found:?}");
}

#[test]
fn quotes_cover_a_theme_and_small_groups_are_not_quoted() {
    let analysis = analysis(&survey());
    let low: Filter = vec![Condition::Score {
        column: 1,
        from: 0,
        to: 3,
    }];
    let quotes = analysis.quotes(&low, 3);
    assert_eq!(quotes.list.len(), 3);
    assert!(
        quotes
            .list
            .iter()
            .any(|quote| quote.text.to_lowercase().contains("trampolina"))
    );
    assert_eq!(quotes, analysis.quotes(&low, 3));
    let few = Filter::from([Condition::Score {
        column: 1,
        from: 8,
        to: 8,
    }]);
    assert!(analysis.quotes(&few, 3).withheld);
}

#[test]
fn nearly_equal_comments_are_one() {
    let mut csv = "Comment\n".to_owned();
    for row in 0..30 {
        let dots = ".".repeat(row % 4);
        csv.push_str(&format!(
            "The delivery came much too late and nobody could tell me where it was{dots}\n"
        ));
        csv.push_str(&format!(
            "Something else entirely number {} here\n",
            row * 7919
        ));
    }
    let analysis = analysis(&csv);
    let found = analysis.near_duplicates(&Filter::new(), 10);
    assert_eq!(found.groups[0].n, 30);
    assert!(found.repeated >= 29);
    let quotes = analysis.quotes(&Filter::new(), 8).list;
    let same = quotes
        .iter()
        .filter(|quote| quote.text.starts_with("The delivery"));
    assert_eq!(same.count(), 1, "{quotes:?}");
}

fn texts<T>(of: &[T], text: impl Fn(&T) -> &String) -> String {
    of.iter().map(text).cloned().collect::<Vec<_>>().join("\n")
}

#[test]
fn contradictions_and_praise_have_folders() {
    let mut csv = "NPS (0-10);Why?\n".to_owned();
    for row in 0..40 {
        let (score, text) = match row % 4 {
            0 => (1, "Excellent service, I love this shop"),
            1 => (10, "Terrible, the worst experience ever, never again"),
            2 => (
                10,
                "Anna at the counter was wonderful and the staff so kind",
            ),
            _ => (2, "Terrible and slow, awful"),
        };
        csv.push_str(&format!("{score};{text} {row}\n"));
    }
    let analysis = analysis(&csv);
    let page = |folder, names| {
        analysis.comments(&CommentQuery {
            folder,
            names,
            limit: 100,
            ..CommentQuery::default()
        })
    };
    let odd = page(Folder::Contradictions, false);
    assert_eq!((odd.total, odd.contradictions), (20, [10, 10]));
    assert!(odd.rows.iter().all(|row| row.contradiction.is_some()));
    assert_eq!(
        odd.rows[0].contradiction,
        Some(Contradiction::LowWithPraise)
    );
    let praise = page(Folder::StaffPraise, false);
    let anna = praise
        .rows
        .iter()
        .find(|row| row.text.contains("counter"))
        .unwrap();
    assert!(
        anna.text.starts_with("•••• at the counter"),
        "{}",
        anna.text
    );
    assert!(anna.people.iter().any(|person| person.named));
    let named = page(Folder::StaffPraise, true);
    assert!(named.rows.iter().any(|row| row.text.starts_with("Anna at")));
    // Nowhere else are names shown, whoever asks for them.
    let all = page(Folder::All, true);
    assert!(
        all.rows
            .iter()
            .any(|row| row.text.starts_with("•••• at the"))
    );
    let quotes = analysis.quotes(&Filter::new(), 20).list;
    let alike = analysis.near_duplicates(&Filter::new(), 20).groups;
    let quoted = texts(&quotes, |quote| &quote.text) + &texts(&alike, |group| &group.quote.text);
    for text in [
        texts(&all.rows, |row| &row.text),
        quoted,
        texts(&[analysis.preview(2)], |cells| &cells[1]),
    ] {
        assert!(text.contains("at the counter"), "{text}");
        assert!(!text.contains("Anna"), "{text}");
    }
}

#[test]
fn categories_that_come_together_are_paired() {
    let mut csv = "Comment\n".to_owned();
    for row in 0..200 {
        let text = match row % 4 {
            0 => "The delivery was late and the price too high",
            1 => "The staff is friendly",
            2 => "The website is slow",
            _ => "Nothing to add here",
        };
        csv.push_str(&format!("{text} {row}\n"));
    }
    let pairs = analysis(&csv).category_pairs(&Filter::new(), 50);
    let has = |one: &str, other: &str| {
        pairs.iter().any(|pair| {
            let ids = &pair.categories;
            ids.iter().any(|id| id == one) && ids.iter().any(|id| id == other)
        })
    };
    assert!(has("delivery", "price"), "{pairs:?}");
    assert!(!has("delivery", "staff") && !has("staff", "website"));
    assert!(
        pairs
            .iter()
            .all(|pair| pair.lift > 1.0 && pair.p_adjusted <= 0.05)
    );
    let kin = pairs
        .iter()
        .find(|pair| pair.categories[1].starts_with(&format!("{}.", pair.categories[0])));
    assert_eq!(kin, None);
}

#[test]
fn a_topic_is_named_by_what_stands_around_its_word() {
    let mut csv = "NPS (0-10),Dlaczego?\n".to_owned();
    for row in 0..120 {
        let text = match row % 12 {
            0 => "Zgubiłem kartę stałego bywalca",
            4 => "Noszę kartę stałego bywalca",
            8 => "Mam kartę stałego bywalca i tyle",
            _ => "Było w porządku",
        };
        csv += &format!("{},{text} {row}\n", row % 11);
    }
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
    let found = analysis.suggestions(&SuggestionRequest::default());
    let labels = found
        .list
        .iter()
        .map(|one| one.category.label["pl"].to_lowercase());
    let labels: Vec<String> = labels.collect();
    let named = |label: &String| label == "kartę stałego bywalca";
    assert!(labels.iter().any(named), "{labels:?}");
}

#[test]
fn a_topic_without_its_nominative_is_named_as_people_write_it() {
    let mut csv = "NPS (0-10),Dlaczego?\n".to_owned();
    for row in 0..120 {
        let text = match row % 12 {
            0 => "Blisko domu i tyle",
            3 => "Wożą do domu",
            6 => "Jadę do domu godzinę",
            1 | 5 => "To coś dla zagranicznych klientów",
            2 => "Nic dla zagranicznego klienta",
            _ => "Było w porządku",
        };
        csv += &format!("{},{text} {row}\n", row % 11);
    }
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
    let found = analysis.suggestions(&SuggestionRequest::default());
    let labels = found.list.iter().map(|one| &one.category.label["pl"]);
    let labels: Vec<&String> = labels.collect();
    // The preposition that governs the noun, and the noun behind an adjective even where it is no topic.
    assert!(labels.iter().any(|label| *label == "Do domu"), "{labels:?}");
    let adjective = |label: &&&String| label.starts_with("Zagraniczn");
    let named = labels
        .iter()
        .find(adjective)
        .map(|label| label.contains(" klient"));
    assert_eq!(named, Some(true), "{labels:?}");
}
