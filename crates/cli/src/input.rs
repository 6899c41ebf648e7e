//! Files in, with progress on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{IsTerminal as _, Read};
use std::path::Path;
use vocal_charts::messages::Messages;
use vocal_core::digest::Digest;
use vocal_core::reading::Source;
use vocal_core::text::CodebookError;
use vocal_core::{Analysis, Error, Reader, Settings};

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// Comments coded between two steps of the progress bar.
const COMMENTS: usize = 2000;

/// Opens a file, or standard input for `-`; returns it with its size when that is known.
pub fn open(path: &Path, messages: &Messages) -> Result<(Box<dyn Read>, Option<u64>), String> {
    if path == Path::new("-") {
        return Ok((Box::new(std::io::stdin().lock()), None));
    }
    let failed = |error: std::io::Error| io_message(path, &error, messages);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(messages.text("cli.is_a_folder", &[("file", &path.to_string_lossy())]));
    }
    Ok((Box::new(file), Some(metadata.len())))
}

/// The whole file.
pub fn read_all(path: &Path, messages: &Messages) -> Result<Vec<u8>, String> {
    let (mut source, _) = open(path, messages)?;
    let mut bytes = Vec::new();
    source
        .read_to_end(&mut bytes)
        .map_err(|error| io_message(path, &error, messages))?;
    Ok(bytes)
}

/// Message of an operating system error, of reading or of writing, with the file's name. What the system says is in
/// English and stays out where the kind says it all.
pub fn io_message(path: &Path, error: &std::io::Error, messages: &Messages) -> String {
    use std::io::ErrorKind;
    let key = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "cli.io.not_found",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "cli.io.denied",
        ErrorKind::IsADirectory => "cli.io.folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "cli.io.full",
        ErrorKind::InvalidFilename => "cli.io.name",
        _ => "cli.io.failed",
    };
    let reason = messages.text(key, &[("found", &error.to_string())]);
    file_message("cli.io", path, &reason, messages)
}

/// What is wrong with a JSON file, and where.
pub fn json_message(error: &serde_json::Error, messages: &Messages) -> String {
    let key = match error.is_data() {
        true => "cli.json.data",
        false => "cli.json.syntax",
    };
    json_place(key, error.line(), error.column(), messages)
}

fn json_place(key: &str, line: usize, column: usize, messages: &Messages) -> String {
    let (line, column) = (line.to_string(), column.to_string());
    messages.text(key, &[("line", &line), ("column", &column)])
}

/// What is wrong with a codebook, in the words of the page.
pub fn codebook_message(error: &CodebookError, messages: &Messages) -> String {
    if let (Some(line), Some(column)) = (error.line, error.column) {
        return json_place("cli.json.data", line, column, messages);
    }
    let kind = serde_json::to_value(error.kind).unwrap_or_default();
    let key = format!("error.codebook.{}", kind.as_str().unwrap_or_default());
    let key = match messages.has(&key) {
        true => &*key,
        false => "error.codebook.form",
    };
    let pattern = error.pattern.as_deref().unwrap_or_default();
    let text = messages.text(key, &[("pattern", pattern)]);
    match &error.category {
        Some(category) => messages.text("page.warning_at", &[("where", category), ("text", &text)]),
        None => text,
    }
}

/// The message `key` about a file, with the reason.
pub fn file_message(key: &str, path: &Path, reason: &str, messages: &Messages) -> String {
    let file = path.to_string_lossy();
    messages.text(key, &[("file", &file), ("reason", reason)])
}

/// Name of a file without its folders.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || "-".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Reads and codes one survey, in one file or several, with a progress bar when standard error is a
/// terminal. The digest is that of all files one behind the other.
pub fn analysis(
    paths: &[&Path],
    settings: &Settings,
    code: bool,
    messages: &Messages,
) -> Result<Analysis, String> {
    let mut digest = Digest::default();
    let mut sources = Vec::new();
    for path in paths {
        sources.push(read(path, settings, messages, |bytes| digest.push(bytes))?);
    }
    let last = paths.last().copied().unwrap_or(Path::new("-"));
    let appended = Analysis::of_sources(sources, settings);
    let mut analysis = appended.map_err(|error| {
        let named = error.params.get("file").and_then(|file| file.as_str());
        let path = named.and_then(|name| paths.iter().find(|path| file_name(path) == name));
        error_message(path.copied().unwrap_or(last), &error, messages)
    })?;
    analysis.set_digest(digest.hex());
    if code {
        code_comments(&mut analysis, messages);
    }
    Ok(analysis)
}

/// Adds a second file with customers or cases.
pub fn second_file(
    analysis: &mut Analysis,
    path: &Path,
    messages: &Messages,
) -> Result<(), String> {
    let source = read(path, &Settings::default(), messages, |_| ())?;
    analysis.set_second_file(source);
    Ok(())
}

