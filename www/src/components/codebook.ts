import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { applySettings, engine, handOut, notify, readText, reportFault } from "../actions.js";
import {
  added,
  changed,
  childrenOf,
  inOrder,
  merged,
  mergeTargets,
  misfitOf,
  moved,
  parentsFor,
  parseCodebook,
  patternsOf,
  removed,
  shifted,
  split,
} from "../codebook.js";
import { EngineError } from "../engine.js";
import { stemOf } from "../handing-out.js";
import { shortened } from "../names.js";
import { type CodebookDraft, store } from "../store.js";
import type { Category, Codebook, CodebookTrial, Lang, Params } from "../types.js";
import { choiceToDo, fileButton, lacking, type Option } from "./choices.js";
import { trialPreview } from "./codebook-preview.js";
import { StoreElement } from "./element.js";

/** Comments that a draft is tried on. */
const TRIED = 2000;
/** Pause after the last change before the draft is tried, in milliseconds. */
const TRIAL_PAUSE = 250;
/** Characters of what a file holds in a wrong place that are named. */
const FOUND = 40;
/** Languages of comments, for which categories have words. */
const LANGUAGES = ["pl", "en"] as const;

/** The codebook as a tree to edit, with counts before and after and a preview of what changes. */
export class VocalCodebook extends StoreElement {
  static override properties = {
    chosen: { state: true },
    trial: { state: true },
    fault: { state: true },
    splitting: { state: true },
    dragged: { state: true },
  };
  declare private chosen: string;
  declare private trial: CodebookTrial | null;
  /** Why the draft cannot be used; empty when it can. */
  declare private fault: string;
  declare private splitting: boolean;
  declare private dragged: string;

  private timer = 0;
  private tried = 0;
  /** The field that the last change was typed into: what is typed there next is the same change. */
  private typing = "";

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

  private get categories(): readonly Category[] {
    const { draft, codebook } = this.state;
    return draft?.categories ?? codebook?.categories ?? [];
  }

  private edit(categories: readonly Category[], field = "", inFile = false): void {
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
    const name = of && words.quoted(this.label(of));
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
        ${this.tree(chosen)}
        <div class="codebook-side">
          ${chosen ? this.form(chosen) : nothing} ${trialPreview(words, this.trial, known)}
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

  private label(category: Category): string {
    return this.words.category(category);
  }

  private tree(chosen: Category | undefined): TemplateResult {
    const { words, categories } = this;
    return html`<section class="card" aria-labelledby="codebook-tree">
      <h3 id="codebook-tree">${words.t("page.categories")}</h3>
      <p class="buttons">
        <button type="button" id="category-new" @click=${() => this.add(null)}>
          ${words.t("page.category_new")}
        </button>
      </p>
      <ul
        class="tree"
        role="tree"
        aria-labelledby="codebook-tree"
        @keydown=${(event: KeyboardEvent) => this.onKey(event, chosen)}
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => this.onDrop(event)}
      >
        ${repeat(
          inOrder(categories),
          (one) => one.id,
          (one) => this.item(one, chosen),
        )}
      </ul>
      <p class="muted">${words.t("hint.codebook_keys")}</p>
    </section>`;
  }

  /** The tree is a flat list with levels, so that the name of an item is its own text only. */
  private item(category: Category, chosen: Category | undefined): TemplateResult {
    const level = childrenOf(this.categories, category.parent);
    return html`<li
      role="treeitem"
      class=${category.parent === null ? "" : "sub"}
      aria-level=${category.parent === null ? 1 : 2}
      aria-posinset=${level.indexOf(category) + 1}
      aria-setsize=${level.length}
      aria-selected=${category === chosen}
      tabindex=${category === chosen ? 0 : -1}
      data-id=${category.id}
      draggable="true"
      @dragstart=${(event: DragEvent) => this.onDrag(event, category)}
      @click=${() => this.onChoose(category)}
    >
      <span>${this.label(category)}</span>
      ${this.counts(category)}
    </li>`;
  }

  private counts({ id }: Category): TemplateResult | typeof nothing {
    const { words } = this;
    const count = this.trial?.categories.find((one) => one.id === id);
    if (!count) return nothing;
    const { before, after } = count;
    if (before === after) return html`<span class="muted">${this.number(after)}</span>`;
    return html`<strong>
      ${words.t("page.before_after", { before: this.number(before), after: this.number(after) })}
    </strong>`;
  }

  /** A count; one below the threshold is not told. */
  private number(count: number | null): string {
    const { words } = this;
    if (count !== null) return words.number(count);
    return `<${words.number(this.state.settings.min_group ?? 5)}`;
  }

  private onChoose(category: Category): void {
    this.chosen = category.id;
    this.splitting = false;
  }

  private focusChosen(): void {
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus(),
    );
  }

