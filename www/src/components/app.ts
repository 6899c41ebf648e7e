import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import {
  cancelReading,
  chooseLanguage,
  chooseTheme,
  chooseView,
  closeFile,
  isCodebook,
  keepSettings,
  loadKept,
  notify,
  openFiles,
  openText,
  redo,
  refuse,
  settingsUnsaved,
  surveyRead,
  undo,
  unsaved,
} from "../actions.js";
import { LANGUAGES } from "../messages.js";
import { problemText } from "../names.js";
import { statusOf, store, type View } from "../store.js";
import { nextTask } from "../tasks.js";
import type { ThemeChoice } from "../types.js";
import { VERSION } from "../version.js";
import { textOf } from "./choices.js";
import type { VocalCodebook } from "./codebook.js";
import { rendered, StoreElement } from "./element.js";

/** Milliseconds after which a browser that has not begun to print will not do so. */
const MOST_TO_BEGIN_PRINT = 1000;
/** Milliseconds that charts and comments are given to be drawn for paper. */
const MOST_BEFORE_PRINT = 2000;
const THEMES: readonly ThemeChoice[] = ["auto", "light", "dark"];
/** Files that this page has saved; they say how to read a survey. Browsers number a second one. */
const KEPT = /\.(vocal|codebook)( ?\(\d+\))?\.json$/i;
/** Names of files that can be chosen; anything may be dropped. */
const ACCEPT =
  ".csv,.tsv,.txt,.tab,.xlsx,.xlsm,.ods,.json,.jsonl,.ndjson,.sav,.zsav,.xls,.html,.htm,.xml,.zip,.gz,text/csv,text/plain";

/** The page's frame: header, the screen for the state, footer, and everything window-wide. */
export class VocalApp extends StoreElement {
  static override properties = { dragging: { state: true } };
  declare private dragging: boolean;

  private lastScreen: unknown = "empty";
  private lastView: View = "overview";
  /** True while something of the page itself is dragged. */
  private dragsOwn = false;