/// Reads one file; `seen` gets its bytes, too.
fn read(
    path: &Path,
    settings: &Settings,
    messages: &Messages,
    mut seen: impl FnMut(&[u8]),
) -> Result<Source, String> {
    let (mut file, size) = open(path, messages)?;
    let bar = progress(size, messages.text("cli.reading", &[]));
    let watch = Watch::start(path, settings, messages);
    let mut taken = 0;
    let mut reader = Reader::new(settings);
    reader.expect(size.unwrap_or(0));
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(io_message(path, &error, messages)),
        };
        seen(&chunk[..length]);
        let pushed = reader.push(&chunk[..length]);
        pushed.map_err(|error| error_message(path, &error, messages))?;
        bar.inc(length as u64);
        taken += length as u64;
        watch.taken(taken, size);
    }
    let finished = reader.finish();
    let (table, raw) = finished.map_err(|error| error_message(path, &error, messages))?;
    bar.finish_and_clear();
    let name = file_name(path);
    Ok(Source { name, table, raw })
}

/// Ends the program when reading takes longer than the settings allow: the core knows no clock, and a
/// hostile file may keep it busy between two looks at one.
pub struct Watch {
    /// Reading is over when this end is dropped.
    _done: std::sync::mpsc::Sender<()>,
    /// Whole percent of the file that were taken in so far.
    percent: std::sync::Arc<std::sync::atomic::AtomicU32>,
}

impl Watch {
    /// Watches from now on until it is dropped.
    pub fn start(path: &Path, settings: &Settings, messages: &Messages) -> Self {
        let (done, waiting) = std::sync::mpsc::channel::<()>();
        let percent = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let read = std::sync::Arc::clone(&percent);
        let seconds = settings.limits.seconds;
        let (path, messages) = (path.to_owned(), *messages);
        std::thread::spawn(move || {
            let allowed = std::time::Duration::from_secs(seconds.into());
            let ended = waiting.recv_timeout(allowed);
            if ended == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let error = Error::new("too_slow")
                    .with("limit", seconds)
                    .with("percent", read.load(std::sync::atomic::Ordering::Relaxed));
                eprintln!("{}", error_message(&path, &error, &messages));
                std::process::exit(1);
            }
        });
        Watch {
            _done: done,
            percent,
        }
    }

    /// Notes that `bytes` of the file were taken in; `size` is that of the whole file where it is known.
    pub fn taken(&self, bytes: u64, size: Option<u64>) {
        let percent = bytes.saturating_mul(100) / size.unwrap_or(bytes).max(1);
        let percent = percent.min(100) as u32;
        self.percent
            .store(percent, std::sync::atomic::Ordering::Relaxed);
    }
}

fn code_comments(analysis: &mut Analysis, messages: &Messages) {
    let total = analysis.comment_count() as u64;
    let bar = progress(Some(total), messages.text("cli.coding", &[]));
    loop {
        let left = analysis.code_comments(COMMENTS) as u64;
        bar.set_position(total - left);
        if left == 0 {
            break;
        }
    }
    bar.finish_and_clear();
}

fn progress(length: Option<u64>, label: String) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent}%");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.with_message(label)
}

/// Files that hold no table as they are; what to do about them is the same here as on the page.
const TO_SAVE_ANEW: &[&str] = &[
    "binary_file",
    "encrypted_file",
    "no_table_in_archive",
    "unsupported_format",
];

/// An error of the core in words: file, line, what was found and what was expected, and for files
/// that have to be saved anew how that is done.
pub fn error_message(path: &Path, error: &Error, messages: &Messages) -> String {
    let mut text = coded_message("error", error.code, &error.params, messages);
    if TO_SAVE_ANEW.contains(&error.code) {
        text.push(' ');
        text += &messages.text(&format!("error.{}.next", error.code), &[]);
    }
    let limit = match error.code {
        "too_large" => error.params.get("what").and_then(|what| what.as_str()),
        "too_slow" => Some("seconds"),
        _ => None,
    };
    if let Some(limit) = limit {
        text.push(' ');
        text += &messages.text("cli.raise_limit", &[("name", limit)]);
    }
    let file = path.to_string_lossy();
    match error.row {
        Some(row) => format!("{file}:{row}: {text}"),
        None => format!("{file}: {text}"),
    }
}

/// Message `kind.code` with its parameters filled in.
pub fn coded_message(
    kind: &str,
    code: &str,
    params: &vocal_core::report::Params,
    messages: &Messages,
) -> String {
    let shown: Vec<(&str, String)> = params
        .iter()
        .map(|(name, value)| {
            let text = match value {
                // A kind of file has a name in words, and so has a limit.
                serde_json::Value::String(text) => match format!("error.{name}.{text}") {
                    key if messages.has(&key) => messages.text(&key, &[]),
                    _ => text.clone(),
                },
                serde_json::Value::Number(number) => number
                    .as_u64()
                    .map_or_else(|| number.to_string(), |n| messages.integer(n)),
                other => other.to_string(),
            };
            (*name, text)
        })
        .collect();
    let values: Vec<(&str, &str)> = shown
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let key = format!("{kind}.{code}");
    if messages.has(&key) {
        return messages.text(&key, &values);
    }
    // A message that counts something has a form per grammatical number.
    let count = params
        .get("count")
        .or_else(|| params.get("rows"))
        .or_else(|| params.get("columns"));
    match count.and_then(serde_json::Value::as_u64) {
        Some(count) => messages.plural(&key, count, &values),
        None => code.to_owned(),
    }
}
