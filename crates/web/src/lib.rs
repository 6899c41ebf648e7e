//! The WebAssembly boundary: a thin leaf around the core.
//!
//! Bytes come in, figures and one page of rows go out, as plain objects. The page runs this in a
//! worker; after a panic the instance must not be used again.

#[cfg(feature = "bench")]
mod bare;

use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vocal_charts::messages::{Lang, Messages};
use vocal_charts::{ChartRequest, draw};
use vocal_core::analysis::{
    BatchCoder, CommentList, CommentQuery, GroupWordsRequest, SuggestionRequest,
};
use vocal_core::digest::Digest as CoreDigest;
use vocal_core::filter::Filter;
use vocal_core::reading::{Page, PartReader as CorePartReader, Source, set_aside_csv};
use vocal_core::settings::{CompareRequest, CrosstabRequest, SimulationRequest};
use vocal_core::text::{Codebook, Coder};
use vocal_core::{Analysis, Error, Reader, Report, Settings};
use wasm_bindgen::prelude::*;

/// Makes what every file needs, so that the first one does not wait for it.
#[wasm_bindgen]
pub fn prepare() {
    let coder = Coder::of(None);
    // Lists of names and of frequent words are made when the first comment asks for them.
    for text in ["Miła obsługa 😀", "Kind staff", "Das war nicht gut"] {
        std::hint::black_box(coder.code(text));
    }
}

/// One file from the first byte to the last question.
#[wasm_bindgen]
pub struct Session {
    name: String,
    settings: Settings,
    stage: Stage,
}

/// What a session can do depends on how far it is.
enum Stage {
    /// Files that were read, and the one that is being read.
    Reading(Vec<Source>, Box<Reader>),
    Ready(Box<Ready>),
    Failed,
}

/// A file that was read, with the answers that the next question may need again.
struct Ready {
    analysis: Analysis,
    /// What charts are drawn from.
    report: Option<Report>,
    /// The last list of comments and the query it answers, whatever page was asked for.
    list: Option<(CommentQuery, CommentList)>,
}

