/** Settings: what columns are, codebook, decisions, thresholds; put in force by the worker, or not at all. */

import { equal } from "../filter.js";
import { type Refused, type State, store } from "../store.js";
import type { ColumnReading, ColumnSetting, Decision, DecisionChange, Filter, Settings } from "../types.js";
import { readKept, withCodebook, wrongFile } from "./files.js";
import { complete, setFilter } from "./filtering.js";
import { notify } from "./notices.js";
import {
  cancelReading,
  giveWay,
  goBack,
  holdCoding,
  learnCodebook,
  nameOfParts,
  read,
  reportFault,
  stillApplies,
} from "./reading.js";
import { engine, problemOf, REFUSED, session } from "./session.js";

/**
 * Brings the worker to the settings in force from those of the state before. `filter` is in force when the file is
 * read again: conditions on columns as they were cut before say nothing.
 */
export async function realise(before: State, filter: Filter): Promise<void> {
  const { settings, undo, redo, second, saved, draft, view } = store.state;
  if (sameText(before.settings, settings)) return configure(before);
  holdCoding(before);
  // Whoever changes how the file is read stays where it was changed.
  const problem = await read(session.source, settings, { settings, undo, redo, second, saved, draft, view, filter });
  if (problem) await giveWay(problem, [{ name: nameOfParts(session.source), problem, change: true }]);
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
  const mine = session.generation;
  const { settings } = store.state;
  session.changing ??= { before, filter: store.state.filter };
  store.dispatch({ type: "report-asked" });
  try {
    const there = await adopt(mine, settings);
    if (mine === session.generation && before.settings.codebook !== settings.codebook) void learnCodebook(mine);
    // What stands on the screen is not taken away from whoever reads it.
    const quiet = there && !store.state.notice?.seen;
    if (quiet) store.dispatch({ type: "noticed", notice: { key: "page.notice_applied", params: {} } });
  } catch (error) {
    if (mine !== session.generation) return;
    if (problemOf(error).code !== REFUSED) return reportFault(error);
    // Changes that came after it hold what is refused as well.
    const { filter } = store.state;
    if (!session.changing) return;
    store.dispatch({ type: "settings-refused", before: session.changing.before });
    session.changing = null;
    setFilter(filter);
  }
}

/**
 * Brings the worker to settings and shows what it says under them, and under the filter, whatever was clicked
 * meanwhile. False when something else has come in between that shows its own figures.
 */
export async function adopt(mine: number, settings: Settings): Promise<boolean> {
  const opened = await engine.ask("configure", { settings });
  for (;;) {
    const asked = store.state.filter;
    const filter = stillApplies(opened, settings);
    const current = () => mine === session.generation && settings === store.state.settings;
    const told = current() && filter.length > 0 ? await engine.ask("report", { filter }) : opened;
    if (!current()) return false;
    if (!equal(asked, store.state.filter)) continue;
    session.changing = null;
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
  if (!busy || !session.settled) return;
  const clicked = session.changing && !equal(filter, session.changing.filter);
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

/** The decision about a wording, empty when there is none. */
export function decisionOf(key: string): Decision {
  return store.state.settings.decisions?.find((one) => one.key === key) ?? { key };
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
