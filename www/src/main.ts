/**
 * Entry point of the page.
 *
 * The build puts `harden.ts` in front of this bundle, so that it runs before any other
 * statement.
 */

import { currentReport, engine } from "./actions.js";
import "./components/app.js";
import "./components/breakdowns.js";
import "./components/categories.js";
import "./components/chart.js";
import "./components/codebook.js";
import "./components/comment.js";
import "./components/comments.js";
import "./components/compare.js";
import "./components/dashboard.js";
import "./components/data.js";
import "./components/drivers.js";
import "./components/feed.js";
import "./components/filters.js";
import "./components/group-words.js";
import "./components/learning.js";
import "./components/overview.js";
import "./components/start.js";
import "./components/suggestions.js";
import "./components/tour.js";
import type { Report } from "./types.js";

declare global {
  var vocal: {
    /** The report on screen; null before there is one. */
    report(): Promise<Report | null>;
  };
}

globalThis.vocal = { report: currentReport };

engine.warm();