#[wasm_bindgen]
impl Session {
    /// A session for one file. `settings` as in a settings file; missing fields take defaults.
    ///
    /// # Errors
    /// `bad_settings` when `settings` is not an object of that form.
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, settings: JsValue) -> Result<Session, JsValue> {
        let settings = settings_from(settings)?;
        let stage = Stage::Reading(Vec::new(), Box::new(Reader::new(&settings)));
        Ok(Session {
            name,
            settings,
            stage,
        })
    }

    /// Says how many bytes the file has whose bytes come next, so that memory grows once and not in
    /// hundreds of steps, each of which costs as much as reading thousands of rows.
    pub fn expect(&mut self, bytes: f64) {
        if let Stage::Reading(_, reader) = &mut self.stage {
            reader.expect(bytes as u64);
            make_room(bytes as usize);
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// `{code, params}` as the core's reader; `wrong_state` when the reading has ended.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        match &mut self.stage {
            Stage::Reading(_, reader) => reader.push(bytes).map_err(to_js_error),
            _ => Err(wrong_state("push")),
        }
    }

    /// True when all bytes so far are whole records: what a [`PartReader`] has read from here on can be
    /// joined.
    pub fn can_join(&self) -> bool {
        matches!(&self.stage, Stage::Reading(_, reader) if reader.can_join())
    }

    /// Takes a page that a [`PartReader`] has sent ahead, with its name.
    pub fn add_page(&mut self, name: usize, page: Vec<u8>) {
        if let Stage::Reading(_, reader) = &mut self.stage {
            add_page(reader, name, page);
        }
    }

    /// Takes what a [`PartReader`] made of all bytes that have not come here. False when they have to
    /// come after all.
    pub fn join(&mut self, rest: &[u8]) -> bool {
        match &mut self.stage {
            Stage::Reading(_, reader) => reader.join(rest),
            _ => false,
        }
    }

    /// Ends the file that is being read and starts the next one of the same survey; its bytes follow
    /// through [`Session::push`]. Rows come in the order of the files.
    ///
    /// # Errors
    /// As [`Session::push`], for the file that ends here.
    pub fn append(&mut self, name: String) -> Result<(), JsValue> {
        if !matches!(self.stage, Stage::Reading(..)) {
            return Err(wrong_state("append"));
        }
        let Stage::Reading(mut sources, reader) = std::mem::replace(&mut self.stage, Stage::Failed)
        else {
            return Err(wrong_state("append"));
        };
        let ended = std::mem::replace(&mut self.name, name);
        sources.push(source(ended, *reader)?);
        self.stage = Stage::Reading(sources, Box::new(Reader::new(&self.settings)));
        Ok(())
    }

    /// Ends the reading and returns how the file was understood.
    ///
    /// # Errors
    /// As [`Session::push`]; `other_survey` when an appended file is not of the same survey.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let Stage::Reading(mut sources, reader) = std::mem::replace(&mut self.stage, Stage::Failed)
        else {
            return Err(wrong_state("finish"));
        };
        sources.push(source(self.name.clone(), *reader)?);
        let analysis = Analysis::of_sources(sources, &self.settings).map_err(to_js_error)?;
        let reading = to_js(analysis.reading());
        self.stage = Stage::Ready(Box::new(Ready {
            analysis,
            report: None,
            list: None,
        }));
        reading
    }

    /// Codes up to `limit` more comments; returns `{done, total}`.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn code_comments(&mut self, limit: usize) -> Result<JsValue, JsValue> {
        let ready = self.ready("code_comments")?;
        ready.list = None;
        let left = ready.analysis.code_comments(limit);
        let total = ready.analysis.comment_count();
        to_js(&CodingProgress {
            done: total - left,
            total,
        })
    }

    /// Takes up to `limit` comments for a [`Helper`] to code; returns `[batch, bytes]`, in the memory given
    /// where there is room, undefined when few are left. `code_comments` codes the rest meanwhile.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn hand_out(&mut self, limit: usize, into: &Uint8Array) -> Result<JsValue, JsValue> {
        let Some(batch) = self.ready("hand_out")?.analysis.hand_out(limit) else {
            return Ok(JsValue::UNDEFINED);
        };
        let bytes = put_into(into, &batch.bytes);
        Ok(js_sys::Array::of2(&JsValue::from(batch.id as u32), &bytes).into())
    }

    /// Takes what a helper made of a batch; false when it is of no use.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn take_back(&mut self, batch: usize, answer: &[u8]) -> Result<bool, JsValue> {
        Ok(self.ready("take_back")?.analysis.take_back(batch, answer))
    }

    /// Codes what was handed out and never came back.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn call_back(&mut self) -> Result<(), JsValue> {
        self.ready("call_back")?.analysis.call_back();
        Ok(())
    }

    /// Looks through up to `limit` more comments for sensitive ones; returns `{done, total}`.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn screen_comments(&mut self, limit: usize) -> Result<JsValue, JsValue> {
        let ready = self.ready("screen_comments")?;
        if ready.analysis.screen_comments(0) > 0 {
            ready.list = None;
        }
        let left = ready.analysis.screen_comments(limit);
        let total = ready.analysis.comment_count();
        to_js(&CodingProgress {
            done: total - left,
            total,
        })
    }

    /// Works out a part of what every filter will need; false when nothing is left to do.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn prepare_filters(&mut self) -> Result<bool, JsValue> {
        Ok(self.ready("prepare_filters")?.analysis.prepare_filters())
    }

    /// Changes settings that need no second reading. Call `code_comments` afterwards: another
    /// codebook or comment column means coding anew.
    ///
    /// # Errors
    /// `bad_settings`, `wrong_state`.
    pub fn configure(&mut self, settings: JsValue) -> Result<JsValue, JsValue> {
        let settings = settings_from(settings)?;
        let ready = self.ready("configure")?;
        ready.list = None;
        ready.analysis.configure(&settings);
        to_js(ready.analysis.reading())
    }

    /// How the file was read.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn reading(&mut self) -> Result<JsValue, JsValue> {
        to_js(self.ready("reading")?.analysis.reading())
    }

    /// The codebook in force, in the form of its file.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn codebook(&mut self) -> Result<JsValue, JsValue> {
        to_js(self.ready("codebook")?.analysis.codebook())
    }

    /// Codes up to `limit` comments with another codebook and compares; changes nothing.
    ///
    /// # Errors
    /// `bad_codebook` with `kind` and place, `wrong_state`.
    pub fn try_codebook(&mut self, codebook: JsValue, limit: usize) -> Result<JsValue, JsValue> {
        let codebook = codebook_from(&codebook)?;
        to_js(
            &self
                .ready("try_codebook")?
                .analysis
                .try_codebook(&codebook, limit),
        )
    }

    /// Two groups against each other; null when the column is no score.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`.
    pub fn compare(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: CompareRequest = from_js(request, "bad_request")?;
        to_js(&self.ready("compare")?.analysis.compare(&request))
    }

    /// Categories by the groups of a segment; null when the column is no segment.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn category_matrix(&mut self, by: u32, filter: JsValue) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        to_js(
            &self
                .ready("category_matrix")?
                .analysis
                .category_matrix(by, &filter),
        )
    }

    /// The figures of scores under a filter, as a report without the rest: what can be shown before
    /// comments are coded, and first after a change of the filter. Charts are drawn from it.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn scores(&mut self, filter: JsValue) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        let ready = self.ready("scores")?;
        let report = ready.analysis.report_of_scores(&filter);
        let value = to_js(&report);
        ready.report = Some(report);
        value
    }

    /// Adds a second file with customers or cases, from all its bytes, and returns how it was read.
    /// The next report says how it is joined (`operational_file`).
    ///
    /// # Errors
    /// `{code, params}` as the core's reader; `wrong_state`.
    pub fn second_file(&mut self, name: String, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let ready = self.ready("second_file")?;
        let mut reader = Reader::new(&Settings::default());
        reader.push(bytes).map_err(to_js_error)?;
        let (table, raw) = reader.finish().map_err(to_js_error)?;
        ready.analysis.set_second_file(Source { name, table, raw });
        to_js(&ready.analysis.second_reading())
    }

    /// Takes the second file away again.
    ///
    /// # Errors
    /// `wrong_state`.
    pub fn remove_second_file(&mut self) -> Result<(), JsValue> {
        self.ready("remove_second_file")?
            .analysis
            .remove_second_file();
        Ok(())
    }

    /// Topics that the codebook does not cover, and words that rose.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`.
    pub fn suggestions(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: SuggestionRequest = from_js(request, "bad_request")?;
        to_js(&self.ready("suggestions")?.analysis.suggestions(&request))
    }

    /// Words that tell two groups apart; null without a score when no groups are named.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`.
    pub fn group_words(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: GroupWordsRequest = from_js(request, "bad_request")?;
        to_js(&self.ready("group_words")?.analysis.group_words(&request))
    }

    /// Categories that come together more often than by chance.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn category_pairs(&mut self, filter: JsValue, limit: usize) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        to_js(
            &self
                .ready("category_pairs")?
                .analysis
                .category_pairs(&filter, limit),
        )
    }

    /// Precision and recall of the coding on the labelled part of the random sample.
    ///
    /// # Errors
    /// `wrong_state`.
    pub fn label_quality(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.ready("label_quality")?.analysis.label_quality())
    }

    /// Quotes that together say what the comments under a filter say.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn quotes(&mut self, filter: JsValue, limit: usize) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        to_js(&self.ready("quotes")?.analysis.quotes(&filter, limit))
    }

    /// Comments of nearly the same words.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn near_duplicates(&mut self, filter: JsValue, limit: usize) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        to_js(
            &self
                .ready("near_duplicates")?
                .analysis
                .near_duplicates(&filter, limit),
        )
    }

    /// All figures under a filter. Charts are drawn from the last report.
    ///
    /// # Errors
    /// `bad_filter`, `wrong_state`.
    pub fn report(&mut self, filter: JsValue) -> Result<JsValue, JsValue> {
        let filter: Filter = from_js(filter, "bad_filter")?;
        let ready = self.ready("report")?;
        let report = ready.analysis.report(&filter);
        let value = to_js(&report);
        ready.report = Some(report);
        value
    }

    /// Findings and health of the last report in words: `{pl: {findings, health}, en: …}`, one
    /// sentence each, in the report's order.
    ///
    /// # Errors
    /// `wrong_state` before the first report.
    pub fn sentences(&mut self) -> Result<JsValue, JsValue> {
        match &self.ready("sentences")?.report {
            Some(report) => to_js(&vocal_charts::findings::sentences(report)),
            None => Err(wrong_state("sentences")),
        }
    }

    /// One score by two segments at once; null when a column has not that role.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`.
    pub fn crosstab(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: CrosstabRequest = from_js(request, "bad_request")?;
        to_js(&self.ready("crosstab")?.analysis.crosstab(&request))
    }

    /// What the NPS would be if some people changed their mind; null without an NPS.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`.
    pub fn simulate(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: SimulationRequest = from_js(request, "bad_request")?;
        to_js(&self.ready("simulate")?.analysis.simulate(&request))
    }

    /// A chart of the last report: `{svg, title, description, table}`.
    ///
    /// # Errors
    /// `bad_request`, `wrong_state`, and what the chart itself cannot show.
    pub fn chart(&mut self, request: JsValue) -> Result<JsValue, JsValue> {
        let request: ChartRequest = from_js(request, "bad_request")?;
        let Ready {
            analysis, report, ..
        } = self.ready("chart")?;
        let report = report.get_or_insert_with(|| analysis.report(&Filter::new()));
        let chart = draw(report, &request).map_err(|error| plain(&error))?;
        to_js(&chart)
    }

    /// A page of comments: `{total, withheld, rows}`.
    ///
    /// # Errors
    /// `bad_query`, `wrong_state`.
    pub fn comments(&mut self, query: JsValue) -> Result<JsValue, JsValue> {
        let query: CommentQuery = from_js(query, "bad_query")?;
        let (offset, limit) = (query.offset, query.limit);
        let key = CommentQuery {
            offset: 0,
            limit: 0,
            ..query
        };
        let Ready { analysis, list, .. } = self.ready("comments")?;
        if list.as_ref().is_none_or(|(of, _)| *of != key) {
            let found = analysis.comment_list(&key);
            *list = Some((key, found));
        }
        let none = CommentList::default();
        let found = list.as_ref().map_or(&none, |(_, found)| found);
        to_js(&analysis.comment_page(found, offset, limit))
    }

    /// The cells of a row, counted from 0, with personal data masked; nothing beyond the last.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn preview(&mut self, row: usize) -> Result<JsValue, JsValue> {
        to_js(&self.ready("preview")?.analysis.preview(row))
    }

    /// Rows that were left out or repaired: `[{file?, line, code, cells}]`, at most ten thousand.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn unreadable_rows(&mut self) -> Result<JsValue, JsValue> {
        to_js(self.ready("unreadable_rows")?.analysis.set_aside())
    }

    /// The same rows as a CSV file, reasons in the language of the code (`pl`, `en`).
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn unreadable_csv(&mut self, lang: &str) -> Result<String, JsValue> {
        let messages = Messages::new(Lang::from_code(lang).unwrap_or(Lang::En));
        let head = ["set_aside.line", "set_aside.reason"].map(|key| messages.text(key, &[]));
        let reason = |code: &str| messages.text(&format!("set_aside.{code}"), &[]);
        let rows = self.ready("unreadable_csv")?.analysis.set_aside();
        Ok(set_aside_csv(rows, [&head[0], &head[1]], reason))
    }

    /// Sets the SHA-256 of the file, as [`Digest::hex`] gives it.
    ///
    /// # Errors
    /// `wrong_state` before the reading has ended.
    pub fn set_digest(&mut self, sha256: String) -> Result<(), JsValue> {
        let ready = self.ready("set_digest")?;
        if let Some(report) = &mut ready.report {
            report.file.sha256.clone_from(&sha256);
        }
        ready.analysis.set_digest(sha256);
        Ok(())
    }
}

