//! What the coder says about whole comments.

use vocal_core::text::{
    Codebook, CodedComment, Coder, Language, Mention, Question, Scratch, Sentiment,
};

fn coder() -> Coder {
    Coder::new(&Codebook::built_in())
}

/// Mentions as "category sentiment evidence", main categories of the built-in codebook.
fn mentions(coder: &Coder, text: &str) -> Vec<String> {
    let codebook = Codebook::built_in();
    let coded = coder.code(text);
    let chars: Vec<char> = text.chars().collect();
    let line = |m: &Mention| {
        let root = codebook.parent_index(m.category).unwrap_or(m.category);
        let id = &codebook.categories()[root as usize].id;
        let evidence: String = chars[m.start as usize..m.end as usize].iter().collect();
        format!("{id} {:?} {evidence}", m.sentiment)
    };
    let mut lines: Vec<String> = coded.mentions.iter().map(line).collect();
    lines.dedup();
    lines
}

#[test]
fn statements_have_their_own_sentiment() {
    let coder = coder();
    assert_eq!(
        mentions(&coder, "Drogo, ale obsługa świetna"),
        ["price Negative Drogo", "staff Positive obsługa świetna"]
    );
    assert_eq!(
        mentions(&coder, "Great food but the delivery was late."),
        [
            "product_quality Positive Great food",
            "delivery Negative the delivery was late"
        ]
    );
}

/// Level-1 categories and overall sentiment of short comments as customers write them.
#[test]
fn short_comments() {
    use Sentiment::{Negative, Positive};
    let coder = coder();
    let codebook = Codebook::built_in();
    let mut wrong = Vec::new();
    for (text, sentiment, categories) in [
        (
            "Kurier rzucił paczkę pod drzwi",
            Negative,
            &["delivery"][..],
        ),
        ("Bardzo długie kolejki do kasy", Negative, &["waiting_time"]),
        ("Obsluga byla niemila", Negative, &["staff"]),
        (
            "Świetny wybór towarów i dobre ceny",
            Positive,
            &["assortment", "price"],
        ),
        (
            "Reklamacja rozpatrzona odmownie, żenada",
            Negative,
            &["complaints_returns"],
        ),
        (
            "Nie mogę się dodzwonić na infolinię",
            Negative,
            &["contact"],
        ),
        ("Aplikacja ciągle się zawiesza", Negative, &["website_app"]),
        ("Czysto i schludnie w sklepie", Positive, &["store"]),
        (
            "Produkt przyszedł uszkodzony",
            Negative,
            &["product_quality"],
        ),
        ("Polecam, wszystko super!", Positive, &[]),
        ("Nie polecam, strata pieniędzy", Negative, &[]),
        ("Szybka dostawa, dobrze zapakowane", Positive, &["delivery"]),
        (
            "Brak podjazdu dla wózków inwalidzkich",
            Negative,
            &["accessibility"],
        ),
        (
            "Błąd na fakturze i nikt nie odpisuje na maile",
            Negative,
            &["payment", "contact"],
        ),
        ("Staff were rude and unhelpful", Negative, &["staff"]),
        (
            "Easy to use website and quick delivery",
            Positive,
            &["website_app", "delivery"],
        ),
        (
            "Waited forty minutes in the queue",
            Negative,
            &["waiting_time"],
        ),
        (
            "They refused to refund my money",
            Negative,
            &["complaints_returns"],
        ),
        ("Too expensive for what you get", Negative, &["price"]),
        ("Could not have been better", Positive, &[]),
        (
            "Special thanks to Anna from customer service",
            Positive,
            &["recognition", "staff"],
        ),
    ] {
        let coded = coder.code(text);
        let found: Vec<&str> = coded
            .mentions
            .iter()
            .flat_map(|m| codebook.with_ancestors(m.category))
            .map(|c| codebook.categories()[c].id.as_str())
            .collect();
        let missed = categories.iter().any(|id| !found.contains(id));
        if coded.sentiment != sentiment || missed {
            wrong.push((text, coded.sentiment, coded.score, found));
        }
    }
    assert!(wrong.len() <= 2, "{wrong:#?}");
}

