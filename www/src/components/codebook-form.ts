import { html, nothing, type TemplateResult } from "lit";
import {
  changed,
  childrenOf,
  idOfNew,
  merged,
  mergeTargets,
  parentsFor,
  patternsOf,
  shifted,
  split,
} from "../codebook.js";
import type { Words } from "../messages.js";
import type { Category, Lang } from "../types.js";
import { choiceToDo, type Option, textOf } from "./choices.js";
import type { CodebookEditor } from "./codebook-tree.js";

/** Languages of comments, for which categories have words. */
const LANGUAGES = ["pl", "en"] as const;

/** Changes the category, as typed into a field. */
type Change = (change: Partial<Category>, field: string) => void;

/** Everything that can be done with one category. */
export function categoryForm(editor: CodebookEditor, words: Words, category: Category): TemplateResult {
  const { id } = category;
  // The codebook of the moment: something may have been added since this form was rendered.
  const set: Change = (change, field) => editor.edit(changed(editor.categories, id, change), `${id} ${field}`);
  return html`<section class="card" aria-labelledby="codebook-form">
    <h3 id="codebook-form">${words.category(category)}</h3>
    <div class="fields">
      ${names(editor, words, category, set)} ${parentField(editor, words, category)}
    </div>
    <p class="muted">${words.t("hint.patterns")}</p>
    <div class="fields">
      ${LANGUAGES.map((lang) => wordsField(editor, words, category, lang, "patterns", set))}
      ${LANGUAGES.map((lang) => wordsField(editor, words, category, lang, "exclude", set))}
    </div>
    ${buttons(editor, words, category)}
    <p class="buttons">
      ${choiceToDo(
        "category-merge",
        words.t("page.category_merge"),
        mergeTargets(editor.categories, id).map((one): Option<string> => [one.id, words.category(one)]),
        words.t("page.merge"),
        words.t("page.category_merge"),
        false,
        (into) => {
          editor.edit(merged(editor.categories, id, into));
          editor.chosen = into;
        },
      )}
    </p>
    ${editor.splitting ? splitter(editor, words, category) : nothing}
  </section>`;
}

/** A field for the name in each language of comments, and in that of the page. */
function names(editor: CodebookEditor, words: Words, category: Category, set: Change): TemplateResult[] {
  const rename = (lang: Lang, name: string) => set({ label: { ...category.label, [lang]: name } }, lang);
  const nameIn = (lang: Lang) => (words.has(`page.label_in.${lang}`) ? `page.label_in.${lang}` : "page.label_in_own");
  return [...new Set([...LANGUAGES, words.lang])].map(
    (lang) =>
      html`<p class="field wide">
        <label for="label-${lang}">${words.t(nameIn(lang))}</label>
        <input
          id="label-${lang}"
          spellcheck="false"
          autocomplete="off"
          .value=${category.label[lang] ?? ""}
          @input=${(event: Event) => rename(lang, textOf(event))}
          @change=${(event: Event) => {
            const name = textOf(event).trim() || category.id;
            if (name !== textOf(event)) rename(lang, name);
            editor.typing = "";
          }}
        />
      </p>`,
  );
}

function parentField(editor: CodebookEditor, words: Words, category: Category): TemplateResult {
  const parents = parentsFor(editor.categories, category.id);
  return html`<p class="field">
    <label for="category-parent">${words.t("page.category_parent")}</label>
    <select
      id="category-parent"
      ?disabled=${parents.length === 0}
      @change=${(event: Event) => editor.move(category, textOf(event) || null)}
    >
      <option value="" .selected=${category.parent === null}>${words.t("page.category_main")}</option>
      ${parents.map(
        (one) =>
          html`<option value=${one.id} .selected=${one.id === category.parent}>${words.category(one)}</option>`,
      )}
    </select>
  </p>`;
}

function wordsField(
  editor: CodebookEditor,
  words: Words,
  category: Category,
  lang: string,
  field: "patterns" | "exclude",
  set: Change,
): TemplateResult {
  const lists = category[field] ?? {};
  const id = `${field}-${lang}`;
  // Lines that are being typed stay as they are until the field is left.
  const own = `${category.id} ${id}` === editor.typing ? editor.querySelector<HTMLTextAreaElement>(`#${id}`) : null;
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
      @input=${(event: Event) => set({ [field]: { ...lists, [lang]: patternsOf(textOf(event)) } }, id)}
      @change=${() => {
        editor.typing = "";
        editor.requestUpdate();
      }}
    ></textarea>
  </p>`;
}

function buttons(editor: CodebookEditor, words: Words, category: Category): TemplateResult {
  return html`<p class="buttons">
    ${category.parent === null
      ? html`<button type="button" id="category-sub" @click=${() => editor.add(category.id)}>
          ${words.t("page.category_new_sub")}
        </button>`
      : nothing}
    ${shifter(editor, words, category, -1)} ${shifter(editor, words, category, 1)}
    <button
      type="button"
      id="category-split"
      aria-expanded=${editor.splitting}
      @click=${() => {
        editor.splitting = !editor.splitting;
      }}
    >
      ${words.t("page.category_split")}
    </button>
    <button type="button" id="category-remove" @click=${() => editor.takeOut(category)}>
      ${words.t("page.category_delete")}
    </button>
  </p>`;
}

/** Moves a category among its neighbours without dragging and without a keyboard. */
function shifter(editor: CodebookEditor, words: Words, category: Category, by: 1 | -1): TemplateResult {
  const level = childrenOf(editor.categories, category.parent);
  return html`<button
    type="button"
    id="category-${by < 0 ? "up" : "down"}"
    ?disabled=${level[level.indexOf(category) + by] === undefined}
    @click=${() => editor.edit(shifted(editor.categories, category.id, by))}
  >
    ${words.t(by < 0 ? "page.category_up" : "page.category_down")}
  </button>`;
}

/** Asks which words become a category of their own, and how that is called. */
function splitter(editor: CodebookEditor, words: Words, category: Category): TemplateResult {
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
      <button type="button" id="split-do" @click=${() => doSplit(editor, words, category)}>
        ${words.t("page.category_split")}
      </button>
    </p>
  </div>`;
}

function doSplit(editor: CodebookEditor, words: Words, category: Category): void {
  const boxes = [...editor.querySelectorAll<HTMLInputElement>(".split-words input")];
  const taken = boxes.filter((box) => box.checked).map((box) => box.value);
  const field = editor.querySelector<HTMLInputElement>("#split-name");
  const name = field?.value.trim() || words.t("page.category_new_name");
  if (taken.length === 0) {
    boxes[0]?.focus();
    return;
  }
  const before = editor.categories;
  const next = split(before, category.id, taken, name, words.lang);
  editor.edit(next);
  editor.splitting = false;
  editor.chosen = idOfNew(before, next) ?? editor.chosen;
  editor.focusChosen();
}