impl Session {
    fn ready(&mut self, call: &'static str) -> Result<&mut Ready, JsValue> {
        match &mut self.stage {
            Stage::Ready(ready) => Ok(ready),
            _ => Err(wrong_state(call)),
        }
    }
}

fn source(name: String, reader: Reader) -> Result<Source, JsValue> {
    let (table, raw) = reader.finish().map_err(to_js_error)?;
    Ok(Source { name, table, raw })
}

/// Reads the later part of a delimited file for the session of another worker.
#[wasm_bindgen]
pub struct PartReader(Option<CorePartReader>);

#[wasm_bindgen]
impl PartReader {
    /// A reader for the file that begins with `head`, its first [`PartReader::head_bytes`] bytes.
    /// `settings` as of the session.
    ///
    /// # Errors
    /// `bad_settings`.
    #[wasm_bindgen(constructor)]
    pub fn new(head: &[u8], settings: JsValue) -> Result<PartReader, JsValue> {
        let settings = settings_from(settings)?;
        Ok(PartReader(CorePartReader::new(head, &settings)))
    }

    /// Bytes of the file's beginning that the constructor wants.
    pub fn head_bytes() -> usize {
        CorePartReader::HEAD
    }

    /// Where in bytes from the middle of the file a record probably begins; undefined when that cannot
    /// be told, or the file cannot be read in parts.
    pub fn start_in(&self, bytes: &[u8]) -> Option<usize> {
        self.0.as_ref()?.start_in(bytes)
    }

