/** Pure functions on filters: add, toggle, remove, compare, and keep what still applies. */

import { periodKind } from "./messages.js";
import type { ColumnReading, Condition, Filter, Period } from "./types.js";

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

/** True when both are about the same thing, so that one replaces or extends the other. */
function sameSubject(a: Condition, b: Condition): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "segment" || a.kind === "score") {
    return a.column === (b as typeof a).column;
  }
  if (a.kind === "category") return sameSet(a.sentiments, (b as typeof a).sentiments);
  return true;
}

function toggleKeys<K extends string>(keys: readonly K[], change: readonly K[]): K[] {
  const added = change.filter((key) => !keys.includes(key));
  if (added.length > 0) return [...keys, ...added];
  return keys.filter((key) => !change.includes(key));
}

function toggled(old: Condition, change: Condition): Condition | null {
  if (old.kind === "score" || change.kind === "score") {
    const same =
      old.kind === "score" &&
      change.kind === "score" &&
      old.from === change.from &&
      old.to === change.to;
    return same ? null : change;
  }
  const keys = toggleKeys(old.keys as string[], change.keys as string[]);
  return keys.length > 0 ? ({ ...old, keys } as Condition) : null;
}

/**
 * The filter after a click on a mark: keys join or leave the condition on the same subject,
 * a score range replaces another range of the same score, and the same range again removes it.
 */
export function toggle(filter: Filter, change: Condition): Condition[] {
  const at = filter.findIndex((old) => sameSubject(old, change));
  const old = filter[at];
  if (!old) return [...filter, change];
  const next = toggled(old, change);
  return filter.flatMap((condition, i) => (i === at ? (next ? [next] : []) : [condition]));
}

/** The filter with `change` in place of any condition on the same subject. */
export function put(filter: Filter, change: Condition): Condition[] {
  return [...filter.filter((old) => !sameSubject(old, change)), change];
}

/** The filter without the condition at `index`. */
export function without(filter: Filter, index: number): Condition[] {
  return filter.filter((_, i) => i !== index);
}

/** True when `condition` is in force, alone or as a part of a condition with more keys. */
export function holds(filter: Filter, condition: Condition): boolean {
  return filter.some((old) => {
    if (!sameSubject(old, condition)) return false;
    if (old.kind === "score" || condition.kind === "score") return toggled(old, condition) === null;
    return (condition.keys as string[]).every((key) => (old.keys as string[]).includes(key));
  });
}

/**
 * The conditions that still make sense after columns have got other roles or periods another length: what a month must
 * hide is decided for months, so that nothing is shown of one by week.
 */
export function applicable(filter: Filter, columns: readonly ColumnReading[], period: Period): Condition[] {
  const roleOf = (index: number) => columns.find((column) => column.index === index)?.role;
  return filter.filter((condition) => {
    switch (condition.kind) {
      case "segment":
        return roleOf(condition.column) === "segment";
      case "score":
        return roleOf(condition.column) === "score";
      case "period":
        return columns.some((column) => column.primary) && condition.keys.every((key) => periodKind(key) === period);
      case "sentiment":
      case "category":
      case "person":
        return columns.some((column) => column.role === "comment");
    }
  });
}

/** True when both filters keep the same rows for the same reasons. */
export function equal(a: Filter, b: Filter): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