  private onKey(event: KeyboardEvent, chosen: Category | undefined): void {
    if (!chosen || event.ctrlKey || event.metaKey) return;
    const { categories } = this;
    const shown = inOrder(categories);
    const at = shown.indexOf(chosen);
    const go = (to: number): void => {
      const next = shown[Math.max(0, Math.min(to, shown.length - 1))];
      if (next) this.chosen = next.id;
    };
    const mains = childrenOf(categories, null);
    const above = mains[mains.indexOf(chosen) - 1];
    const plain: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(shown.length - 1),
      ArrowLeft: () => {
        if (chosen.parent) this.chosen = chosen.parent;
      },
      ArrowRight: () => {
        const child = childrenOf(categories, chosen.id)[0];
        if (child) this.chosen = child.id;
      },
      Delete: () => this.takeOut(chosen),
      Enter: () => this.querySelector<HTMLElement>("#label-pl")?.focus(),
    };
    const withAlt: Record<string, () => void> = {
      ArrowUp: () => this.edit(shifted(categories, chosen.id, -1)),
      ArrowDown: () => this.edit(shifted(categories, chosen.id, 1)),
      ArrowLeft: () => this.move(chosen, null),
      ArrowRight: () => {
        if (chosen.parent === null && above) this.move(chosen, above.id);
      },
    };
    const act = (event.altKey ? withAlt : plain)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (event.key !== "Enter") this.focusChosen();
  }

  private onDrag(event: DragEvent, { id }: Category): void {
    event.stopPropagation();
    this.dragged = id;
    event.dataTransfer?.setData("application/x-vocal-category", id);
  }

  private onDrop(event: DragEvent): void {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
    const category = this.categories.find((one) => one.id === this.dragged);
    this.dragged = "";
    const item =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-id]") : null;
    const target = this.categories.find((one) => one.id === item?.dataset["id"]);
    if (!category || target === category) return;
    this.move(category, target ? (target.parent ?? target.id) : null);
  }

  private move(category: Category, parent: string | null): void {
    this.chosen = category.id;
    if (category.parent === parent) return;
    this.edit(moved(this.categories, category.id, parent));
  }

  private add(parent: string | null): void {
    const before = new Set(this.categories.map((one) => one.id));
    const { words } = this;
    const next = added(this.categories, words.t("page.category_new_name"), words.lang, parent);
    this.edit(next);
    this.chosen = next.find((one) => !before.has(one.id))?.id ?? this.chosen;
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLInputElement>(`#label-${words.lang}`);
      field?.focus();
      field?.select();
    });
  }

  private takeOut(category: Category): void {
    const shown = inOrder(this.categories);
    const at = shown.indexOf(category);
    this.edit(removed(this.categories, category.id));
    const rest = inOrder(this.categories);
    this.chosen = rest[Math.min(at, rest.length - 1)]?.id ?? "";
  }

  private form(category: Category): TemplateResult {
    const { words, categories } = this;
    const { id } = category;
    // The codebook of the moment: something may have been added since this form was rendered.
    const set = (change: Partial<Category>, field: string) =>
      this.edit(changed(this.categories, id, change), `${id} ${field}`);
    const rename = (lang: Lang, name: string) =>
      set({ label: { ...category.label, [lang]: name } }, lang);
    const parents = parentsFor(categories, id);
    const named = new Set([...LANGUAGES, words.lang]);
    const nameIn = (lang: Lang) =>
      words.has(`page.label_in.${lang}`) ? `page.label_in.${lang}` : "page.label_in_own";
    return html`<section class="card" aria-labelledby="codebook-form">
      <h3 id="codebook-form">${this.label(category)}</h3>
      <div class="fields">
        ${[...named].map(
          (lang) =>
            html`<p class="field wide">
              <label for="label-${lang}">${words.t(nameIn(lang))}</label>
              <input
                id="label-${lang}"
                spellcheck="false"
                autocomplete="off"
                .value=${category.label[lang] ?? ""}
                @input=${(event: Event) => rename(lang, valueOf(event))}
                @change=${(event: Event) => {
                  const name = valueOf(event).trim() || id;
                  if (name !== valueOf(event)) rename(lang, name);
                  this.typing = "";
                }}
              />
            </p>`,
        )}
        <p class="field">
          <label for="category-parent">${words.t("page.category_parent")}</label>
          <select
            id="category-parent"
            ?disabled=${parents.length === 0}
            @change=${(event: Event) => this.move(category, valueOf(event) || null)}
          >
            <option value="" .selected=${category.parent === null}>
              ${words.t("page.category_main")}
            </option>
            ${parents.map(
              (one) =>
                html`<option value=${one.id} .selected=${one.id === category.parent}>
                  ${this.label(one)}
                </option>`,
            )}
          </select>
        </p>
      </div>
      <p class="muted">${words.t("hint.patterns")}</p>
      <div class="fields">
        ${LANGUAGES.map((lang) => this.wordsField(category, lang, "patterns", set))}
        ${LANGUAGES.map((lang) => this.wordsField(category, lang, "exclude", set))}
      </div>
      <p class="buttons">
        ${category.parent === null
          ? html`<button type="button" id="category-sub" @click=${() => this.add(id)}>
              ${words.t("page.category_new_sub")}
            </button>`
          : nothing}
        ${this.shifter(category, -1)} ${this.shifter(category, 1)}
        <button
          type="button"
          id="category-split"
          aria-expanded=${this.splitting}
          @click=${() => {
            this.splitting = !this.splitting;
          }}
        >
          ${words.t("page.category_split")}
        </button>
        <button type="button" id="category-remove" @click=${() => this.takeOut(category)}>
          ${words.t("page.category_delete")}
        </button>
      </p>
      <p class="buttons">
        ${choiceToDo(
          "category-merge",
          words.t("page.category_merge"),
          mergeTargets(categories, id).map((one): Option<string> => [one.id, this.label(one)]),
          words.t("page.merge"),
          words.t("page.category_merge"),
          false,
          (into) => {
            this.edit(merged(this.categories, id, into));
            this.chosen = into;
          },
        )}
      </p>
      ${this.splitting ? this.splitter(category) : nothing}
    </section>`;
  }

  /** Moves a category among its neighbours without dragging and without a keyboard. */
  private shifter(category: Category, by: 1 | -1): TemplateResult {
    const level = childrenOf(this.categories, category.parent);
    return html`<button
      type="button"
      id="category-${by < 0 ? "up" : "down"}"
      ?disabled=${level[level.indexOf(category) + by] === undefined}
      @click=${() => this.edit(shifted(this.categories, category.id, by))}
    >
      ${this.words.t(by < 0 ? "page.category_up" : "page.category_down")}
    </button>`;
  }

  private wordsField(
    category: Category,
    lang: string,
    field: "patterns" | "exclude",
    set: (change: Partial<Category>, field: string) => void,
  ): TemplateResult {
    const { words } = this;
    const lists = category[field] ?? {};
    const id = `${field}-${lang}`;
    // Lines that are being typed stay as they are until the field is left.
    const own = `${category.id} ${id}` === this.typing ? this.querySelector<HTMLTextAreaElement>(`#${id}`) : null;
    const text = own?.value ?? (lists[lang] ?? []).join("\n");
    return html`<p class="field wide">
      <label for=${id}>${words.t(`page.${field}_in.${lang}`)}</label>
      <textarea
        id=${id}
        rows=${field === "patterns" ? 6 : 3}
        spellcheck="false"
        autocomplete="off"
        translate="no"
        .value=${text}
        @input=${(event: Event) =>
          set({ [field]: { ...lists, [lang]: patternsOf(valueOf(event)) } }, id)}
        @change=${() => {
          this.typing = "";
          this.requestUpdate();
        }}
      ></textarea>
    </p>`;
  }

  private splitter(category: Category): TemplateResult {
    const { words } = this;
    const all = [...new Set(Object.values(category.patterns).flat())];
    return html`<div class="splitter">
      <p class="muted">${words.t("hint.split")}</p>
      <p class="field wide">
        <label for="split-name">${words.t("page.split_name")}</label>
        <input id="split-name" spellcheck="false" autocomplete="off" />
      </p>
      <fieldset>
        <legend>${words.t("page.split_words")}</legend>
        <div class="split-words" translate="no">
          ${all.map(
            (word, at) =>
              html`<label for="split-word-${at}">
                <input type="checkbox" id="split-word-${at}" value=${word} /> ${word}
              </label>`,
          )}
        </div>
      </fieldset>
      <p class="buttons">
        <button type="button" id="split-do" @click=${() => this.doSplit(category)}>
          ${words.t("page.category_split")}
        </button>
      </p>
    </div>`;
  }

  private doSplit(category: Category): void {
    const boxes = [...this.querySelectorAll<HTMLInputElement>(".split-words input")];
    const taken = boxes.filter((box) => box.checked).map((box) => box.value);
    const field = this.querySelector<HTMLInputElement>("#split-name");
    const name = field?.value.trim() || this.words.t("page.category_new_name");
    if (taken.length === 0) {
      boxes[0]?.focus();
      return;
    }
    const before = new Set(this.categories.map((one) => one.id));
    const next = split(this.categories, category.id, taken, name, this.words.lang);
    this.edit(next);
    this.splitting = false;
    this.chosen = next.find((one) => !before.has(one.id))?.id ?? this.chosen;
    this.focusChosen();
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("vocal-codebook", VocalCodebook);