    /// Takes the next bytes. False when the part is of no use.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        self.0.as_mut().is_some_and(|part| part.push(bytes))
    }

    /// Says how many bytes will come.
    pub fn expect(&mut self, bytes: f64) {
        if let Some(part) = &mut self.0 {
            part.expect(bytes as u64);
        }
    }

    /// `[name, bytes]` for [`Session::add_page`], in the memory given where there is room, undefined when no
    /// page is ready. More are ready when the file has ended.
    pub fn take_page(&mut self, into: &Uint8Array) -> JsValue {
        let Some((column, page)) = self.0.as_mut().and_then(CorePartReader::take_page) else {
            return JsValue::UNDEFINED;
        };
        let (page, kind) = page.into_bytes();
        let bytes = put_into(into, &page);
        let name = (column as u32) << 2 | kind;
        js_sys::Array::of2(&JsValue::from(name), &bytes).into()
    }

    /// Ends the file: bytes for [`Session::join`] after all pages, undefined when the part is of no use.
    pub fn finish(&mut self) -> Option<Vec<u8>> {
        self.0.as_mut()?.finish()
    }
}

/// Codes comments for the session of another worker. It holds no file.
#[wasm_bindgen]
pub struct Helper(BatchCoder);

#[wasm_bindgen]
impl Helper {
    /// A helper for a codebook; null stands for the built-in one.
    ///
    /// # Errors
    /// `bad_codebook` with `kind` and place.
    #[wasm_bindgen(constructor)]
    pub fn new(codebook: JsValue) -> Result<Helper, JsValue> {
        let codebook = match codebook.is_null() || codebook.is_undefined() {
            true => None,
            false => Some(codebook_from(&codebook)?),
        };
        Ok(Helper(BatchCoder::new(codebook.as_ref())))
    }

