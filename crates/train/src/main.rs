//! Trains and evaluates the sentiment model.
mod data;
mod fit;
use data::*;
use fit::*;
use std::path::Path;
use vocal_core::text::model::*;
use vocal_core::text::training::*;

pub fn arg(name: &str, default: f32) -> f32 {
    static ARGS: std::sync::OnceLock<std::collections::BTreeMap<String, f32>> = std::sync::OnceLock::new();
    let map = ARGS.get_or_init(|| std::env::args().filter_map(|a| { let (k, v) = a.split_once('=')?; Some((k.to_owned(), v.parse().ok()?)) }).collect());
    if let Some(v) = map.get(name) { return *v }
    if true { return default }
    std::env::args().find_map(|a| a.strip_prefix(&format!("{name}=")).and_then(|v| v.parse().ok())).unwrap_or(default)
}

fn lexicon(entries: &[(String, f32)]) -> Lexicon {
    let mut map = std::collections::BTreeMap::<u32, (f32, f32)>::new();
    for (w, s) in entries {
        if let Some(h) = first_word_hash(w) {
            let e = map.entry(h).or_default();
            e.0 += s;
            e.1 += 1.0;
        }
    }
    let list: Vec<(u32, i8)> = map.iter().map(|(h, e)| (*h, (e.0 / e.1 * 16.0).round() as i8)).collect();
    Lexicon::new(list.into_iter())
}

pub fn auc(pairs: &mut Vec<(f32, bool)>) -> f32 {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank_sum, mut pos) = (0.0f64, 0.0f64);
    let mut i = 0;
    while i < pairs.len() {
        let mut j = i;
        while j < pairs.len() && pairs[j].0 == pairs[i].0 { j += 1 }
        let rank = (i + j + 1) as f64 / 2.0;
        for p in &pairs[i..j] { if p.1 { rank_sum += rank; pos += 1.0 } }
        i = j;
    }
    let n = pairs.len() as f64;
    ((rank_sum - pos * (pos + 1.0) / 2.0) / (pos * (n - pos))) as f32
}

fn report(name: &str, scored: &[(&Item, [f32; 3])]) {
    for n in ["yelp","amazon_cells","imdb"] { let part: Vec<_> = scored.iter().filter(|s| s.0.source==Source::Kotzias && (0..1000).any(|k| s.0.group == hash64(&format!("{n} {k}")))).collect(); if !part.is_empty() { println!("   {n} {:.1}", 100.0*part.iter().filter(|(i,p)| (p[2]>p[0])==(i.truth==Truth::Positive)).count() as f32/part.len() as f32); } }
    let mut sources: Vec<Source> = scored.iter().map(|s| s.0.source).collect();
    sources.sort(); sources.dedup();
    for source in sources {
        let part: Vec<_> = scored.iter().filter(|s| s.0.source == source).collect();
        let (mut n3, mut ok3, mut ns, mut oks) = (0, 0, 0, 0);
        let mut pairs = vec![];
        let mut conf: Vec<(f32, bool)> = vec![];
        for (item, p) in part.iter() {
            let top = if p[2] >= p[1] && p[2] >= p[0] { Truth::Positive } else if p[0] >= p[1] { Truth::Negative } else { Truth::Neutral };
            if matches!(item.truth, Truth::Positive | Truth::Negative | Truth::Neutral) {
                n3 += 1; ok3 += (top == item.truth) as u32;
                conf.push((p.iter().cloned().fold(0.0, f32::max), top == item.truth));
            }
            if matches!(item.truth, Truth::Positive | Truth::Negative) {
                ns += 1; oks += ((p[2] > p[0]) == (item.truth == Truth::Positive)) as u32;
                pairs.push((p[2] - p[0], item.truth == Truth::Positive));
            }
        }
        let sure: Vec<_> = part.iter().filter(|(i, p)| matches!(i.truth, Truth::Positive | Truth::Negative) && p[1] < p[0].max(p[2])).collect();
        print!("[sure {:.1} of {:.2}] ", 100.0 * sure.iter().filter(|(i, p)| (p[2] > p[0]) == (i.truth == Truth::Positive)).count() as f32 / sure.len() as f32, sure.len() as f32 / ns as f32);
        let mut ece = 0.0;
        for b in 0..10 {
            let bin: Vec<_> = conf.iter().filter(|c| ((c.0 * 10.0) as usize).min(9) == b).collect();
            let c: f32 = bin.iter().map(|c| c.0).sum();
            let a: f32 = bin.iter().map(|c| c.1 as u8 as f32).sum();
            ece += (c - a).abs();
        }
        println!("{name} {source:?}: n={n3} acc3={:.1} sign={:.1} auc={:.1} ece={:.3}", 100.0 * ok3 as f32 / n3 as f32, 100.0 * oks as f32 / ns as f32, 100.0 * auc(&mut pairs), ece / conf.len() as f32);
    }
}