#[test]
fn languages_without_diacritics() {
    let coder = coder();
    let mut wrong = Vec::new();
    for (text, language) in [
        ("obsluga byla niemila", Language::Pl),
        ("Drogo i wolno", Language::Pl),
        ("dlugi czas oczekiwania", Language::Pl),
        ("brak miejsc parkingowych", Language::Pl),
        ("polecam", Language::Pl),
        ("mila obsluga", Language::Pl),
        ("wszystko ok", Language::Pl),
        ("Zepsuli nam wakacje", Language::Pl),
        ("dramat", Language::Pl),
        ("Zawsze świeże pieczywo", Language::Pl),
        ("Very slow delivery", Language::En),
        ("Good prices", Language::En),
        ("rude staff", Language::En),
        ("Excellent", Language::En),
        ("No complaints", Language::En),
        ("reliable", Language::En),
        ("Hard to reach anybody", Language::En),
        ("Die Lieferung war sehr schnell", Language::Other),
        ("Sehr freundliches Personal", Language::Other),
        ("El servicio es muy bueno", Language::Other),
        ("Velmi rychlé dodání", Language::Other),
        ("Velmi dobra obsluha, doporucuji", Language::Other),
        ("Le service est très lent", Language::Other),
        ("Дуже добре обслуговування", Language::Other),
        ("Очень хорошо", Language::Other),
        ("👍👍", Language::Other),
    ] {
        let found = coder.code(text).language;
        if found != language {
            wrong.push((text, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn without_diacritics_means_the_same() {
    let coder = coder();
    for text in [
        "Obsługa była niemiła, a dostawa późno",
        "Świetne ceny, miła pani na kasie",
    ] {
        let (written, plain) = (coder.code(text), coder.code(&vocal_core::text::fold(text)));
        assert_eq!(written.mentions, plain.mentions);
        assert_eq!(written.score, plain.score);
    }
}

#[test]
fn odd_input_is_coded_or_left() {
    let coder = coder();
    for text in [
        "",
        "\0\0",
        "😡😡😡",
        "<script>alert(1)</script>",
        "\u{202e}abc",
        "\u{2bc} \u{2bc}a",
        "a\t1\t2024-01-01\nb\t2\t2024-01-02\n",
        "https://example.com/a?b=c",
        "服務非常好",
        "ż\u{301}",
        ";;;",
    ] {
        let coded = coder.code(text);
        let length = text.chars().count() as u32;
        assert!(
            coded
                .mentions
                .iter()
                .all(|m| m.start < m.end && u32::from(m.end) <= length),
            "{text}"
        );
        assert!((-1.0..=1.0).contains(&coded.score), "{text}");
    }
    assert_eq!(coder.code("😡😡😡").sentiment, Sentiment::Negative);
    assert_eq!(coder.code("").sentiment, Sentiment::Neutral);
    let long = "bardzo zła obsługa, ".repeat(60_000);
    let coded = coder.code(&long);
    assert!(!coded.mentions.is_empty());
    assert!(coded.mentions.iter().all(|m| m.end <= 20_000));
}

#[test]
fn a_brief_answer_leans_to_what_was_asked() {
    let coder = coder();
    let mut scratch = Scratch::default();
    let mut score = |question: &str, text: &str| {
        let mut coded = CodedComment::default();
        coder.code_answer_into(Question::of(question), text, &mut scratch, &mut coded);
        coded.score
    };
    let (bad, good, open) = ("Co możemy poprawić?", "Co się podobało?", "Dlaczego?");
    for text in ["cena", "obsługa", "price", "the staff", "parking"] {
        // Bare topics read as complaints already, so only praise that was asked for moves them far.
        assert!(score(good, text) > score(open, text) + 0.3, "{text}");
        assert!(score(bad, text) < score(good, text) - 0.3, "{text}");
    }
    // Nothing to improve is praise, nothing liked a complaint.
    for text in ["Nothing", "No", "Nic", "nie mam uwag", "none", "nie wiem"] {
        assert!(score(bad, text) > score(good, text), "{text}");
    }
    // Without such a question an answer that names nothing is neither.
    for text in [
        "brak",
        "nie dotyczy",
        "Nie mam zdania.",
        "trudno powiedzieć",
        "n/a",
        "don't know",
    ] {
        assert_eq!(score(open, text), 0.0, "{text}");
    }
    assert!(score(open, "nie mam zastrzeżeń") > 0.5);
    // A clear opinion stays what it is, and so does a long comment.
    assert!(score(bad, "Wszystko świetnie, bardzo miła obsługa") > 0.0);
    assert!(score(good, "The staff were rude and the food was awful") < 0.0);
    let long = "We waited for an hour and nobody told us why. ".repeat(5);
    assert!((score(bad, &long) - score(open, &long)).abs() < 0.1);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_coded(text in "(ale|but|nie|, |[.;!] |\\n|drogo|staff|<|&|:\\)|\\PC{0,8}){0,12}") {
        let coded = SHARED.with(|coder| coder.code(&text));
        let length = text.chars().count() as u32;
        proptest::prop_assert!((-1.0..=1.0).contains(&coded.score));
        for mention in &coded.mentions {
            proptest::prop_assert!(mention.start < mention.end && u32::from(mention.end) <= length);
        }
    }
}

thread_local! {
    static SHARED: Coder = coder();
}

#[test]
fn reused_buffers_give_the_same() {
    let coder = coder();
    let mut scratch = Scratch::default();
    let mut coded = CodedComment::default();
    for text in ["Drogo, ale obsługa świetna", "", "Great!", "ok :)"] {
        coder.code_into(text, &mut scratch, &mut coded);
        assert_eq!(coded, coder.code(text));
    }
}

#[test]
fn a_users_codebook_is_used() {
    let json = r#"{"version":1,"categories":[
        {"id":"psy","label":{"pl":"Psy"},"patterns":{"pl":["pies","ps~"]},"exclude":{"pl":["psy ogrodnika"]}}]}"#;
    let coder = Coder::new(&Codebook::from_json(json).unwrap());
    assert_eq!(
        coder.code("Wpuszczają z psem, bardzo miło").mentions.len(),
        1
    );
    assert_eq!(
        coder
            .code("To są psy ogrodnika w tej firmie")
            .mentions
            .len(),
        0
    );
}

#[test]
fn what_says_nothing_is_not_coded() {
    let coder = coder();
    for text in [
        "Brak uwag",
        "bez uwag",
        "Nie mam nic do dodania.",
        "No comments",
        "nothing to report",
        "Muy buen servicio, gracias por todo.",
        "Pésimo servicio, no lo recomiendo",
        "Sehr freundliches Personal",
        "Дуже задоволена, дякую",
    ] {
        let coded = coder.code(text);
        assert_eq!(coded.sentiment, Sentiment::Neutral, "{text}");
        assert!(coded.mentions.is_empty(), "{text}");
        assert!(coded.score.abs() < 1e-6, "{text}: {}", coded.score);
    }
    // A pictogram is understood in any language, one borrowed word makes no foreign language.
    assert_eq!(
        coder.code("Muy buen servicio 😀").sentiment,
        Sentiment::Positive
    );
    assert_eq!(
        coder.code("Pyszne café latte").sentiment,
        Sentiment::Positive
    );
}

#[test]
fn za_to_turns_after_a_comma_or_an_opinion() {
    let coder = coder();
    for text in ["Drogo, za to szybko", "Drogo za to szybko"] {
        assert_eq!(coder.code(text).sentiment, Sentiment::Mixed, "{text}");
    }
    let thanks = coder.code("Dziękuję za to, pani Aniu, super obsługa");
    assert_eq!(thanks.sentiment, Sentiment::Positive);
}

/// An amount is found with and without a blank in it.
#[test]
fn an_amount_is_one_however_it_is_written() {
    let (coder, book) = (coder(), Codebook::built_in());
    let categories = |text: &str| -> Vec<String> {
        let id = |one: &Mention| book.categories()[one.category as usize].id.clone();
        coder.code(text).mentions.iter().map(id).collect()
    };
    for (together, apart) in [
        ("Zapłaciłem 100zł", "Zapłaciłem 100 zł"),
        ("Za 1000zl nic nie dostałem", "Za 1000 zl nic nie dostałem"),
        ("Wyszło 15,99ZŁ.", "Wyszło 15,99 ZŁ."),
        ("Było to 1.200,00zł", "Było to 1.200,00 zł"),
        ("It was 20USD for two", "It was 20 USD for two"),
        ("Just 15euros a night", "Just 15 euros a night"),
        ("It was $20", "It was 20€"),
    ] {
        assert_eq!(categories(together), ["price"], "{together}");
        assert_eq!(categories(apart), ["price"], "{apart}");
    }
    // Something else follows the digits.
    for text in ["Sala 20europalet", "Stoi 3złota", "Ma 200gr", "To 4zl2"] {
        assert!(!categories(text).contains(&"price".to_owned()), "{text}");
    }
}
