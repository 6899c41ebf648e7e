//! Coding of comments, natively, in comments per second on one core.
//!
//! `cargo bench -p vocal-core --bench text`; numbers and how to read them: docs/text.md.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use vocal_core::text::{Codebook, CodedComment, Coder, Scratch};

const COMMENTS: usize = 10_000;

/// Comments of 100 characters, half Polish and half English, made of opinion words and the words
/// that stand between them, without randomness. Real words matter: the coder's work depends on how
/// many of them it knows and how often they come back.
fn comments() -> Vec<String> {
    let lists = include_str!("../models/opinions.txt");
    let words_of = |lang: &str| -> Vec<&str> {
        lists
            .lines()
            .filter(|line| line.starts_with(lang))
            .flat_map(|line| line.split([' ', ',', '~', '*']).skip(2))
            .filter(|word| word.len() > 1)
            .collect()
    };
    let languages = [
        (
            words_of("pl "),
            ["i", "nie", "jest", "w", "na", "bardzo", "ale", "się"],
        ),
        (
            words_of("en "),
            ["the", "and", "was", "not", "to", "very", "but", "it"],
        ),
    ];
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize
    };
    (0..COMMENTS)
        .map(|number| {
            let (words, frequent) = &languages[number % 2];
            let mut text = String::new();
            while text.chars().count() < 100 {
                let word = match next() % 2 {
                    0 => frequent[next() % frequent.len()],
                    _ => words[next() % words.len()],
                };
                text += word;
                text += if next() % 8 == 0 { ", " } else { " " };
            }
            text.chars().take(100).collect()
        })
        .collect()
}

fn benches(criterion: &mut Criterion) {
    let texts = comments();
    let coder = Coder::new(&Codebook::built_in());
    let mut group = criterion.benchmark_group("text");
    group.sample_size(10);
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("code", |bencher| {
        let mut scratch = Scratch::default();
        let mut coded = CodedComment::default();
        bencher.iter(|| {
            let mut mentions = 0;
            for text in &texts {
                coder.code_into(text, &mut scratch, &mut coded);
                mentions += coded.mentions.len();
            }
            black_box(mentions)
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
