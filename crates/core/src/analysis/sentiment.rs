//! What the comments of a selection say all in all: their languages, their sentiment, net sentiment.

use super::Analysis;
use super::selection::Selection;
use crate::figures::intervals::Ratio;
use crate::report::{SentimentCounts, TextFigure};
use crate::text::{Language, Sentiment};

impl Analysis {
    /// Comments by language and sentiment, with net sentiment, unless too few people wrote them.
    /// `writers` are the people who wrote the comments; `tells` whether a number of people gives
    /// others away, by category and behind them for all.
    ///
    /// Several comments of one row are one person's: they are too few to show when the people are,
    /// and their opinions are alike, so that people are the sample of net sentiment.
    pub(super) fn text_figure(
        &self,
        selection: &Selection,
        writers: u32,
        tells: &dyn Fn(u32, usize) -> bool,
    ) -> TextFigure {
        let mut figure = TextFigure::default();
        let (mut n, mut languages) = (0, [0u32; 3]);
        let mut opinions = Ratio::default();
        let (mut last, mut own) = (u32::MAX, (0, 0));
        for comment in self
            .coded
            .iter()
            .filter(|comment| selection.keeps(comment.row))
        {
            n += 1;
            languages[comment.language() as usize] += 1;
            count(&mut figure.sentiment, comment.sentiment());
            if last != comment.row {
                opinions.add(own.0, own.1);
                (last, own) = (comment.row, (0, 0));
            }
            for mention in self.coded.mentions(comment) {
                own.0 += i64::from(mention.sentiment == Sentiment::Positive);
                own.0 -= i64::from(mention.sentiment == Sentiment::Negative);
                own.1 += i64::from(mention.sentiment != Sentiment::Neutral);
            }
        }
        opinions.add(own.0, own.1);
        let tells = tells(writers, self.codebook.categories().len());
        figure.n = Some(n);
        figure.hidden = n > 0 && (tells || writers < self.settings.min_group);
        if figure.hidden {
            return TextFigure {
                n: figure.n,
                hidden: true,
                ..TextFigure::default()
            };
        }
        let names = [
            (Language::Pl, "pl"),
            (Language::En, "en"),
            (Language::Other, "other"),
        ];
        figure.languages = names
            .into_iter()
            .map(|(language, name)| (name, languages[language as usize]))
            .collect();
        figure.net_sentiment_n = opinions.below() as u32;
        if figure.net_sentiment_n >= self.settings.min_group.max(1) {
            figure.net_sentiment = opinions.value().map(|share| 100.0 * share);
            let ends = opinions.interval();
            figure.net_sentiment_interval = ends.map(|ends| ends.map(|end| 100.0 * end));
        }
        figure
    }
}

/// Counts a comment by its sentiment.
pub(super) fn count(counts: &mut SentimentCounts, sentiment: Sentiment) {
    match sentiment {
        Sentiment::Positive => counts.positive += 1,
        Sentiment::Neutral => counts.neutral += 1,
        Sentiment::Negative => counts.negative += 1,
        Sentiment::Mixed => counts.mixed += 1,
    }
}
