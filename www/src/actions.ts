/**
 * Everything the user can do that needs the worker. Answers that belong to an older file or
 * an older filter are dropped.
 */

import { sampleFile } from "./blocks.js";
import { parseCodebook } from "./codebook.js";
import { CANCELLED, Engine, EngineError } from "./engine.js";
import { applicable, equal, holds, put, toggle, without } from "./filter.js";
import { wordsOf } from "./messages.js";
import { copyPicture, copyText, saveFile, stemOf } from "./handing-out.js";
import { parseSettings, settingsFile } from "./settings-file.js";
import { nextTask } from "./tasks.js";
import { type Notice, type Refused, resolveTheme, type State, store, type View } from "./store.js";
import type {
  Codebook,
  ColumnReading,
  ColumnSetting,
  Condition,
  Decision,
  DecisionChange,
  Filter,
  Finding,
  Folder,
  Lang,
  Opened,
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

/** A survey on the screen, and the files it is read from, kept as references for another reading. */
interface Shown {
  state: State;
  source: readonly Part[];
}

/** The files of the survey in sight, or of the one that is being read; empty when there are none. */
let source: readonly Part[] = [];
/** Grows with everything that makes answers on their way too late. */
let generation = 0;
/**
 * The survey as page and worker last agreed about it: whatever fails, is refused or is given up ends here. Null
 * before the first survey is there.
 */
let settled: Shown | null = null;
/** True when the worker does not have that survey, at least not with the same table and second file. */
let lost = false;
/** The generation that reads that survey again for no other reason than to go back to it. */
let returning = 0;
/** True once a fault of the program was got over with this survey: the next one may be the same again. */
let recovered = false;
/** The state before changes of settings that the worker has not answered yet, and the filter right after the first. */
let changing: { before: State; filter: Filter } | null = null;
let digest: Promise<string> = Promise.resolve("");
/** Ends when the current file's comments are coded, or its reading has failed. */
let opening: Promise<unknown> = Promise.resolve();

store.subscribe(() => {
  const { state } = store;
  if (state.phase === "empty") settled = null;
  if (state.phase !== "ready" || state.busy || state.coding) return;
  settled = { state, source };
  lost = false;
});

engine.onEnded = () => (lost = true);
engine.onFault = (problem) => {
  // Whoever is reading or coding learns of it, and knows what to go back to.
  if (store.state.phase === "ready" && !store.state.coding) recover(problem);
};

/** Makes whatever is under way too late, and names what begins. */
function supersede(): number {
  changing = null;
  generation += 1;
  return generation;
}

function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  return { code: "internal", params: { step: "page" } };
}

/** Gets over an error of something asked about the open survey, unless an answer is only no longer wanted. */
export function reportFault(error: unknown): void {
  const problem = problemOf(error);
  const { phase, coding } = store.state;
  if (problem.code !== CANCELLED && phase === "ready" && !coding) recover(problem);
}

/** Reads the survey again after a fault, as it was when there was none; once, because the same may happen again. */
function recover(problem: Problem): void {
  if (recovered || !settled) {
    supersede();
    store.dispatch({ type: "failed", problem });
    return;
  }
  recovered = true;
  lost = true;
  void goBack().then((there) => {
    if (there) notify("page.notice_recovered");
  });
}

/** True for a codebook among the files that this page has saved. */
export function isCodebook({ name }: File): boolean {
  return /\.codebook\b/i.test(name);
}

/** The survey whose decisions would be lost: the one in sight, or the one that may come back. */
function atStake(): State {
  const { state } = store;
  return state.phase === "ready" ? state : (settled?.state ?? state);
}

/** Hands settings to the browser, those of a survey that has failed, too, and remembers that they are in a file. */
export function keepSettings(): void {
  const { settings, reading, fileName } = atStake();
  handOut(settingsFile(settings, reading), `${stemOf(fileName)}.vocal.json`, () => {
    if (settled) settled = { ...settled, state: { ...settled.state, saved: settings } };
    if (store.state.phase === "ready") store.dispatch({ type: "settings-saved", settings });
  });
}

/** True when corrections or changes of the codebook would be lost. */
export function unsaved(): boolean {
  return settingsUnsaved() || atStake().draft?.inFile === false;
}

/** True when corrections or the codebook in force are in no file. */
export function settingsUnsaved(): boolean {
  const { settings, saved } = atStake();
  return settings.decisions !== saved.decisions || settings.codebook !== saved.codebook;
}

