import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { applySettings, engine, handOut, notify, readText, reportFault } from "../actions.js";
import { added, idOfNew, inOrder, misfitOf, moved, parseCodebook, removed } from "../codebook.js";
import { EngineError } from "../engine.js";
import { stemOf } from "../handing-out.js";
import { shortened } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import { type CodebookDraft, store } from "../store.js";
import type { Category, Codebook, CodebookTrial, Params } from "../types.js";
import { fileButton, lacking } from "./choices.js";
import { categoryForm } from "./codebook-form.js";
import { trialPreview } from "./codebook-preview.js";
import { type CodebookEditor, categoryTree } from "./codebook-tree.js";
import { StoreElement } from "./element.js";

/** Comments that a draft is tried on. */
const TRIED = 2000;
/** Pause after the last change before the draft is tried, in milliseconds. */
const TRIAL_PAUSE = 250;
/** Characters of what a file holds in a wrong place that are named. */
const FOUND = 40;
/** The codebook as a tree to edit, with counts before and after and a preview of what changes. */
export class VocalCodebook extends StoreElement implements CodebookEditor {
  static override properties = {
    chosen: { state: true },
    trial: { state: true },
    fault: { state: true },
    splitting: { state: true },
    dragged: { state: true },
  };
  declare chosen: string;
  declare trial: CodebookTrial | null;
  /** Why the draft cannot be used; empty when it can. */
  declare private fault: string;
  declare splitting: boolean;
  declare dragged: string;

  private timer = 0;
  private tried = 0;
  typing = "";

  constructor() {
    super();
    this.chosen = "";
    this.trial = null;
    this.fault = "";
    this.splitting = false;
    this.dragged = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  get categories(): readonly Category[] {
    const { draft, codebook } = this.state;
    return draft?.categories ?? codebook?.categories ?? [];
  }

  get minGroup(): number {
    return minGroupOf(this.state.settings);
  }

  edit(categories: readonly Category[], field = "", inFile = false): void {
    const past = this.state.draft?.past ?? [];
    const goesOn = field !== "" && field === this.typing && past.length > 0;
    this.draw({ categories, past: goesOn ? past : [...past, this.categories], inFile });
    this.typing = field;
    this.fault = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tryDraft(), TRIAL_PAUSE);
  }

  /** The draft is no part of this element, which goes away with its tab. */
  private draw(draft: CodebookDraft | null): void {
    store.dispatch({ type: "codebook-drafted", draft });
  }

  private readonly stepBack = (): void => {
    const past = this.state.draft?.past ?? [];
    const categories = past.at(-1);
    if (!categories) return;
    if (past.length === 1) return this.drop();
    this.typing = "";
    this.fault = "";
    this.draw({ categories, past: past.slice(0, -1), inFile: false });
    void this.tryDraft();
  };

  private readonly drop = (): void => {
    this.draw(null);
    this.trial = null;
    this.fault = "";
    this.typing = "";
    void this.tryDraft();
  };

  protected override updated(_changed: PropertyValues): void {
    if (!this.trial && this.tried === 0 && this.state.codebook && !this.state.busy) {
      void this.tryDraft();
    }
  }

  private async tryDraft(): Promise<void> {
    const mine = ++this.tried;
    const codebook: Codebook = { version: 1, categories: [...this.categories] };
    try {
      const trial = await engine.ask("trial", { codebook, limit: TRIED });
      if (mine === this.tried) this.trial = trial;
    } catch (error) {
      if (mine !== this.tried) return;
      if (error instanceof EngineError && error.problem.code === "bad_codebook") {
        this.fault = this.faultOf(error.problem.params);
        // What would change is not known: the trial before was of another draft.
        this.trial = null;
      } else {
        reportFault(error);
      }
    }
  }

  private faultOf({ kind, category, pattern }: Params): string {
    const { words } = this;
    const of = this.categories.find((one) => one.id === category);
    const key = `error.codebook.${String(kind)}`;
    const reason = words.t(words.has(key) ? key : "error.codebook.form", {
      pattern: words.quoted(String(pattern)),
    });
    const name = of && words.quoted(words.category(of));
    return words.t("error.codebook", { reason: name ? words.t("page.warning_at", { where: name, text: reason }) : reason });
  }

  private readonly apply = (): void => {
    void this.use({ version: 1, categories: [...this.categories] });
  };

  private async use(codebook: Codebook | null): Promise<void> {
    const before = this.state.draft;
    // What is typed on in the same field is another change.
    this.typing = "";
    await applySettings({ ...this.state.settings, codebook });
    const { settings, draft } = this.state;
    // What was refused can still be corrected.
    if ((settings.codebook ?? null) !== codebook) return;
    if (!draft || draft.categories === before?.categories) return this.drop();
    // What was changed meanwhile is a draft of the codebook that is in force now.
    const from = before ? draft.past.indexOf(before.categories) : 0;
    this.draw({ ...draft, past: draft.past.slice(Math.max(from, 0)) });
  }

