/**
 * The one store of the page: a state, a closed list of events, and a pure function from one
 * state to the next. Components read the state and never change it.
 */

import { equal } from "./filter.js";
import { languageFor } from "./messages.js";
import type {
  Category,
  Codebook,
  CommentOrder,
  Filter,
  Folder,
  Lang,
  Opened,
  Part,
  Problem,
  Progress,
  Reading,
  Report,
  Settings,
  Theme,
  ThemeChoice,
  Told,
} from "./types.js";

/** The views in the order of their tabs. */
export const VIEWS = [
  "overview",
  "breakdowns",
  "categories",
  "comments",
  "drivers",
  "compare",
  "codebook",
  "data",
] as const;
export type View = (typeof VIEWS)[number];

/** A file that was left out, and why. */
export interface Refused {
  name: string;
  problem: Problem;
  /** True when the file is there, and only a change of how it is read was refused. */
  change?: boolean;
}

/** What undo goes back to: everything that changes the figures. */
export interface Moment {
  filter: Filter;
  settings: Settings;
  /** A file with customers or cases beside the survey. */
  second: Part | null;
}

/** Changes of the codebook that are not in force yet. */
export interface CodebookDraft {
  categories: readonly Category[];
  /** What there was before each change, the codebook in force first. */
  past: readonly (readonly Category[])[];
  /** True while a file holds the same categories, so that nothing would be lost. */
  inFile: boolean;
}

/** Words that comments are looked up by: their name for people and the patterns that find them. */
export interface AskedWords {
  label: string;
  patterns: readonly string[];
}

/** Values of `<body data-state>`. */
type Status = "empty" | "reading" | "mapping" | "ready" | "error";

export interface State {
  lang: Lang;
  themeChoice: ThemeChoice;
  theme: Theme;
  view: View;
  phase: "empty" | "reading" | "ready" | "error";
  /** The file that is being read or shown. */
  fileName: string;
  fileSize: number;
  progress: Progress | null;
  problem: Problem | null;
  reading: Reading | null;
  /** Figures of all rows: the source of names, groups and categories to choose from. */
  baseline: Report | null;
  /** Figures under the filter. */
  report: Report | null;
  /** What `baseline` and `report` say in words. */
  baselineSentences: Told["sentences"] | null;
  sentences: Told["sentences"] | null;
  /** Grows with every new report, so that charts and lists know when to ask again. */
  revision: number;
  filter: Filter;
  undo: readonly Moment[];
  redo: readonly Moment[];
  /** Grows with every change of the scores, which come before the rest of a report. */
  scoresRevision: number;
  /** True while a report is on its way. */
  busy: boolean;
  /** True until the comments of a newly opened file are coded; there are figures of scores only. */
  coding: boolean;
  settings: Settings;
  /** The settings as they are in a file, or came from one: corrections and codebook are compared with them. */
  saved: Settings;
  second: Part | null;
  /** Why the last second file could not be used. */
  secondRefused: Refused | null;
  /** Files that were left out while the others, or the survey before, are shown. */
  refused: readonly Refused[];
  /** The codebook in force, once the worker has sent it. */
  codebook: Codebook | null;
  /** What has been made of it and not applied; null without changes. */
  draft: CodebookDraft | null;
  /** True when the last settings file could not be used. */
  settingsRefused: boolean;
  /** What the user chose to look at; null stands for the first one there is. */
  scoreColumn: number | null;
  segmentColumn: number | null;
  search: string;
  order: CommentOrder;
  folder: Folder;
  /** Words that the list of comments is about; null for any. */
  asked: AskedWords | null;
  /** True when names are shown in the folder of praise. */
  names: boolean;
  /** Step of the tour; null when there is none. */
  tour: number | null;
  /** True while the page is being made ready for paper and printed. */
  printing: boolean;
  /** Last sentence for assistive technology. */
  notice: Notice | null;
}

/** A message that is put into words when it is shown, so that it follows the language. */
export interface Notice {
  key: string;
  params: Record<string, unknown>;
  /** True when it is shown on the screen too. */
  seen?: boolean;
  /** Copies what it is about. */
  copy?: () => void;
}

