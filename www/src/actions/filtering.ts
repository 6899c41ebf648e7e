/** The filter, and the figures that follow it. */

import { equal, holds, put, toggle, without } from "../filter.js";
import { nextTask } from "../tasks.js";
import { store } from "../store.js";
import type { Condition, Filter, Report, Told } from "../types.js";
import { reportFault } from "./reading.js";
import { engine, session } from "./session.js";

/** The report of the current filter, complete with the file's digest. */
export async function currentReport(): Promise<Report | null> {
  await session.opening;
  const sha256 = await session.digest;
  const current = store.state.report;
  return current && { ...current, file: { ...current.file, sha256 } };
}

/** A report with the file's digest, which the page may know before the worker does. */
export function complete({ report, sentences }: Told): Told {
  const sha256 = report.file.sha256 || (store.state.baseline?.file.sha256 ?? "");
  return { report: { ...report, file: { ...report.file, sha256 } }, sentences };
}

export async function refresh(): Promise<void> {
  const { filter } = store.state;
  const mine = session.generation;
  store.dispatch({ type: "report-asked" });
  try {
    const current = () => mine === session.generation && !session.changing && equal(filter, store.state.filter);
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
    if (mine === session.generation) reportFault(error);
  }
}

export function setFilter(filter: Filter): void {
  if (equal(filter, store.state.filter)) return;
  store.dispatch({ type: "filter-changed", filter });
  // The answer to a change of settings comes under the filter that is in force by then.
  if (!session.changing) void refresh();
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

/** Adds conditions to the filter. */
export function putConditions(conditions: readonly Condition[]): void {
  setFilter(conditions.reduce<Filter>(put, store.state.filter));
}

export function removeCondition(index: number): void {
  setFilter(without(store.state.filter, index));
}

export function clearFilter(): void {
  setFilter([]);
}