fn main() {
    let folder = Path::new("/work/shared/data/text");
    let items = load(folder);
    let lex = lexicons(folder);
    let lexica = [lexicon(&lex[0]), lexicon(&lex[1])];
    let mut both = [Buffers::new("pl"), Buffers::new("en")];
    let mut settings = Settings { slots: arg("slots", 120000.0) as u32, epochs: arg("epochs", 6.0) as u32, rate: arg("rate", 0.05), decay: arg("decay", 0.0), evidence: arg("evidence", 0.0), seed: 1 };
    let mode = std::env::args().nth(1).unwrap_or_default();
    let mut cases = |f: &dyn Fn(&Item) -> bool, lang: usize, slots: u32| -> Vec<(&Item, Case)> {
        items.iter().filter(|i| !i.test && f(i)).map(|i| (i, case(&extract(&i.text, &lexica[lang], &mut both[lang]), slots, i.target, i.weight))).collect::<Vec<_>>()
    };
    let score = |w: &Weights, list: &[&(&Item, Case)]| -> Vec<([f32; 3], u64)> { list.iter().map(|(_, c)| { let z = w.logits(c); (probabilities(z[0], z[1]), 0) }).collect() };
    let _ = &score;
    if mode == "pl" {
        let all = cases(&|i| matches!(i.source, Source::Sentence | Source::Review), 0, settings.slots);
        let rw = arg("review", 1.0);
        let lw = arg("lexw", 0.0);
        let mut scored = vec![];
        for fold in 0..5u64 {
            let mut train: Vec<Case> = all.iter().filter(|(i, _)| i.group % 5 != fold).map(|(i, c)| { let mut c = c.clone(); if i.source == Source::Review { c.weight = rw } c }).collect();
            if lw > 0.0 {
                for (w, s) in &lex[0] {
                    let e = extract(w, &lexica[0], &mut Buffers::new("pl"));
                    let mut c = case(&e, settings.slots, [0.0; 3], lw);
                    let pos = (0.5 + s / 8.0 * arg("lexs", 1.0)).clamp(0.0, 1.0);
                    c.target = [1.0 - pos, 0.0, pos];
                    train.push(c);
                }
            }
            settings.seed = fold;
            let w = fit(&train, &settings);
            for (i, c) in all.iter().filter(|(i, _)| i.group % 5 == fold) { let z = w.logits(c); scored.push((*i, probabilities(z[0], z[1]))) }
        }
        report("pl cv", &scored);
    }
    if mode == "en" {
        let kot = cases(&|i| i.source == Source::Kotzias, 1, settings.slots);
        let rest = cases(&|i| matches!(i.source, Source::Amazon | Source::Movie | Source::Editorial | Source::Tweet), 1, settings.slots);
        let nhs = cases(&|i| i.source == Source::Nhs && i.truth != Truth::Unknown, 1, settings.slots);
        let nhs1 = cases(&|i| i.source == Source::NhsThemes, 1, settings.slots);
        let get = |parts: &[&Vec<(&Item, Case)>]| -> Vec<Case> {
            let mut v: Vec<Case> = parts.iter().flat_map(|p| p.iter().map(|(i, c)| { let mut c = c.clone(); c.weight = arg(match i.source { Source::Amazon => "amazon", Source::Movie => "movie", Source::Editorial => "edit", Source::Tweet => "tweet", Source::Kotzias => "kot", Source::Nhs => "nhs", _ => "nhs1" }, 1.0); c })).collect();
            let lw = arg("lexw", 0.0);
            if lw > 0.0 {
                for (w, s) in &lex[1] {
                    let e = extract(w, &lexica[1], &mut Buffers::new("pl"));
                    let mut c = case(&e, settings.slots, [0.0; 3], lw);
                    let pos = (0.5 + s / 6.0).clamp(0.0, 1.0);
                    c.target = [1.0 - pos, 0.0, pos];
                    v.push(c);
                }
            }
            v
        };
        let run = |name: &str, train: Vec<Case>, test: &Vec<(&Item, Case)>| {
            let w = fit(&train, &settings);
            let scored: Vec<_> = test.iter().map(|(i, c)| { let z = w.logits(c); (*i, probabilities(z[0], z[1])) }).collect();
            report(name, &scored);
            if arg("show", 0.0) > 0.0 { let mut wrong: Vec<_> = scored.iter().filter(|(i, p)| (i.truth == Truth::Positive && p[0] > p[2]) || (i.truth == Truth::Negative && p[2] > p[0])).collect(); wrong.sort_by(|a, b| (b.1[2]-b.1[0]).abs().total_cmp(&(a.1[2]-a.1[0]).abs())); for (i, p) in wrong.iter().step_by(6).take(40) { println!("{:.2} {}", p[2]-p[0], i.text.chars().take(150).collect::<String>()) } }
        };
        for part in [&kot, &nhs] {
            let mut n = [0; 4];
            for (i, c) in part { let pos = i.truth == Truth::Positive; if matches!(i.truth, Truth::Positive|Truth::Negative) { n[0] += 1; if c.dense[0] != 0.0 { n[1] += 1; if (c.dense[0] > 0.0) == pos { n[2] += 1 } } else { n[3] += 1 } } }
            let mut pairs: Vec<(f32, bool)> = part.iter().filter(|(i, _)| matches!(i.truth, Truth::Positive|Truth::Negative)).map(|(i, c)| (c.dense[0], i.truth == Truth::Positive)).collect();
            println!("lexicon {n:?} auc {}", auc(&mut pairs));
        }
        run("no kotzias", get(&[&rest, &nhs, &nhs1]), &kot);
        for n in ["yelp", "amazon_cells", "imdb"] {
            let is = |i: &Item| (0..1000).any(|k| i.group == hash64(&format!("{n} {k}")));
            let (a, b): (Vec<_>, Vec<_>) = kot.iter().cloned().partition(|(i, _)| is(i));
            run(n, get(&[&rest, &b, &nhs, &nhs1]), &a);
        }
        run("no nhs", get(&[&rest, &kot]), &nhs);
    }
}
