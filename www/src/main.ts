/**
 * Entry point of the page.
 *
 * The build puts `harden.ts` in front of this bundle, so that it runs before any other
 * statement.
 */

import { currentReport, engine } from "./actions.js";
import { sampleFile } from "./blocks.js";
import "./components/app.js";
import "./components/breakdowns.js";
import "./components/categories.js";
import "./components/chart.js";
import "./components/codebook.js";
import "./components/comment.js";
import "./components/comments.js";
import "./components/compare.js";
import "./components/dashboard.js";
import "./components/crosstab.js";
import "./components/data.js";
import "./components/drivers.js";
import "./components/extras.js";
import { rendered } from "./components/element.js";
import "./components/feed.js";
import "./components/filters.js";
import "./components/group-words.js";
import "./components/learning.js";
import "./components/operational.js";
import "./components/overview.js";
import "./components/simulator.js";
import "./components/start.js";
import "./components/suggestions.js";
import "./components/tour.js";
import { loadTexts, wordsOf } from "./messages.js";
import { store } from "./store.js";
import { awaitsFrame, nextTask } from "./tasks.js";
import type { Report } from "./types.js";

declare global {
  var vocal: {
    /** The report on screen; null before there is one. */
    report(): Promise<Report | null>;
    /** True when nothing is being computed and the screen shows all that is known. */
    idle(): boolean;
  };
}

globalThis.vocal = { report: currentReport, idle: () => engine.idle && rendered() && !awaitsFrame() };

engine.warm(async () => (await sampleFile("sample-pl"))?.arrayBuffer() ?? null);

/** Shows the page as soon as it has words, and makes what the words need later. */
async function start(): Promise<void> {
  await loadTexts();
  document.body.prepend(document.createElement("vocal-app"));
  for (const _ of wordsOf(store.state.lang).warmUp()) await nextTask();
}
void start();
