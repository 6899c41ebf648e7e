/**
 * Everything the user can do that needs the worker. Answers that belong to an older file or
 * an older filter are dropped.
 */

import { sampleFile } from "./blocks.js";
import { parseCodebook } from "./codebook.js";
import { CANCELLED, Engine, EngineError } from "./engine.js";
import { applicable, equal, holds, put, toggle, without } from "./filter.js";
import { wordsOf } from "./messages.js";
import { parseSettings } from "./settings-file.js";
import { nextTask } from "./tasks.js";
import { type Refused, resolveTheme, type State, store, type View } from "./store.js";
import type {
  ColumnReading,
  ColumnSetting,
  Condition,
  Decision,
  DecisionChange,
  Filter,
  Finding,
  Folder,
  Lang,
  Params,
  Part,
  Problem,
  Report,
  Settings,
  ThemeChoice,
  Told,
} from "./types.js";

export const engine = new Engine();

engine.onProgress = (progress) => store.dispatch({ type: "progressed", progress });

/** How long a notice stays on the screen, in milliseconds. */
const NOTICE_TIME = 5000;
/** Code of the error for settings that do not have the expected form. */
const REFUSED = "bad_settings";

/** The current files, kept as references for a second reading; empty when there are none. */
let source: readonly Part[] = [];
/** Grows with every file, so that a late answer about the last one is recognised. */
let generation = 0;
/** True once the worker has another file than the one before the last attempt to open some. */
let replaced = false;
let digest: Promise<string> = Promise.resolve("");
/** Ends when the current file's comments are coded, or its reading has failed. */
let opening: Promise<void> = Promise.resolve();

function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  return { code: "internal", params: { step: "page" } };
}

/** Shows an error, unless it only says that an answer is no longer wanted. */
export function reportFault(error: unknown): void {
  const problem = problemOf(error);
  if (problem.code === CANCELLED || problem.code === "no_session") return;
  store.dispatch({ type: "failed", problem });
}

/** True for a codebook among the files that this page has saved. */
export function isCodebook({ name }: File): boolean {
  return /\.codebook\b/i.test(name);
}

/** Corrections and codebook that are in a file of settings, or came from one. */
let saved: Settings = { version: 1 };

/** Remembers that the settings in force are in a file. */
export function settingsSaved(): void {
  saved = store.state.settings;
}

/** True when corrections or changes of the codebook would be lost. */
export function unsaved(): boolean {
  const { phase, settings, draft } = store.state;
  return phase === "ready" && (draft?.inFile === false || settings.decisions !== saved.decisions || settings.codebook !== saved.codebook);
}

/** Asks before unsaved decisions are lost; true when there are none or they may go. */
export function mayLeave(): boolean {
  return !unsaved() || confirm(wordsOf(store.state.lang).t("page.leave"));
}

/** Bytes of two files that are compared at once. */
const COMPARED = 1 << 20;

async function sameBytes(one: File, other: File): Promise<boolean> {
  if (one.size !== other.size) return false;
  for (let at = 0; at < one.size; at += COMPARED) {
    const pair = [one, other].map((file) => file.slice(at, at + COMPARED).arrayBuffer());
    const [a, b] = (await Promise.all(pair)).map((bytes) => new Uint8Array(bytes));
    if (a?.some((byte, i) => byte !== b?.[i])) return false;
  }
  return true;
}

/** The files, those of the same content once; what is left out is added to `refused`. */
async function onceEach(files: readonly File[], refused: Refused[]): Promise<File[]> {
  const once: File[] = [];
  for (const file of files) {
    let same: File | undefined;
    for (const other of once) same ??= (await sameBytes(file, other).catch(() => false)) ? other : undefined;
    if (!same) once.push(file);
    else refused.push({ name: file.name, problem: { code: "same_file", params: { file: same.name } } });
  }
  return once;
}

/**
 * Reads the files of one survey, in the way that `kept` files say, and shows their dashboard. What cannot
 * be read is left out as long as there is something else to show: another file, or the survey before.
 */
