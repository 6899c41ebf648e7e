//! A codebook tried on some of the comments before all of them are coded with it.

use super::terms::distinct;
use crate::analysis::Analysis;
use crate::order::Arrange;
use crate::privacy::mask_comment;
use crate::text::{Codebook, CodedComment, Coder, Mention, Scratch};
use serde::Serialize;
use std::collections::BTreeMap;

/// Examples of comments that a codebook codes differently.
const EXAMPLES: usize = 12;

/// What another codebook would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodebookTrial {
    /// Comments tried, spread evenly over the file.
    pub comments: u32,
    /// Comments in the file.
    pub total: u32,
    /// Categories of either codebook, by id.
    pub categories: Vec<TrialCount>,
    /// Comments without any category before and after.
    pub uncoded: [u32; 2],
    /// Comments whose categories change.
    pub changed: u32,
    /// Some of them.
    pub examples: Vec<TrialExample>,
}

/// One category before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialCount {
    /// Codebook id.
    pub id: String,
    /// People whose tried comments mention it now; null when fewer than the minimum group size, but some.
    pub before: Option<u32>,
    /// The same with the other codebook.
    pub after: Option<u32>,
}

/// A comment that changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialExample {
    /// Its text with personal data and names masked.
    pub text: String,
    /// Codebook ids now.
    pub before: Vec<String>,
    /// Codebook ids with the other codebook.
    pub after: Vec<String>,
}

impl Analysis {
    /// Codes up to `limit` comments with another codebook and compares. Sensitive comments count but are
    /// no examples.
    pub fn try_codebook(&self, codebook: &Codebook, limit: usize) -> CodebookTrial {
        let coder = Coder::new(codebook);
        let all = self.coded.all();
        let writers = distinct(all.iter().map(|comment| comment.row));
        let step = all.len().div_ceil(limit.max(1)).max(1);
        // How many people, and the last of them, on each side.
        let mut counts: BTreeMap<String, [(u32, Option<u32>); 2]> = BTreeMap::new();
        for book in [&self.codebook, codebook] {
            let none = [(0, None); 2];
            counts.extend(book.categories().iter().map(|one| (one.id.clone(), none)));
        }
        let mut trial = CodebookTrial {
            comments: 0,
            total: all.len() as u32,
            categories: Vec::new(),
            uncoded: [0, 0],
            changed: 0,
            examples: Vec::new(),
        };
        let (mut scratch, mut coded) = (Scratch::default(), CodedComment::default());
        for comment in self.coded.iter().step_by(step) {
            let text = &comment.text(&self.table);
            coder.code_into(text, &mut scratch, &mut coded);
            let sides = [
                ids(&self.codebook, self.coded.mentions(comment)),
                ids(codebook, &coded.mentions),
            ];
            trial.comments += 1;
            for (side, found) in sides.iter().enumerate() {
                trial.uncoded[side] += u32::from(found.is_empty());
                for id in found {
                    if let Some(count) = counts.get_mut(id) {
                        let (people, last) = &mut count[side];
                        let is_next = last.replace(comment.row) != Some(comment.row);
                        *people += u32::from(is_next);
                    }
                }
            }
            if sides[0] == sides[1] {
                continue;
            }
            trial.changed += 1;
            // Sensitive comments are never quoted, whether or not somebody has had them looked for.
            let quotable = writers >= self.settings.min_quotes && trial.examples.len() < EXAMPLES;
            if quotable && self.screened.find(text).is_none() {
                let [before, after] = sides;
                trial.examples.push(TrialExample {
                    text: mask_comment(text, comment.language()),
                    before,
                    after,
                });
            }
        }
        let shown = |n: u32| (n == 0 || n >= self.settings.min_group).then_some(n);
        let counts = counts.into_iter().map(|(id, [before, after])| TrialCount {
            id,
            before: shown(before.0),
            after: shown(after.0),
        });
        trial.categories = counts.collect();
        trial
    }
}

/// Ids of the mentioned categories and those above them, each once, sorted.
fn ids(codebook: &Codebook, mentions: &[Mention]) -> Vec<String> {
    let found = mentions
        .iter()
        .flat_map(|mention| codebook.with_ancestors(mention.category));
    let mut ids: Vec<String> = found
        .map(|at| codebook.categories()[at].id.clone())
        .collect();
    ids.arrange();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn says_what_changes() {
        let mut csv = "Why?\n".to_owned();
        for row in 0..40 {
            let text = if row < 10 {
                "The zorblax was broken"
            } else {
                "The delivery was late"
            };
            csv.push_str(&format!("{text} {row}\n"));
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
        let text = r#"{"version":1,"categories":[{"id":"z","patterns":{"en":["zorblax"]}}]}"#;
        let trial = analysis.try_codebook(&Codebook::from_json(text).unwrap(), 1000);
        let count = |id: &str| trial.categories.iter().find(|one| one.id == id).unwrap();
        assert_eq!((count("z").before, count("z").after), (Some(0), Some(10)));
        assert_eq!(
            (count("delivery").before, count("delivery").after),
            (Some(30), Some(0))
        );
        assert_eq!(
            (trial.comments, trial.changed, trial.uncoded[1]),
            (40, 40, 30)
        );
        assert_eq!(trial.examples[0].after, ["z"]);
        assert_eq!(analysis.try_codebook(analysis.codebook(), 20).changed, 0);
    }

    /// Nobody has asked for them to be found before the codebook is tried.
    #[test]
    fn sensitive_comments_are_no_examples() {
        let mut csv = "Why?\n".to_owned();
        for row in 0..40 {
            let text = match row {
                0..5 => "The guard threatened to hit me and the zorblax was broken",
                5..10 => "The zorblax was broken",
                _ => "The delivery was late",
            };
            csv.push_str(&format!("{text} {row}\n"));
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
        let text = r#"{"version":1,"categories":[{"id":"z","patterns":{"en":["zorblax"]}}]}"#;
        let trial = analysis.try_codebook(&Codebook::from_json(text).unwrap(), 1000);
        let count = trial.categories.iter().find(|one| one.id == "z").unwrap();
        assert_eq!((count.after, trial.changed), (Some(10), 40));
        let quoted: Vec<&str> = trial.examples.iter().map(|one| &*one.text).collect();
        assert!(quoted.contains(&"The zorblax was broken 5"), "{quoted:?}");
        assert!(
            !quoted.iter().any(|text| text.contains("threatened")),
            "{quoted:?}"
        );
    }
}