export type Event =
  | { type: "language-chosen"; lang: Lang }
  | { type: "theme-chosen"; choice: ThemeChoice; theme: Theme }
  | { type: "view-chosen"; view: View }
  /** `kept` is what stays of the state; all else begins anew. */
  | { type: "reading-started"; fileName: string; fileSize: number; kept: Partial<State> }
  | { type: "progressed"; progress: Progress }
  | { type: "opened"; opened: Opened; settings: Settings; filter: Filter }
  | { type: "coded"; told: Told }
  | { type: "settings-changed"; settings: Settings }
  | { type: "configured"; opened: Opened; told: Told; filter: Filter }
  /** `before` is the state that they were to change; null when they have changed nothing yet. */
  | { type: "settings-refused"; before: State | null }
  | { type: "settings-saved"; settings: Settings }
  | { type: "second-put"; second: Part | null }
  | { type: "second-refused"; name: string; problem: Problem }
  | { type: "failed"; problem: Problem }
  | { type: "files-refused"; refused: readonly Refused[] }
  /** The survey before is shown again as it was, while the worker is brought to it. */
  | { type: "kept"; state: State }
  | { type: "closed" }
  | { type: "filter-changed"; filter: Filter }
  | { type: "undone" }
  | { type: "redone" }
  | { type: "report-asked" }
  | { type: "scores-arrived"; report: Report }
  | { type: "report-arrived"; told: Told }
  | { type: "digest-arrived"; sha256: string }
  | { type: "score-chosen"; column: number }
  | { type: "segment-chosen"; column: number }
  | { type: "searched"; text: string }
  | { type: "ordered"; order: CommentOrder }
  | { type: "folder-chosen"; folder: Folder }
  | { type: "words-asked"; asked: AskedWords | null }
  | { type: "names-shown"; names: boolean }
  | { type: "codebook-arrived"; codebook: Codebook }
  | { type: "codebook-drafted"; draft: CodebookDraft | null }
  | { type: "printing-changed"; printing: boolean }
  | { type: "tour-moved"; tour: number | null }
  | { type: "noticed"; notice: Notice | null };

const UNDO_DEPTH = 100;

function initialState(lang: Lang, theme: Theme): State {
  return {
    lang,
    themeChoice: "auto",
    theme,
    view: "overview",
    phase: "empty",
    progress: null,
    problem: null,
    revision: 0,
    scoresRevision: 0,
    printing: false,
    notice: null,
    ...noFile(),
  };
}

function noFile() {
  return {
    fileName: "",
    fileSize: 0,
    reading: null,
    baseline: null,
    baselineSentences: null,
    sentences: null,
    report: null,
    filter: [],
    undo: [],
    redo: [],
    busy: false,
    coding: false,
    settings: { version: 1 } satisfies Settings,
    saved: { version: 1 } satisfies Settings,
    second: null,
    secondRefused: null,
    refused: [],
    codebook: null,
    draft: null,
    settingsRefused: false,
    scoreColumn: null,
    segmentColumn: null,
    search: "",
    order: "file",
    folder: "ordinary",
    asked: null,
    names: false,
    tour: null,
  } as const;
}

/** True when there is nothing to show before the user has said what the columns are. */
function needsMapping({ columns }: Reading): boolean {
  return columns.every(({ role }) => role !== "score" && role !== "comment");
}

/** The value of `<body data-state>` for a state. */
export function statusOf(state: State): Status {
  if (state.phase !== "ready") return state.phase;
  if (state.coding) return "reading";
  return state.reading && needsMapping(state.reading) ? "mapping" : "ready";
}

