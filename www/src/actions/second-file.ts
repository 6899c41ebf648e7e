/** A second file with customers or cases beside the survey. */

import { store } from "../store.js";
import type { Part } from "../types.js";
import { refresh } from "./filtering.js";
import { notify } from "./notices.js";
import { reportFault } from "./reading.js";
import { engine, problemOf, session } from "./session.js";

/** Takes a second file with customers or cases, or takes it away. */
export async function putSecondFile(part: Part | null): Promise<void> {
  const mine = session.generation;
  store.dispatch({ type: "report-asked" });
  try {
    await putSecond(part);
    if (mine !== session.generation) return;
    store.dispatch({ type: "second-put", second: part });
    await refresh();
    notify(part ? "page.notice_second_file" : "page.notice_second_file_gone", { name: part?.name ?? "" });
  } catch (error) {
    if (mine !== session.generation) return;
    const problem = problemOf(error);
    if (problem.code === "internal") return reportFault(error);
    store.dispatch({ type: "second-refused", name: part?.name ?? "", problem });
    await refresh();
  }
}

/** Asks the worker for a second file, without which the survey to go back to has to be read again. */
export async function putSecond(part: Part | null): Promise<void> {
  session.lost = true;
  await engine.ask("second_file", { part });
}