export async function openFiles(files: readonly File[], kept: readonly File[] = []): Promise<void> {
  if (files.length === 0 || !mayLeave()) return;
  replaced = false;
  const refused: Refused[] = [];
  let parts: Part[] = (await onceEach(files, refused)).map((file) => ({ name: file.name, bytes: file }));
  const before = store.state.phase === "ready" ? { state: store.state, source } : null;
  let settings: Settings = { version: 1 };
  let told = kept.length > 0 ? "page.notice_applied" : "";
  for (const file of kept) {
    const text = await file.text();
    const codebook = isCodebook(file) && parseCodebook(text);
    const found = codebook ? { codebook } : parseSettings(text);
    if (found) settings = { ...settings, ...found };
    else told = isCodebook(file) ? "error.codebook_file" : "error.settings_file";
  }
  for (;;) {
    const mine = generation + 1;
    await read(parts, settings, false);
    if (mine !== generation) {
      // Whoever gives up another file goes on with the survey before.
      if (before && !replaced && store.state.phase === "empty") await goBack(before);
      return;
    }
    const { problem } = store.state;
    if (!problem) {
      saved = settings;
      break;
    }
    if (problem.code === REFUSED && kept.length > 0) {
      // The file is shown all the same.
      told = settings.codebook ? "error.codebook_file" : "error.settings_file";
      settings = { version: 1 };
      kept = [];
      continue;
    }
    const bad = culprit(parts, problem);
    if (!bad) return;
    refused.push({ name: bad.name, problem });
    parts = parts.filter((part) => part !== bad);
    if (parts.length > 0) continue;
    if (before) await goBack(before);
    told = "";
    break;
  }
  if (store.state.phase !== "ready") return;
  if (refused.length > 0) store.dispatch({ type: "files-refused", refused });
  if (told) notify(told);
}

/** The file that has the problem; undefined for a fault of the program. */
function culprit(parts: readonly Part[], { code, params, part }: Problem): Part | undefined {
  if (code === "internal") return undefined;
  const named = params["file"];
  return parts.find(({ name }) => code === "other_survey" && name === named) ?? parts[part ?? (parts.length === 1 ? 0 : -1)];
}

/** Shows the survey before again, which the worker reads anew where it has let it go. */
async function goBack({ state, source: parts }: { state: State; source: readonly Part[] }): Promise<void> {
  const { filter, settings } = state;
  source = parts;
  const mine = ++generation;
  store.dispatch({ type: "kept", state });
  store.dispatch({ type: "report-asked" });
  try {
    if (replaced || state.coding) throw new EngineError({ code: "no_session", params: {} });
    const told = await engine.ask("report", { filter });
    if (mine === generation) store.dispatch({ type: "report-arrived", told: complete(told) });
    if (!state.codebook) void learnCodebook(mine);
  } catch {
    if (mine !== generation) return;
    await read(parts, settings, true);
    setFilter(filter);
  }
}

/** Says why a file is not even tried. */
export function refuse(fileName: string, problem: Problem): void {
  store.dispatch({ type: "reading-started", fileName, fileSize: 0, again: false });
  store.dispatch({ type: "failed", problem });
}

function nameOfParts(parts: readonly Part[]): string {
  const [first, ...others] = parts.map((part) => part.name);
  return others.length > 0 ? `${first} +${others.length}` : (first ?? "");
}

function read(parts: readonly Part[], settings: Settings, again: boolean): Promise<void> {
  opening = readAndCode(parts, settings, again);
  return opening;
}

async function readAndCode(
  parts: readonly Part[],
  settings: Settings,
  again: boolean,
): Promise<void> {
  if (store.state.phase === "reading" || store.state.coding) engine.cancel();
  const mine = ++generation;
  source = parts;
  const sizes = parts.map(({ bytes }) => (bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size));
  const fileSize = sizes.reduce((sum, size) => sum + size, 0);
  store.dispatch({ type: "reading-started", fileName: nameOfParts(parts), fileSize, again });
  try {
    const { second } = store.state;
    const opened = await engine.ask("open", { parts, settings, second });
    if (mine !== generation) return;
    replaced = true;
    store.dispatch({ type: "opened", opened, settings });
    const told = await engine.ask("code", {});
    if (mine !== generation) return;
    store.dispatch({ type: "coded", told });
    if (store.state.filter.length > 0) void refresh();
    void learnCodebook(mine);
    digest = fingerprint(mine);
    void digest.then(() => screen(mine));
  } catch (error) {
    if (mine === generation) reportFault(error);
  }
}