    /// Codes the bytes of [`Session::hand_out`]; the answer is for [`Session::take_back`] and, where there is
    /// room, in the memory of the batch.
    pub fn code(&mut self, batch: &Uint8Array) -> Uint8Array {
        let answer = self.0.code(&batch.to_vec());
        put_into(&Uint8Array::new(&batch.buffer()), &answer)
    }
}

/// SHA-256 of a file, in chunks.
#[wasm_bindgen]
#[derive(Default)]
pub struct Digest(CoreDigest);

#[wasm_bindgen]
impl Digest {
    /// An empty digest.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Digest {
        Digest::default()
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// The digest in hexadecimal; ends it.
    pub fn hex(self) -> String {
        self.0.hex()
    }
}

#[derive(Serialize)]
struct CodingProgress {
    done: usize,
    total: usize,
}

/// Takes a page by its name: place of its column and kind. One that is none is missed when the parts are joined.
fn add_page(reader: &mut Reader, name: usize, page: Vec<u8>) {
    if let Some(page) = Page::from_bytes(page, name as u32 & 3) {
        reader.add_page(name >> 2, page);
    }
}

/// Bytes at the beginning of memory of the page, or in new memory where they find no room.
fn put_into(memory: &Uint8Array, bytes: &[u8]) -> Uint8Array {
    if bytes.len() > memory.length() as usize {
        return bytes.into();
    }
    let part = memory.subarray(0, bytes.len() as u32);
    part.copy_from(bytes);
    part
}

