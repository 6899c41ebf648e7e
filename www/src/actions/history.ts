/** Undo and redo. */

import { type State, store } from "../store.js";
import { refresh } from "./filtering.js";
import { giveWay } from "./reading.js";
import { putSecond } from "./second-file.js";
import { problemOf, session } from "./session.js";
import { realise } from "./settings.js";

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
  const mine = session.generation;
  const { settings, second, filter } = store.state;
  if (second !== old.second) {
    try {
      await putSecond(second);
    } catch (error) {
      if (mine !== session.generation) return;
      const problem = problemOf(error);
      return giveWay(problem, [{ name: second?.name ?? "", problem }]);
    }
    if (mine !== session.generation) return;
  }
  if (settings === old.settings) await refresh();
  else await realise(old, filter);
}
