/** The survey that page and worker are at, and the state to go back to when something fails. */

import { Engine, EngineError } from "../engine.js";
import { type State, store } from "../store.js";
import type { Filter, Part, Problem } from "../types.js";

export const engine = new Engine();

engine.onProgress = (progress) => store.dispatch({ type: "progressed", progress });
engine.onEnded = () => (session.lost = true);

/** Code of the error for settings that do not have the expected form. */
export const REFUSED = "bad_settings";

/** A survey on the screen, and the files it is read from, kept as references for another reading. */
interface Shown {
  state: State;
  source: readonly Part[];
}

interface Session {
  /** The files of the survey in sight, or of the one that is being read; empty when there are none. */
  source: readonly Part[];
  /** Grows with everything that makes answers on their way too late. */
  generation: number;
  /**
   * The survey as page and worker last agreed about it: whatever fails, is refused or is given up ends here. Null
   * before the first survey is there.
   */
  settled: Shown | null;
  /** True when the worker does not have that survey, at least not with the same table and second file. */
  lost: boolean;
  /** The generation that reads that survey again for no other reason than to go back to it. */
  returning: number;
  /** True once a fault of the program was got over with this survey: the next one may be the same again. */
  recovered: boolean;
  /** The state before changes of settings that the worker has not answered yet, and the filter right after the first. */
  changing: { before: State; filter: Filter } | null;
  /** SHA-256 of the file, once it is known; empty when it cannot be. */
  digest: Promise<string>;
  /** Ends when the current file's comments are coded, or its reading has failed. */
  opening: Promise<unknown>;
}

export const session: Session = {
  source: [],
  generation: 0,
  settled: null,
  lost: false,
  returning: 0,
  recovered: false,
  changing: null,
  digest: Promise.resolve(""),
  opening: Promise.resolve(),
};

store.subscribe(() => {
  const { state } = store;
  if (state.phase === "empty") session.settled = null;
  if (state.phase !== "ready" || state.busy || state.coding) return;
  settle(state);
  session.lost = false;
});

/** Makes a state the one to go back to, with the files in sight. */
export function settle(state: State): void {
  session.settled = { state, source: session.source };
}

/** Makes whatever is under way too late, and names what begins. */
export function supersede(): number {
  session.changing = null;
  session.generation += 1;
  return session.generation;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  return { code: "internal", params: { step: "page" } };
}