fn settings_from(value: JsValue) -> Result<Settings, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(Settings::default());
    }
    from_js(value, "bad_settings")
}

fn codebook_from(value: &JsValue) -> Result<Codebook, JsValue> {
    let text = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string());
    Codebook::from_json(text.as_deref().unwrap_or("null")).map_err(|error| {
        let problem = Error::new("bad_codebook")
            .with("kind", serde_json::to_value(error.kind).unwrap_or_default())
            .with("category", error.category.unwrap_or_default())
            .with("pattern", error.pattern.unwrap_or_default());
        to_js_error(problem)
    })
}

/// Plain data from the page. The page's values pass through JSON, because serde-wasm-bindgen
/// refuses what JSON takes: whole numbers for floating point fields, missing optional fields in
/// tagged enums.
fn from_js<T: DeserializeOwned>(value: JsValue, code: &'static str) -> Result<T, JsValue> {
    let text = js_sys::JSON::stringify(&value)
        .ok()
        .and_then(|text| text.as_string());
    let parsed = serde_json::from_str(text.as_deref().unwrap_or("null"));
    parsed.map_err(|error| to_js_error(Error::new(code).with("reason", error.to_string())))
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Errors cross as plain data: `structuredClone` would strip an `Error` of its fields.
fn plain<T: Serialize>(error: &T) -> JsValue {
    to_js(error).unwrap_or_else(|error| error)
}

fn to_js_error(error: Error) -> JsValue {
    plain(&error)
}

/// Memory that the module asks for ahead, at most, in bytes.
const MOST_ROOM: usize = 1 << 30;

/// Makes the module's memory grow: what is asked for and given back stays with the module. The machine
/// itself gives memory when it is written to.
fn make_room(bytes: usize) {
    let mut room: Vec<u8> = Vec::new();
    // Where there is not so much, memory grows as it is needed.
    let _ = room.try_reserve_exact(bytes.min(MOST_ROOM));
    std::hint::black_box(&mut room);
}

fn wrong_state(call: &'static str) -> JsValue {
    to_js_error(Error::new("wrong_state").with("call", call))
}