async function fingerprint(mine: number): Promise<string> {
  try {
    const { sha256 } = await engine.ask("digest", {});
    if (mine === generation) store.dispatch({ type: "digest-arrived", sha256 });
    return sha256;
  } catch {
    // Without a digest the report is still right; its `sha256` stays empty.
    return "";
  }
}

/** Brings the names of all categories, and the codebook to edit. */
async function learnCodebook(mine: number): Promise<void> {
  try {
    const codebook = await engine.ask("codebook", {});
    if (mine === generation) store.dispatch({ type: "codebook-arrived", codebook });
  } catch (error) {
    if (mine === generation) reportFault(error);
  }
}

/** Has sensitive comments found before somebody opens the list of comments. */
async function screen(mine: number): Promise<void> {
  if (mine !== generation) return;
  try {
    await engine.ask("screen", {});
  } catch {
    // The list of comments looks for them itself.
  }
}

/** Opens text from the clipboard as if it were a file. */
export async function openText(text: string, name: string): Promise<void> {
  await openFiles([new File([text], name, { type: "text/csv" })]);
}

/** Opens one of the sample surveys. */
export async function openSample(lang: Lang): Promise<void> {
  const file = await sampleFile(lang === "pl" ? "sample-pl" : "sample-en");
  if (file) await openFiles([file]);
}

/** Stops the reading, whatever the worker is doing. */
export function cancelReading(): void {
  generation += 1;
  engine.cancel();
  store.dispatch({ type: "closed" });
}

/** Leaves the current file and goes back to the start, unless decisions would be lost. */
export function closeFile(): void {
  if (!mayLeave()) return;
  generation += 1;
  source = [];
  store.dispatch({ type: "closed" });
}

/** The report of the current filter, complete with the file's digest. */
export async function currentReport(): Promise<Report | null> {
  await opening;
  const sha256 = await digest;
  const current = store.state.report;
  return current && { ...current, file: { ...current.file, sha256 } };
}

/** A report with the file's digest, which the page may know before the worker does. */
function complete({ report, sentences }: Told): Told {
  const sha256 = report.file.sha256 || (store.state.baseline?.file.sha256 ?? "");
  return { report: { ...report, file: { ...report.file, sha256 } }, sentences };
}

async function refresh(): Promise<void> {
  const { filter } = store.state;
  const mine = generation;
  store.dispatch({ type: "report-asked" });
  try {
    const current = () => mine === generation && equal(filter, store.state.filter);
    const { report } = await engine.ask("scores", { filter });
    if (!current()) return;
    store.dispatch({ type: "scores-arrived", report });
    // The charts of scores ask for their drawings first.
    await nextTask();
    if (!current() || store.state.coding) return;
    const made = await engine.ask("report", { filter });
    if (!current()) return;
    store.dispatch({ type: "report-arrived", told: complete(made) });
  } catch (error) {
    if (mine === generation) reportFault(error);
  }
}

/** Takes a second file with customers or cases, or takes it away. */
export async function putSecondFile(part: Part | null): Promise<void> {
  const mine = generation;
  store.dispatch({ type: "report-asked" });
  try {
    await engine.ask("second_file", { part });
    if (mine !== generation) return;
    store.dispatch({ type: "second-put", second: part });
    await refresh();
    notify(part ? "page.notice_second_file" : "page.notice_second_file_gone", { name: part?.name ?? "" });
  } catch (error) {
    if (mine !== generation) return;
    const problem = problemOf(error);
    if (problem.code === "internal") return reportFault(error);
    store.dispatch({ type: "second-refused", name: part?.name ?? "", problem });
    await refresh();
  }
}

function setFilter(filter: Filter): void {
  if (equal(filter, store.state.filter)) return;
  store.dispatch({ type: "filter-changed", filter });
  void refresh();
}

export function toggleCondition(condition: Condition): void {
  setFilter(toggle(store.state.filter, condition));
}