/** Asks before unsaved decisions are lost; true when there are none or they may go. */
function mayLeave(): boolean {
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

/** What files that this page has saved say together; null where none of them does. */
interface Kept {
  settings: Settings | null;
  codebook: Codebook | null;
  /** Key of the message about the last one that says nothing; empty when there is none. */
  wrong: string;
}

/** Reads settings files and codebooks; those that cannot be read are added to `refused`. */
async function readKept(files: readonly File[], refused: Refused[]): Promise<Kept> {
  const kept: Kept = { settings: null, codebook: null, wrong: "" };
  for (const file of files) {
    const text = await textOf(file, refused);
    if (text === null) continue;
    const codebook = isCodebook(file) ? parseCodebook(text) : null;
    const settings = codebook ? null : parseSettings(text);
    kept.codebook = codebook ?? kept.codebook;
    kept.settings = settings ?? kept.settings;
    if (!codebook && !settings) kept.wrong = wrongFile(isCodebook(file));
  }
  return kept;
}

/** Key of the message that a file is not what its name says. */
function wrongFile(codebook: boolean): string {
  return codebook ? "error.codebook_file" : "error.settings_file";
}

/** Settings with a codebook that comes beside them. */
function withCodebook(settings: Settings, codebook: Codebook | null): Settings {
  return codebook ? { ...settings, codebook } : settings;
}

/** The text of a file; one that the browser cannot read is added to `refused`. */
async function textOf(file: File, refused: Refused[]): Promise<string | null> {
  try {
    return await file.text();
  } catch {
    refused.push({ name: file.name, problem: { code: "unreadable", params: {} } });
    return null;
  }
}

/** The text of a file for the open survey; null, and a card that says why, when the browser cannot read it. */
export async function readText(file: File): Promise<string | null> {
  const refused: Refused[] = [];
  const text = await textOf(file, refused);
  if (text === null) store.dispatch({ type: "files-refused", refused });
  return text;
}

/**
 * Reads the files of one survey, in the way that `kept` files say, and shows their dashboard. What cannot
 * be read is left out as long as there is something else to show: another file, or the survey before.
 */
export async function openFiles(files: readonly File[], kept: readonly File[] = []): Promise<void> {
  if (files.length === 0 || !mayLeave()) return;
  const refused: Refused[] = [];
  let parts: Part[] = (await onceEach(files, refused)).map((file) => ({ name: file.name, bytes: file }));
  const { settings: loaded, codebook, wrong } = await readKept(kept, refused);
  let given = loaded !== null || codebook !== null;
  let told = wrong || (given ? "page.notice_applied" : "");
  let settings = withCodebook(loaded ?? { version: 1 }, codebook);
  holdCoding(store.state);
  recovered = false;
  for (;;) {
    const mine = generation + 1;
    const problem = await read(parts, settings, { settings, saved: settings });
    if (mine !== generation) return;
    if (!problem) break;
    if (problem.code === REFUSED && given) {
      // The file is shown all the same.
      told = wrongFile(!!settings.codebook);
      settings = { version: 1 };
      given = false;
      continue;
    }
    const bad = culprit(parts, problem);
    refused.push({ name: bad?.name ?? nameOfParts(parts), problem });
    parts = parts.filter((part) => bad && part !== bad);
    if (parts.length === 0) return giveWay(problem, refused);
  }
  if (refused.length > 0) store.dispatch({ type: "files-refused", refused });
  if (told) notify(told);
}

/** The file that has the problem; undefined for a fault of the program. */
function culprit(parts: readonly Part[], { code, params, part }: Problem): Part | undefined {
  if (code === "internal") return undefined;
  const named = params["file"];
  return parts.find(({ name }) => code === "other_survey" && name === named) ?? parts[part ?? (parts.length === 1 ? 0 : -1)];
}

/** What can be shown before its comments are coded is gone back to as well; the worker is about to lose it. */
function holdCoding(state: State): void {
  if (state.phase !== "ready" || !state.coding) return;
  settled = { state, source };
  lost = true;
}

/** Shows the survey before and why it is not another one; without one, what went wrong. */
async function giveWay(problem: Problem, refused: readonly Refused[]): Promise<void> {
  if (!settled) store.dispatch({ type: "failed", problem });
  else if (await goBack()) store.dispatch({ type: "files-refused", refused });
}

/** Shows the survey before as it was, read anew where the worker has let it go; false when that is not to be. */
async function goBack(): Promise<boolean> {
  if (!settled) return false;
  const { state, source: parts } = settled;
  const mine = supersede();
  if (!lost) {
    // Its memory may have been needed for the other file.
    const there = await engine.ask("preview", { rows: [0] }).catch(() => null);
    if (mine !== generation) return false;
    lost = there === null;
  }
  source = parts;
  store.dispatch({ type: "kept", state });
  if (!lost) {
    try {
      await adopt(mine, state.settings);
      if (mine !== generation) return false;
      learnMore(mine);
      return true;
    } catch {
      // Read again, it is there all the same.
      if (mine !== generation) return false;
    }
  }
  returning = generation + 1;
  const problem = await read(parts, state.settings, store.state);
  if (problem) store.dispatch({ type: "failed", problem });
  return !problem && returning === generation;
}

/** Says why a file is not even tried. */
export function refuse(fileName: string, problem: Problem): void {
  store.dispatch({ type: "reading-started", fileName, fileSize: 0, kept: {} });
  store.dispatch({ type: "failed", problem });
}

function nameOfParts(parts: readonly Part[]): string {
  const [first, ...others] = parts.map((part) => part.name);
  return others.length > 0 ? `${first} +${others.length}` : (first ?? "");
}

function read(parts: readonly Part[], settings: Settings, kept: Partial<State>): Promise<Problem | null> {
  const reading = readAndCode(parts, settings, kept);
  opening = reading;
  return reading;
}

/** Resolves once no survey is being read or coded any more. */
export async function surveyRead(): Promise<void> {
  while (store.state.phase === "reading" || store.state.coding) {
    await opening;
    // What comes of it begins after that.
    await nextTask();
  }
}

/**
 * Shows the survey of these files, and gives the problem that was in the way; null also when nobody waits for it
 * any more.
 */
async function readAndCode(parts: readonly Part[], settings: Settings, kept: Partial<State>): Promise<Problem | null> {
  const reads = store.state.phase === "reading" || store.state.coding;
  if (reads && !engine.idle) engine.cancel();
  const mine = supersede();
  source = parts;
  const sizes = parts.map(({ bytes }) => (bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size));
  const fileSize = sizes.reduce((sum, size) => sum + size, 0);
  store.dispatch({ type: "reading-started", fileName: nameOfParts(parts), fileSize, kept });
  try {
    const { second } = store.state;
    const opened = await engine.ask("open", { parts, settings, second });
    if (mine !== generation) return null;
    lost = true;
    const filter = stillApplies(opened, settings);
    store.dispatch({ type: "opened", opened, settings, filter });
    if (filter.length > 0) void refresh();
    const told = await engine.ask("code", {});
    if (mine !== generation) return null;
    store.dispatch({ type: "coded", told });
    if (store.state.filter.length > 0) void refresh();
    learnMore(mine);
    return null;
  } catch (error) {
    return mine === generation ? problemOf(error) : null;
  }
}

/** The conditions in force that make sense with the columns as they are read now. */
function stillApplies({ reading }: Opened, { period }: Settings): Condition[] {
  return applicable(store.state.filter, reading.columns, period ?? "month");
}

/** Brings what is needed soon, and nobody waits for. */
function learnMore(mine: number): void {
  void learnCodebook(mine);
  digest = fingerprint(mine);
  void digest.then(() => screen(mine));
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

/** Gives up what is being read or coded, whatever the worker is doing, and goes back to the survey before. */
export function cancelReading(): void {
  if (!settled || returning === generation) return closeFile();
  engine.cancel();
  void goBack();
}

/** Leaves the current file and goes back to the start, unless decisions would be lost. */
export function closeFile(): void {
  if (!mayLeave()) return;
  supersede();
  source = [];
  // Only with its worker does the memory of the survey go.
  engine.cancel();
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
    const current = () => mine === generation && !changing && equal(filter, store.state.filter);
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
    await putSecond(part);
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

/** Asks the worker for a second file, without which the survey to go back to has to be read again. */
async function putSecond(part: Part | null): Promise<void> {
  lost = true;
  await engine.ask("second_file", { part });
}

function setFilter(filter: Filter): void {
  if (equal(filter, store.state.filter)) return;
  store.dispatch({ type: "filter-changed", filter });
  // The answer to a change of settings comes under the filter that is in force by then.
  if (!changing) void refresh();
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
  const { settings, second, filter } = store.state;
  if (second !== old.second) {
    try {
      await putSecond(second);
    } catch (error) {
      if (mine !== generation) return;
      const problem = problemOf(error);
      return giveWay(problem, [{ name: second?.name ?? "", problem }]);
    }
    if (mine !== generation) return;
  }
  if (settings === old.settings) await refresh();
  else await realise(old, filter);
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

/**
 * Brings the worker to the settings in force from those of the state before. `filter` is in force when the file is
 * read again: conditions on columns as they were cut before say nothing.
 */
async function realise(before: State, filter: Filter): Promise<void> {
  const { settings, undo, redo, second, saved, draft, view } = store.state;
  if (sameText(before.settings, settings)) return configure(before);
  holdCoding(before);
  // Whoever changes how the file is read stays where it was changed.
  const problem = await read(source, settings, { settings, undo, redo, second, saved, draft, view, filter });
  if (problem) await giveWay(problem, [{ name: nameOfParts(source), problem, change: true }]);
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

async function configure(before: State): Promise<void> {
  const mine = generation;
  const { settings } = store.state;
  changing ??= { before, filter: store.state.filter };
  store.dispatch({ type: "report-asked" });
  try {
    const there = await adopt(mine, settings);
    if (mine === generation && before.settings.codebook !== settings.codebook) void learnCodebook(mine);
    // What stands on the screen is not taken away from whoever reads it.
    const quiet = there && !store.state.notice?.seen;
    if (quiet) store.dispatch({ type: "noticed", notice: { key: "page.notice_applied", params: {} } });
  } catch (error) {
    if (mine !== generation) return;
    if (problemOf(error).code !== REFUSED) return reportFault(error);
    // Changes that came after it hold what is refused as well.
    const { filter } = store.state;
    if (!changing) return;
    store.dispatch({ type: "settings-refused", before: changing.before });
    changing = null;
    setFilter(filter);
  }
}

/**
 * Brings the worker to settings and shows what it says under them, and under the filter, whatever was clicked
 * meanwhile. False when something else has come in between that shows its own figures.
 */
async function adopt(mine: number, settings: Settings): Promise<boolean> {
  const opened = await engine.ask("configure", { settings });
  for (;;) {
    const asked = store.state.filter;
    const filter = stillApplies(opened, settings);
    const current = () => mine === generation && settings === store.state.settings;
    const told = current() && filter.length > 0 ? await engine.ask("report", { filter }) : opened;
    if (!current()) return false;
    if (!equal(asked, store.state.filter)) continue;
    changing = null;
    store.dispatch({ type: "configured", opened, told: complete(told), filter });
    return true;
  }
}

/** Applies settings files and codebooks to the open survey, all at once. */
export async function loadKept(files: readonly File[]): Promise<void> {
  const refused: Refused[] = [];
  const { settings: loaded, codebook, wrong } = await readKept(files, refused);
  if (refused.length > 0) store.dispatch({ type: "files-refused", refused });
  if (loaded || codebook) {
    const settings = withCodebook(loaded ?? store.state.settings, codebook);
    await applySettings(settings);
    // Those that were refused are not in force, and what was decided under the old ones is still in no file.
    if (loaded && store.state.settings === settings) store.dispatch({ type: "settings-saved", settings });
  }
  if (wrong === wrongFile(true)) notify(wrong);
  else if (wrong) store.dispatch({ type: "settings-refused", before: null });
}

/** Gives up a change of settings that takes too long; what was filtered meanwhile stays. */
export async function cancelCoding(): Promise<void> {
  const { coding, busy, filter } = store.state;
  if (coding) return cancelReading();
  if (!busy || !settled) return;
  const clicked = changing && !equal(filter, changing.filter);
  engine.cancel();
  if ((await goBack()) && clicked) setFilter(filter);
}

/** Applies settings: at once where the table stays as it is, else by reading the file again. */
export async function applySettings(settings: Settings): Promise<void> {
  const before = store.state;
  // The survey that they were made for may be gone.
  if (before.phase !== "ready") return;
  store.dispatch({ type: "settings-changed", settings });
  await realise(before, []);
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

/** Says something in words, to everybody; what can be copied stays until something else is said. */
export function notify(key: string, params: Params = {}, copy?: () => void): void {
  const notice: Notice = { key, params, seen: true };
  if (copy) notice.copy = copy;
  store.dispatch({ type: "noticed", notice });
  if (copy) return;
  setTimeout(() => {
    if (store.state.notice === notice) store.dispatch({ type: "noticed", notice: null });
  }, NOTICE_TIME);
}

/**
 * True in the page of somebody else, whose frame can forbid downloads without anybody hearing of it: around this
 * document is the one of the file, and around that one another.
 */
const embedded = parent !== top;

/**
 * Hands a file to the browser as a download. Where it cannot be known whether that works, its content can be copied
 * instead; `kept` is called once it is known to be in somebody's hands.
 */
export function handOut(content: Blob, name: string, kept: () => void = () => {}): void {
  saveFile(content, name);
  if (!embedded) {
    kept();
    notify("page.notice_saved", { name });
    return;
  }
  const copy = async () => {
    const picture = content.type === "image/png";
    const done = await (picture ? copyPicture(Promise.resolve(content)) : copyText(await content.text()));
    if (done) kept();
    const copied = picture ? "page.notice_chart_copied" : "page.notice_file_copied";
    notify(done ? copied : "page.notice_not_copied", { name });
  };
  notify("page.notice_asked_to_save", { name }, () => void copy());
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