  constructor() {
    super();
    this.dragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("dragstart", this.onDragOwn);
    addEventListener("dragend", this.onDragOwn);
    addEventListener("dragover", this.onDragOver);
    addEventListener("dragleave", this.onDragLeave);
    addEventListener("drop", this.onDrop);
    addEventListener("keydown", this.onKey);
    addEventListener("beforeunload", this.onLeave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("dragstart", this.onDragOwn);
    removeEventListener("dragend", this.onDragOwn);
    removeEventListener("dragover", this.onDragOver);
    removeEventListener("dragleave", this.onDragLeave);
    removeEventListener("drop", this.onDrop);
    removeEventListener("keydown", this.onKey);
    removeEventListener("beforeunload", this.onLeave);
  }

  /** The browser asks before decisions are lost. */
  private readonly onLeave = (event: Event): void => {
    if (unsaved()) event.preventDefault();
  };

  protected override updated(_changed: PropertyValues): void {
    const { state, words } = this;
    // Writing either makes the browser work out the style of everything again.
    const root = document.documentElement;
    if (root.lang !== state.lang) root.lang = state.lang;
    if (root.dataset["theme"] !== state.theme) root.dataset["theme"] = state.theme;
    document.title = state.fileName
      ? words.t("page.title_of", { name: state.fileName })
      : words.t("page.title");
    void this.settle();
  }

  /** Says which state the page is in, and moves the focus, once its screen has been rendered. */
  private async settle(): Promise<void> {
    // Children that have just been made render in later tasks.
    do await nextTask();
    while (!rendered());
    const { state } = this;
    document.body.dataset["state"] = statusOf(state);
    // One fault after another is a new screen too.
    const screen = state.problem ?? state.phase;
    const { lastScreen, lastView } = this;
    this.lastScreen = screen;
    this.lastView = state.view;
    if (screen !== lastScreen) this.focusScreen("#error-title, #reading-title, #dashboard-title");
    // What led to another view is gone with the one before.
    else if (state.view !== lastView) this.focusScreen(`#view-${state.view}`);
  }

  /** A new screen takes the focus to its heading, unless the user has put it somewhere himself. */
  private focusScreen(heading: string): void {
    const active = document.activeElement;
    if (active && active !== document.body && active.isConnected) return;
    // Taking the focus needs a finished layout; after a frame there is one.
    requestAnimationFrame(() =>
      setTimeout(() => this.querySelector<HTMLElement>(heading)?.focus({ preventScroll: true })),
    );
  }

  protected override render(): TemplateResult {
    const { state, words } = this;
    const { notice } = state;
    return html`
      <a class="skip" href="#main" @click=${this.skip}>${words.t("page.skip")}</a>
      ${state.phase === "ready" && !state.printing
        ? html`<p class="print-hint">${words.t("page.print_hint")}</p>`
        : nothing}
      ${this.header()}
      <main id="main" tabindex="-1">
        ${this.screen()}
        <input
          id="file"
          type="file"
          accept=${ACCEPT}
          multiple
          class="visually-hidden"
          tabindex="-1"
          aria-label=${words.t("page.choose_file")}
          @change=${this.onFile}
        />
      </main>
      ${this.footer()}
      <vocal-tour></vocal-tour>
      <p class=${notice?.seen ? "toast" : "visually-hidden"} role="status" aria-live="polite">
        ${notice ? words.t(notice.key, notice.params) : nothing}
        ${notice?.copy
          ? html`<button type="button" id="copy-instead" @click=${notice.copy}>${words.t("page.copy_instead")}</button>`
          : nothing}
      </p>
      ${this.dragging
        ? html`<div class="drop-overlay" aria-hidden="true">${words.t("page.drop_here")}</div>`
        : nothing}
    `;
  }

  private header(): TemplateResult {
    const { state, words } = this;
    return html`<header class="top">
      <p class="brand">Vocal</p>
      ${state.phase === "ready"
        ? html`<p class="file-name" translate="no">${state.fileName}</p>
            <button type="button" id="new-file" @click=${closeFile}>
              ${words.t("page.new_file")}
            </button>
            <button
              type="button"
              id="tour-start"
              @click=${() => store.dispatch({ type: "tour-moved", tour: 0 })}
            >
              ${words.t("page.tour")}
            </button>
            <button type="button" id="print" @click=${this.print}>${words.t("page.print")}</button>`
        : nothing}
      <div class="switches">
        <div class="segmented" role="group" aria-label=${words.t("page.language")}>
          ${LANGUAGES.map(
            ({ lang, name }) =>
              html`<button
                type="button"
                id="lang-${lang}"
                lang=${lang}
                aria-pressed=${state.lang === lang}
                @click=${() => chooseLanguage(lang)}
              >
                ${name}
              </button>`,
          )}
        </div>
        <label class="theme">
          <span class="visually-hidden">${words.t("page.theme")}</span>
          <select
            id="theme"
            @change=${(event: Event) =>
              chooseTheme(textOf(event) as ThemeChoice)}
          >
            ${THEMES.map(
              (theme) =>
                html`<option value=${theme} .selected=${theme === state.themeChoice}>
                  ${words.t(`page.theme.${theme}`)}
                </option>`,
            )}
          </select>
        </label>
      </div>
    </header>`;
  }

  private screen(): TemplateResult {
    switch (this.state.phase) {
      case "empty":
        return html`<vocal-start></vocal-start>`;
      case "reading":
        return this.reading();
      case "ready":
        return html`${this.refused()}<vocal-dashboard></vocal-dashboard>`;
      case "error":
        return html`${this.problem()}<vocal-start></vocal-start>`;
    }
  }

  private reading(): TemplateResult {
    const { state, words } = this;
    const { progress } = state;
    const share = progress && progress.total > 0 ? progress.done / progress.total : 0;
    return html`<section class="card reading" aria-labelledby="reading-title">
      <h1 id="reading-title" tabindex="-1">
        ${words.t("page.reading_title", { name: state.fileName })}
      </h1>
      <progress max="1" .value=${share} aria-labelledby="reading-title"></progress>
      <p class="muted">${this.progressText()}</p>
      <p class="buttons">
        <button type="button" id="cancel" @click=${cancelReading}>${words.t("page.cancel")}</button>
      </p>
    </section>`;
  }

  private progressText(): string {
    const { words, state } = this;
    const { progress } = state;
    if (progress?.stage === "coding") {
      return words.t("page.progress_coding", {
        done: words.number(progress.done),
        total: words.number(progress.total),
      });
    }
    return words.t("page.progress_reading", {
      done: words.bytes(progress?.done ?? 0),
      total: words.bytes(progress?.total ?? state.fileSize),
    });
  }

  private problem(): TemplateResult {
    const { state, words } = this;
    const problem = state.problem ?? { code: "internal", params: {} };
    const { text, next } = problemText(state, words, problem);
    return html`<section class="card problem" role="alert" data-code=${problem.code}>
      <h1 id="error-title" tabindex="-1">
        ${state.fileName
          ? words.t("page.error_title_of", { name: state.fileName })
          : words.t("page.error_title")}
      </h1>
      <p>${text}</p>
      <p>${next}</p>
      ${settingsUnsaved()
        ? html`<p>${words.t("page.error_unsaved")}</p>
            <p class="buttons">
              <button type="button" id="settings-rescue" @click=${keepSettings}>${words.t("page.settings_save")}</button>
            </p>`
        : nothing}
    </section>`;
  }

  /** Files that were left out of what is shown, and changes of how one is read. */
  private refused(): TemplateResult | typeof nothing {
    const { state, words } = this;
    if (state.refused.length === 0) return nothing;
    return html`<section class="card problem" role="alert" id="refused">
      ${state.refused.map(({ name, problem, change }) => {
        const { text, next } = problemText(state, words, problem);
        return html`<h2 data-code=${problem.code}>${words.t(change ? "page.refused_change" : "page.refused", { name })}</h2>
          <p>${text}</p>
          <p>${next}</p>`;
      })}
      <p class="buttons">
        <button
          type="button"
          id="refused-close"
          @click=${() => {
            store.dispatch({ type: "files-refused", refused: [] });
            this.querySelector<HTMLElement>("#dashboard-title")?.focus();
          }}
        >
          ${words.t("page.close")}
        </button>
      </p>
    </section>`;
  }

  private footer(): TemplateResult {
    const { words } = this;
    return html`<footer class="bottom">
      <p>${words.t("page.privacy_short")}</p>
      <p class="muted">${words.t("page.trademark")}</p>
      <p class="muted">${words.t("page.version", { version: VERSION })}</p>
    </footer>`;
  }

  /**
   * Printing the outer document would cut the frame off at the height of the window. On paper in the
   * light theme, because charts have the colours of their theme drawn in, and with all comments
   * instead of those in sight.
   */
  private readonly print = async (): Promise<void> => {
    const { themeChoice, theme } = this.state;
    let begun = false;
    const begin = (): void => {
      begun = true;
    };
    const back = (): void => {
      begun = true;
      store.dispatch({ type: "printing-changed", printing: false });
      if (theme === "dark") chooseTheme(themeChoice);
    };
    addEventListener("beforeprint", begin, { once: true });
    addEventListener("afterprint", back, { once: true });
    store.dispatch({ type: "printing-changed", printing: true });
    if (theme === "dark") chooseTheme("light");
    for (let waited = 0; waited < MOST_BEFORE_PRINT; waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (globalThis.vocal.idle()) break;
    }
    globalThis.print();
    // The frame of somebody else's page can forbid it, without a word.
    setTimeout(() => {
      if (begun) return;
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", back);
      back();
      notify("page.notice_not_printed");
    }, MOST_TO_BEGIN_PRINT);
  };

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main")?.focus();
  };