/** Puts all conditions in force, or takes them away when they all are. */
export function toggleConditions(conditions: readonly Condition[]): void {
  const { filter } = store.state;
  const all = conditions.every((one) => holds(filter, one));
  const change = (next: Filter, one: Condition) => (all ? toggle(next, one) : put(next, one));
  setFilter(conditions.reduce(change, filter));
}

export function putCondition(condition: Condition): void {
  setFilter(put(store.state.filter, condition));
}

export function removeCondition(index: number): void {
  setFilter(without(store.state.filter, index));
}

export function clearFilter(): void {
  setFilter([]);
}

type Step = "undone" | "redone";

/** Steps asked for while the worker was at the change before: none may be lost. */
const steps: Step[] = [];

store.subscribe(() => {
  if (steps.length > 0) void Promise.resolve().then(takeStep);
});

/** Goes back before the last change of filter, columns, codebook, decisions, thresholds or second file. */
export function undo(): void {
  steps.push("undone");
  takeStep();
}

export function redo(): void {
  steps.push("redone");
  takeStep();
}

function takeStep(): void {
  const { phase, busy, undo, redo } = store.state;
  if (phase === "empty" || phase === "error") steps.length = 0;
  if (busy || phase !== "ready") return;
  const type = steps.shift();
  if (!type || (type === "undone" ? undo : redo).length === 0) return;
  const old = store.state;
  store.dispatch({ type });
  void restore(old);
}

/** Brings the worker from an old state to the one in force. */
async function restore(old: State): Promise<void> {
  const mine = generation;
  const { settings, second } = store.state;
  if (second !== old.second) {
    store.dispatch({ type: "report-asked" });
    try {
      await engine.ask("second_file", { part: second });
    } catch (error) {
      return reportFault(error);
    }
    if (mine !== generation) return;
  }
  if (settings === old.settings) await refresh();
  else await realise(old.settings, settings);
}

export function chooseView(view: View): void {
  store.dispatch({ type: "view-chosen", view });
}

/** Shows all comments of the filter: what was searched for before would hide those behind a number. */
function showList(): void {
  store.dispatch({ type: "words-asked", asked: null });
  chooseView("comments");
}

/** Shows the comments behind a number. */
export function showComments(...conditions: Condition[]): void {
  putConditions(conditions);
  showList();
}

/** Shows the comments of the people who name all these categories. */
export function showTogether(categories: readonly string[]): void {
  const others = store.state.filter.filter(({ kind }) => kind !== "category");
  const each = categories.map((key): Condition => ({ kind: "category", keys: [key], sentiments: [] }));
  setFilter([...others, ...each]);
  showList();
}

/** Adds conditions to the filter. */
export function putConditions(conditions: readonly Condition[]): void {
  setFilter(conditions.reduce<Filter>(put, store.state.filter));
}

const VIEW_OF: Record<NonNullable<Finding["chart"]>["kind"], View> = {
  distribution: "overview",
  trend: "overview",
  sentiment: "overview",
  breakdown: "breakdowns",
  categories: "categories",
  drivers: "drivers",
};

/** Shows the chart behind a finding. */
export function showChart({ kind, column, by }: NonNullable<Finding["chart"]>): void {
  if (column !== null) store.dispatch({ type: "score-chosen", column });
  if (by !== null) store.dispatch({ type: "segment-chosen", column: by });
  chooseView(VIEW_OF[kind]);
}

export function chooseLanguage(lang: Lang): void {
  store.dispatch({ type: "language-chosen", lang });
}

export function chooseTheme(choice: ThemeChoice): void {
  store.dispatch({ type: "theme-chosen", choice, theme: resolveTheme(choice) });
}

/** Brings the worker to `settings`, which the state holds already. */
async function realise(old: Settings, settings: Settings): Promise<void> {
  if (sameText(old, settings)) await configure(old, settings);
  else if (source.length > 0) await read(source, settings, true);
}

/** True when both read the bytes in the same way, so that the table stays as it is. */
function sameText(a: Settings, b: Settings): boolean {
  return (
    (a.encoding ?? null) === (b.encoding ?? null) &&
    (a.delimiter ?? null) === (b.delimiter ?? null) &&
    (a.header_rows ?? null) === (b.header_rows ?? null) &&
    (a.sheet ?? null) === (b.sheet ?? null)
  );
}

