//! In which unit a column of durations is, and whether it may be how long answering took, by its heading.

use super::headings::words_of;

/// Hours per unit of a column of durations, by its header; `None` when it names no unit.
///
/// The last unit in brackets wins, else the last word, else the word behind "in", else the unit in the plural
/// when it is the only one: "Second-line resolution time (h)" is in hours, and so is "Resolution time per day
/// shift (hours)".
pub(in crate::analysis) fn hours_per_unit(name: &str) -> Option<f64> {
    let words = words_of(name);
    let words: Vec<&str> = words.split(' ').collect();
    let brackets = name.split(['(', '[']).skip(1);
    let in_brackets = brackets
        .filter_map(|part| {
            let inside = words_of(part.split([')', ']']).next()?);
            inside.split(' ').rev().find_map(unit_of)
        })
        .reduce(|_, later| later);
    let behind_in = || {
        let pairs = words.windows(2).rev();
        let mut units = pairs.filter(|pair| matches!(pair[0], "in" | "w"));
        units.find_map(|pair| unit_of(pair[1]))
    };
    let only_one = || {
        let plural = |word: &&&str| word.len() > 3 && !matches!(**word, "minute" | "hour" | "week");
        let mut units = words.iter().filter(plural).filter_map(|word| unit_of(word));
        let first = units.next()?;
        units.all(|unit| unit == first).then_some(first)
    };
    in_brackets
        .or_else(|| unit_of(words.last()?))
        .or_else(behind_in)
        .or_else(only_one)
}

/// Hours of a unit of time that a folded word names; `None` for another word. "Second" is none: lines of
/// support and contacts are counted with it.
fn unit_of(word: &str) -> Option<f64> {
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    match word {
        "ms" | "msec" => Some(1.0 / 3_600_000.0),
        "s" | "sec" | "secs" | "seconds" | "sek" => Some(1.0 / 3600.0),
        "min" | "mins" => Some(1.0 / 60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(1.0),
        "d" | "day" | "days" | "dzien" | "dni" | "dniach" | "doby" | "dobach" => Some(24.0),
        "week" | "weeks" | "wk" | "wks" | "tyg" => Some(7.0 * 24.0),
        "month" | "months" | "mies" => Some(365.25 * 2.0),
        "year" | "years" | "yr" | "yrs" | "rok" | "lat" | "lata" | "latach" => Some(365.25 * 24.0),
        _ if begins(&["millisec", "milisek"]) => Some(1.0 / 3_600_000.0),
        _ if begins(&["sekund"]) => Some(1.0 / 3600.0),
        _ if begins(&["minut"]) => Some(1.0 / 60.0),
        _ if begins(&["godz"]) => Some(1.0),
        _ if begins(&["tygod"]) => Some(7.0 * 24.0),
        _ if begins(&["miesia", "miesie"]) => Some(365.25 * 2.0),
        _ => None,
    }
}

/// True for a duration that may be that of answering: its unit is no day or longer, and where the heading
/// speaks of a "duration" it says of what, if it says so: a contract, a call and a trip have one, too.
pub(super) fn lasts_as_answering(name: &str, words: &str) -> bool {
    const ANSWERING: [&str; 12] = [
        "survey",
        "interview",
        "complet",
        "respon",
        "answer",
        "question",
        "ankiet",
        "wywiad",
        "wypeln",
        "odpowied",
        "badani",
        "kwestion",
    ];
    const ABOUT_NOTHING: [&str; 18] = [
        "duration",
        "czas",
        "trwania",
        "in",
        "w",
        "total",
        "the",
        "of",
        "time",
        "calkowity",
        "laczny",
        "full",
        "real",
        "od",
        "do",
        "hh",
        "mm",
        "ss",
    ];
    if hours_per_unit(name).is_some_and(|hours| hours >= 24.0) {
        return false;
    }
    let said = words.contains("duration") || words.contains("czas trwania");
    let mut words = words.split(' ');
    let of_answering = |word: &str| ANSWERING.iter().any(|stem| word.starts_with(stem));
    !said
        || words.clone().any(of_answering)
        || words.all(|word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            number || ABOUT_NOTHING.contains(&word) || unit_of(word).is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_is_what_the_heading_puts_last() {
        for (heading, hours) in [
            ("Resolution time (h)", Some(1.0)),
            ("Second-line resolution time (h)", Some(1.0)),
            ("Second-line resolution time", None),
            ("Resolution time per day shift (hours)", Some(1.0)),
            ("Resolution time in hours per day shift", Some(1.0)),
            ("Resolution time (weeks)", Some(168.0)),
            ("Czas rozwiązania [tygodnie]", Some(168.0)),
            ("Czas rozwiązania w dniach", Some(24.0)),
            ("Czas rozwiązania (godz.)", Some(1.0)),
            ("ResolutionTimeMinutes", Some(1.0 / 60.0)),
            ("Duration (in seconds)", Some(1.0 / 3600.0)),
            ("mttr_ms", Some(1.0 / 3_600_000.0)),
            ("Resolution time (min) [first 30]", Some(1.0 / 60.0)),
            ("Resolution time (h), last 30 days", Some(1.0)),
            ("Minutes to resolution, average", Some(1.0 / 60.0)),
            ("Resolution time", None),
        ] {
            assert_eq!(hours_per_unit(heading), hours, "{heading}");
        }
    }

    #[test]
    fn not_everything_that_lasts_is_an_answer() {
        let lasts = |heading: &str| lasts_as_answering(heading, &words_of(heading));
        for heading in [
            "Duration",
            "Duration (in seconds)",
            "SurveyDuration",
            "Duration of the interview (minutes)",
            "Czas trwania ankiety",
            "Czas trwania (s)",
            "Completion time",
        ] {
            assert!(lasts(heading), "{heading}");
        }
        for heading in [
            "Contract duration (months)",
            "Duration (years)",
            "Call duration (s)",
            "Czas trwania umowy",
            "Czas trwania (dni)",
            "Czas trwania (lat)",
            "Completion time in days",
        ] {
            assert!(!lasts(heading), "{heading}");
        }
    }
}