  private readonly onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // Choosing the same file again must count as a change.
    input.value = "";
    this.take(files);
  };

  /**
   * Settings and a codebook go to the survey that comes with them, or to the open one; anything else is one survey, in one file or several.
   */
  private take(files: readonly File[]): void {
    const kept = files.filter(({ name }) => KEPT.test(name));
    const survey = files.filter((file) => !kept.includes(file));
    const [first] = kept;
    const { phase } = store.state;
    if (!first || survey.length > 0) void openFiles(survey, kept);
    else if (phase === "empty" || phase === "error") refuse(first.name, { code: "survey_first", params: {} });
    else void this.takeKept(first, kept);
  }

  /** A codebook alone is shown before it is applied; what comes together is applied together. */
  private async takeKept(first: File, kept: readonly File[]): Promise<void> {
    await surveyRead();
    if (store.state.phase !== "ready") return;
    if (kept.length > 1 || !isCodebook(first)) {
      chooseView("data");
      return loadKept(kept);
    }
    chooseView("codebook");
    await this.settle();
    await this.querySelector<VocalCodebook>("vocal-codebook")?.load(first);
  }

  /** What is dragged from the page itself is no survey, wherever it is dropped. */
  private readonly onDragOwn = (event: Event): void => {
    this.dragsOwn = event.type === "dragstart";
  };

  private readonly onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.dataTransfer.dropEffect = "copy";
    this.dragging = true;
  };

  private readonly onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.dragging = false;
  };

  private readonly onDrop = (event: DragEvent): void => {
    const target = event.target;
    const field = target instanceof Element && target.closest("textarea, input");
    const files = [...(event.dataTransfer?.files ?? [])];
    const own = this.dragsOwn;
    this.dragging = false;
    this.dragsOwn = false;
    if (field && files.length === 0) return;
    event.preventDefault();
    if (files.length > 0) {
      this.take(files);
      return;
    }
    const text = event.dataTransfer?.getData("text/plain");
    if (text && !own) void openText(text, this.words.t("page.pasted_name"));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.state.phase !== "ready") return;
    const key = event.key.toLowerCase();
    if (key === "p" && !event.shiftKey) {
      event.preventDefault();
      void this.print();
      return;
    }
    const target = event.target;
    if (target instanceof Element && target.closest("input, textarea, select")) return;
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    // A key that is held down goes no faster than the figures.
    if (event.repeat && this.state.busy) return;
    if (key === "z" && !event.shiftKey) undo();
    else redo();
  };
}

customElements.define("vocal-app", VocalApp);
