/** Reading a survey: its files, the way back when they cannot be read, and what is asked about it at once. */

import { sampleFile } from "../blocks.js";
import { CANCELLED } from "../engine.js";
import { applicable } from "../filter.js";
import { nextTask } from "../tasks.js";
import { type Refused, type State, store } from "../store.js";
import type { Condition, Lang, Opened, Part, Problem, Settings } from "../types.js";
import { onceEach, readKept, withCodebook, wrongFile } from "./files.js";
import { refresh } from "./filtering.js";
import { notify } from "./notices.js";
import { mayLeave } from "./saving.js";
import { engine, problemOf, REFUSED, session, settle, supersede } from "./session.js";
import { adopt } from "./settings.js";

engine.onFault = (problem) => {
  // Whoever is reading or coding learns of it, and knows what to go back to.
  if (store.state.phase === "ready" && !store.state.coding) recover(problem);
};

/** Gets over an error of something asked about the open survey, unless an answer is only no longer wanted. */
export function reportFault(error: unknown): void {
  const problem = problemOf(error);
  const { phase, coding } = store.state;
  if (problem.code !== CANCELLED && phase === "ready" && !coding) recover(problem);
}

/** Reads the survey again after a fault, as it was when there was none; once, because the same may happen again. */
function recover(problem: Problem): void {
  if (session.recovered || !session.settled) {
    supersede();
    store.dispatch({ type: "failed", problem });
    return;
  }
  session.recovered = true;
  session.lost = true;
  void goBack().then((there) => {
    if (there) notify("page.notice_recovered");
  });
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
  session.recovered = false;
  for (;;) {
    const mine = session.generation + 1;
    const problem = await read(parts, settings, { settings, saved: settings });
    if (mine !== session.generation) return;
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
export function holdCoding(state: State): void {
  if (state.phase !== "ready" || !state.coding) return;
  settle(state);
  session.lost = true;
}

/** Shows the survey before and why it is not another one; without one, what went wrong. */
export async function giveWay(problem: Problem, refused: readonly Refused[]): Promise<void> {
  if (!session.settled) store.dispatch({ type: "failed", problem });
  else if (await goBack()) store.dispatch({ type: "files-refused", refused });
}

/** Shows the survey before as it was, read anew where the worker has let it go; false when that is not to be. */
export async function goBack(): Promise<boolean> {
  if (!session.settled) return false;
  const { state, source: parts } = session.settled;
  const mine = supersede();
  if (!session.lost) {
    // Its memory may have been needed for the other file.
    const there = await engine.ask("preview", { rows: [0] }).catch(() => null);
    if (mine !== session.generation) return false;
    session.lost = there === null;
  }
  session.source = parts;
  store.dispatch({ type: "kept", state });
  if (!session.lost) {
    try {
      await adopt(mine, state.settings);
      if (mine !== session.generation) return false;
      learnMore(mine);
      return true;
    } catch {
      // Read again, it is there all the same.
      if (mine !== session.generation) return false;
    }
  }
  session.returning = session.generation + 1;
  const problem = await read(parts, state.settings, store.state);
  if (problem) store.dispatch({ type: "failed", problem });
  return !problem && session.returning === session.generation;
}

/** Says why a file is not even tried. */
export function refuse(fileName: string, problem: Problem): void {
  store.dispatch({ type: "reading-started", fileName, fileSize: 0, kept: {} });
  store.dispatch({ type: "failed", problem });
}

export function nameOfParts(parts: readonly Part[]): string {
  const [first, ...others] = parts.map((part) => part.name);
  return others.length > 0 ? `${first} +${others.length}` : (first ?? "");
}

export function read(parts: readonly Part[], settings: Settings, kept: Partial<State>): Promise<Problem | null> {
  const reading = readAndCode(parts, settings, kept);
  session.opening = reading;
  return reading;
}

/** Resolves once no survey is being read or coded any more. */
export async function surveyRead(): Promise<void> {
  while (store.state.phase === "reading" || store.state.coding) {
    await session.opening;
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
  session.source = parts;
  const sizes = parts.map(({ bytes }) => (bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size));
  const fileSize = sizes.reduce((sum, size) => sum + size, 0);
  store.dispatch({ type: "reading-started", fileName: nameOfParts(parts), fileSize, kept });
  try {
    const { second } = store.state;
    const opened = await engine.ask("open", { parts, settings, second });
    if (mine !== session.generation) return null;
    session.lost = true;
    const filter = stillApplies(opened, settings);
    store.dispatch({ type: "opened", opened, settings, filter });
    if (filter.length > 0) void refresh();
    const told = await engine.ask("code", {});
    if (mine !== session.generation) return null;
    store.dispatch({ type: "coded", told });
    if (store.state.filter.length > 0) void refresh();
    learnMore(mine);
    return null;
  } catch (error) {
    return mine === session.generation ? problemOf(error) : null;
  }
}

/** The conditions in force that make sense with the columns as they are read now. */
export function stillApplies({ reading }: Opened, { period }: Settings): Condition[] {
  return applicable(store.state.filter, reading.columns, period ?? "month");
}

/** Brings what is needed soon, and nobody waits for. */
function learnMore(mine: number): void {
  void learnCodebook(mine);
  session.digest = fingerprint(mine);
  void session.digest.then(() => screen(mine));
}

async function fingerprint(mine: number): Promise<string> {
  try {
    const { sha256 } = await engine.ask("digest", {});
    if (mine === session.generation) store.dispatch({ type: "digest-arrived", sha256 });
    return sha256;
  } catch {
    // Without a digest the report is still right; its `sha256` stays empty.
    return "";
  }
}

/** Brings the names of all categories, and the codebook to edit. */
export async function learnCodebook(mine: number): Promise<void> {
  try {
    const codebook = await engine.ask("codebook", {});
    if (mine === session.generation) store.dispatch({ type: "codebook-arrived", codebook });
  } catch (error) {
    if (mine === session.generation) reportFault(error);
  }
}

/** Has sensitive comments found before somebody opens the list of comments. */
async function screen(mine: number): Promise<void> {
  if (mine !== session.generation) return;
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
  if (!session.settled || session.returning === session.generation) return closeFile();
  engine.cancel();
  void goBack();
}

/** Leaves the current file and goes back to the start, unless decisions would be lost. */
export function closeFile(): void {
  if (!mayLeave()) return;
  supersede();
  session.source = [];
  // Only with its worker does the memory of the survey go.
  engine.cancel();
  store.dispatch({ type: "closed" });
}