async function configure(old: Settings, settings: Settings): Promise<void> {
  const mine = generation;
  store.dispatch({ type: "report-asked" });
  try {
    const opened = await engine.ask("configure", { settings });
    const filter = applicable(store.state.filter, opened.reading.columns, settings.period ?? "month");
    const told = filter.length > 0 ? await engine.ask("report", { filter }) : opened;
    if (mine !== generation) return;
    store.dispatch({ type: "configured", opened, told: complete(told), filter });
    if (old.codebook !== settings.codebook) void learnCodebook(mine);
  } catch (error) {
    if (mine !== generation) return;
    const { code } = problemOf(error);
    if (code === REFUSED) store.dispatch({ type: "settings-refused", settings: old });
    else reportFault(error);
  }
}

/** Applies the text of a settings file to the open file. */
export async function loadSettings(text: string): Promise<void> {
  const settings = parseSettings(text);
  if (settings) {
    await applySettings(settings);
    settingsSaved();
  } else store.dispatch({ type: "settings-refused", settings: store.state.settings });
}

/** Gives up a change of settings that takes too long: the file is read again as it was before. */
export function cancelCoding(): void {
  const before = store.state.undo.at(-1);
  if (store.state.coding) return cancelReading();
  if (!store.state.busy || !before || source.length === 0) return;
  engine.cancel();
  store.dispatch({ type: "undone" });
  void read(source, before.settings, true);
}

/** Applies settings: at once where the table stays as it is, else by reading the file again. */
export async function applySettings(settings: Settings): Promise<void> {
  const old = store.state.settings;
  store.dispatch({ type: "settings-changed", settings });
  await realise(old, settings);
}

/** Shows the comments that hold one of the words. */
export function showWords(label: string, patterns: readonly string[]): void {
  store.dispatch({ type: "words-asked", asked: { label, patterns } });
  chooseView("comments");
}

export function chooseFolder(folder: Folder): void {
  store.dispatch({ type: "folder-chosen", folder });
}

/** The decision about a wording, empty when there is none. */
export function decisionOf(key: string): Decision {
  return store.state.settings.decisions?.find((one) => one.key === key) ?? { key };
}

/** Says something in words, to everybody. */
export function notify(key: string, params: Params = {}): void {
  const notice = { key, params, seen: true };
  store.dispatch({ type: "noticed", notice });
  setTimeout(() => {
    if (store.state.notice === notice) store.dispatch({ type: "noticed", notice: null });
  }, NOTICE_TIME);
}

/** Decides about every comment of one wording; what is not said stays as it was decided. */
export async function decide(key: string, change: DecisionChange): Promise<void> {
  const { settings, folder } = store.state;
  const { starred, sampled, sentiment, mentions } = { ...decisionOf(key), ...change };
  const decision: Decision = { key };
  if (starred) decision.starred = true;
  const labelled = sentiment || mentions;
  if (labelled && (sampled || folder === "sample")) decision.sampled = true;
  if (sentiment) decision.sentiment = sentiment;
  if (mentions) decision.mentions = mentions;
  const others = (settings.decisions ?? []).filter((one) => one.key !== key);
  const empty = Object.keys(decision).length === 1;
  await applySettings({ ...settings, decisions: empty ? others : [...others, decision] });
}

/** Changes what one column is. */
export async function changeColumn(
  column: ColumnReading,
  change: Partial<ColumnSetting>,
): Promise<void> {
  const { settings } = store.state;
  const old = settings.columns ?? [];
  const before = old.find((entry) => entry.index === column.index);
  const entry: ColumnSetting = {
    index: column.index,
    name: column.name,
    role: column.role,
    metric: column.metric ?? null,
    scale: column.scale ?? null,
    low_is_good: column.low_is_good ?? false,
    pii: column.pii ?? null,
    ...before,
    ...change,
  };
  const others = old.filter((other) => other.index !== column.index);
  const columns = [...others, entry].sort((a, b) => a.index - b.index);
  await applySettings({ ...settings, columns });
}