  private readonly useBuiltIn = (): void => {
    void this.use(null);
    // The button goes away once there is nothing but the built-in codebook.
    this.querySelector<HTMLElement>("#codebook-file-button")?.focus();
  };

  protected override render(): TemplateResult {
    const { words, state, categories } = this;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.codebook")}</h2>`;
    if ((state.baseline?.text.n ?? 0) === 0) {
      return html`${title}${lacking(words, "page.comments_no_column")}`;
    }
    if (!state.codebook) return html`${title}<div class="card" aria-busy="true"></div>`;
    const chosen = categories.find((one) => one.id === this.chosen) ?? inOrder(categories)[0];
    const known = [...categories, ...state.codebook.categories];
    return html`
      ${title}
      ${state.draft ? nothing : html`<vocal-suggestions></vocal-suggestions>`} ${this.toolbar()}
      <div class="codebook">
        ${categoryTree(this, words, chosen)}
        <div class="codebook-side">
          ${chosen ? categoryForm(this, words, chosen) : nothing}
          ${this.fault ? nothing : trialPreview(words, this.trial, known)}
        </div>
      </div>
    `;
  }

  private toolbar(): TemplateResult {
    const { words } = this;
    const edited = this.state.draft !== null;
    return html`<div class="card">
      <p class="muted">${words.t("hint.codebook")}</p>
      ${this.fault ? html`<p class="problem" role="alert">${this.fault}</p>` : nothing}
      <p class="buttons">
        <button
          type="button"
          class="primary"
          id="codebook-apply"
          ?disabled=${!edited || this.fault !== "" || this.state.busy}
          @click=${this.apply}
        >
          ${words.t("page.codebook_apply", { count: this.state.baseline?.text.n ?? 0 })}
        </button>
        <button type="button" id="codebook-undo" ?disabled=${!edited} @click=${this.stepBack}>
          ${words.t("page.undo")}
        </button>
        <button type="button" id="codebook-drop" ?disabled=${!edited} @click=${this.drop}>
          ${words.t("page.codebook_drop")}
        </button>
        <button type="button" id="codebook-save" @click=${this.save}>
          ${words.t("page.codebook_save")}
        </button>
        ${fileButton("codebook-file", words.t("page.codebook_load"), ".json", this.load)}
        ${this.state.settings.codebook
          ? html`<button type="button" id="codebook-built-in" @click=${this.useBuiltIn}>
              ${words.t("page.codebook_built_in")}
            </button>`
          : nothing}
      </p>
    </div>`;
  }

  private readonly save = (): void => {
    const codebook: Codebook = { version: 1, categories: [...this.categories] };
    const text = `${JSON.stringify(codebook, null, 1)}\n`;
    const name = `${stemOf(this.state.fileName)}.codebook.json`;
    const { draft } = this.state;
    handOut(new Blob([text], { type: "application/json" }), name, () => {
      if (draft && draft === this.state.draft) this.draw({ ...draft, inFile: true });
    });
  };

  readonly load = async (file: File): Promise<void> => {
    const text = await readText(file);
    if (text === null) return;
    const codebook = parseCodebook(text);
    if (codebook) return this.edit(codebook.categories, "", true);
    const misfit = misfitOf(text);
    if (!misfit) return notify("error.codebook_file");
    const expected = this.words.t(`error.codebook_expected.${misfit.expected}`);
    notify("error.codebook_misfit", { ...misfit, found: shortened(misfit.found, FOUND), expected });
  };

  focusChosen(): void {
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus(),
    );
  }

  move(category: Category, parent: string | null): void {
    this.chosen = category.id;
    if (category.parent === parent) return;
    this.edit(moved(this.categories, category.id, parent));
  }

  add(parent: string | null): void {
    const { words, categories: before } = this;
    const next = added(before, words.t("page.category_new_name"), words.lang, parent);
    this.edit(next);
    this.chosen = idOfNew(before, next) ?? this.chosen;
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLInputElement>(`#label-${words.lang}`);
      field?.focus();
      field?.select();
    });
  }

  takeOut(category: Category): void {
    const shown = inOrder(this.categories);
    const at = shown.indexOf(category);
    this.edit(removed(this.categories, category.id));
    const rest = inOrder(this.categories);
    this.chosen = rest[Math.min(at, rest.length - 1)]?.id ?? "";
  }
}

customElements.define("vocal-codebook", VocalCodebook);