/** The next state. Pure: no clock, no document, no worker. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "language-chosen":
      return { ...state, lang: event.lang };
    case "theme-chosen":
      return { ...state, themeChoice: event.choice, theme: event.theme };
    case "view-chosen":
      return { ...state, view: event.view };
    case "reading-started":
      return {
        ...state,
        ...noFile(),
        view: "overview",
        ...event.kept,
        phase: "reading",
        fileName: event.fileName,
        fileSize: event.fileSize,
        progress: null,
        problem: null,
      };
    case "progressed":
      return state.phase === "reading" || state.busy
        ? { ...state, progress: event.progress }
        : state;
    case "opened":
      return {
        ...state,
        ...tables(state, event.opened),
        phase: "ready",
        busy: true,
        coding: true,
        progress: null,
        settings: event.settings,
        filter: event.filter,
        view: needsMapping(event.opened.reading) ? "data" : state.view,
        notice: { key: "page.notice_ready", params: { count: event.opened.report.file.rows } },
      };
    case "coded":
      return {
        ...state,
        ...arrived(state, event.told),
        baseline: event.told.report,
        baselineSentences: event.told.sentences,
        coding: false,
        // These are the figures of all rows.
        busy: state.filter.length > 0,
      };
    case "settings-changed":
      return {
        ...state,
        ...remembered(state),
        settings: event.settings,
        settingsRefused: false,
      };
    case "configured":
      return {
        ...state,
        ...tables(state, event.opened),
        ...event.told,
        filter: event.filter,
        progress: null,
      };
    case "settings-refused": {
      if (!event.before) return { ...state, settingsRefused: true };
      const { settings, filter, undo, redo } = event.before;
      return { ...state, settings, filter, undo, redo, settingsRefused: true, busy: state.coding, progress: null };
    }
    case "settings-saved":
      return { ...state, saved: event.settings };
    case "second-put":
      return { ...state, ...remembered(state), second: event.second, secondRefused: null };
    case "second-refused":
      return { ...state, secondRefused: { name: event.name, problem: event.problem } };
    case "failed":
      return { ...state, phase: "error", problem: event.problem, progress: null, busy: false };
    case "files-refused":
      return { ...state, refused: event.refused };
    case "kept": {
      const { lang, themeChoice, theme, printing } = state;
      const revision = state.revision + 1;
      const scoresRevision = state.scoresRevision + 1;
      // What has been made of its codebook meanwhile is no part of what was given up.
      const draft = state.draft ?? event.state.draft;
      return { ...event.state, lang, themeChoice, theme, printing, revision, scoresRevision, draft, notice: null, busy: true };
    }
    case "closed":
      return { ...state, ...noFile(), phase: "empty", problem: null, progress: null };
    case "filter-changed":
      if (equal(state.filter, event.filter)) return state;
      return { ...state, ...remembered(state), filter: event.filter };
    case "undone": {
      const back = state.undo.at(-1);
      if (!back) return state;
      return {
        ...state,
        ...back,
        undo: state.undo.slice(0, -1),
        redo: [...state.redo, momentOf(state)],
        busy: true,
      };
    }
    case "redone": {
      const again = state.redo.at(-1);
      if (!again) return state;
      return {
        ...state,
        ...again,
        undo: [...state.undo, momentOf(state)],
        redo: state.redo.slice(0, -1),
        busy: true,
      };
    }
    case "report-asked":
      return { ...state, busy: true };
    case "scores-arrived": {
      const { rows, scores, trend, breakdowns } = event.report;
      if (!state.report) return state;
      return {
        ...state,
        report: { ...state.report, rows, scores, trend, breakdowns },
        scoresRevision: state.scoresRevision + 1,
        // While comments are coded, the rest of the report is still to come.
        busy: true,
      };
    }
    case "report-arrived":
      return {
        ...state,
        ...arrived(state, event.told),
        notice: rowsNotice(event.told.report.rows),
      };
    case "digest-arrived":
      return withDigest(state, event.sha256);
    case "score-chosen":
      return { ...state, scoreColumn: event.column };
    case "segment-chosen":
      return { ...state, segmentColumn: event.column };
    case "searched":
      return { ...state, search: event.text };
    case "ordered":
      return { ...state, order: event.order };
    case "folder-chosen":
      // That folder is a search for words itself.
      return { ...state, folder: event.folder, asked: event.folder === "contact" ? null : state.asked };
    case "words-asked":
      return { ...state, asked: event.asked, folder: "ordinary", search: "" };
    case "names-shown":
      return { ...state, names: event.names };
    case "codebook-arrived":
      return { ...state, codebook: event.codebook };
    case "codebook-drafted":
      return { ...state, draft: event.draft };
    case "printing-changed":
      return { ...state, printing: event.printing };
    case "tour-moved":
      return { ...state, tour: event.tour };
    case "noticed":
      return { ...state, notice: event.notice };
  }
}

function momentOf({ filter, settings, second }: State): Moment {
  return { filter, settings, second };
}

/** The history after a change, whose figures are still to come. */
function remembered(state: State) {
  return { undo: [...state.undo, momentOf(state)].slice(-UNDO_DEPTH), redo: [], busy: true };
}

function tables(state: State, { reading, report, sentences }: Opened) {
  return {
    reading,
    baseline: report,
    report,
    baselineSentences: sentences,
    sentences,
    revision: state.revision + 1,
    scoresRevision: state.scoresRevision + 1,
    busy: false,
  };
}

/** The state with a whole report that answers the last request. */
function arrived(state: State, told: Told) {
  return { ...told, revision: state.revision + 1, busy: false, progress: null };
}

function withDigest(state: State, sha256: string): State {
  const fill = (report: Report | null) =>
    report && { ...report, file: { ...report.file, sha256 } };
  return { ...state, baseline: fill(state.baseline), report: fill(state.report) };
}

type Listener = () => void;

/** Holds the state and tells its listeners of every change. */
class Store {
  private readonly listeners = new Set<Listener>();

  constructor(public state: State) {}

  dispatch(event: Event): void {
    const next = reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  /** Registers a listener; the returned function removes it. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** The theme that a choice comes to on this device. */
export function resolveTheme(choice: ThemeChoice): Theme {
  if (choice !== "auto") return choice;
  return dark.matches ? "dark" : "light";
}

export const store = new Store(initialState(languageFor(navigator.languages), resolveTheme("auto")));

dark.addEventListener("change", () => {
  const choice = store.state.themeChoice;
  store.dispatch({ type: "theme-chosen", choice, theme: resolveTheme(choice) });
});

/** Says how many rows a filter keeps, unless that would tell the size of a small group. */
function rowsNotice(rows: number | null): Notice {
  return rows === null
    ? { key: "page.filter_rows_hidden", params: {} }
    : { key: "page.notice_rows", params: { count: rows } };
}
