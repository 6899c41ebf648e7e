import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { childrenOf, inOrder, shifted } from "../codebook.js";
import type { Words } from "../messages.js";
import type { Category, CodebookTrial } from "../types.js";

/** What tree and form need of the element that they are parts of. */
export interface CodebookEditor extends HTMLElement {
  /** The draft, else the codebook in force. */
  readonly categories: readonly Category[];
  /** What the draft changes; null before that is known. */
  readonly trial: CodebookTrial | null;
  /** Counts below it are not told. */
  readonly minGroup: number;
  /** Id of the category in the form. */
  chosen: string;
  /** True while the form asks which words become a category of their own. */
  splitting: boolean;
  /** Id of the category that is dragged; empty when none is. */
  dragged: string;
  /** The field that the last change was typed into: what is typed there next is the same change. */
  typing: string;
  /** Makes a change of the draft, typed into a field or, without one, done at once. */
  edit(categories: readonly Category[], field?: string): void;
  add(parent: string | null): void;
  move(category: Category, parent: string | null): void;
  takeOut(category: Category): void;
  focusChosen(): void;
  requestUpdate(): void;
}

/** The categories as a tree that is walked and changed by keys, mouse and dragging. */
export function categoryTree(editor: CodebookEditor, words: Words, chosen: Category | undefined): TemplateResult {
  return html`<section class="card" aria-labelledby="codebook-tree">
    <h3 id="codebook-tree">${words.t("page.categories")}</h3>
    <p class="buttons">
      <button type="button" id="category-new" @click=${() => editor.add(null)}>
        ${words.t("page.category_new")}
      </button>
    </p>
    <ul
      class="tree"
      role="tree"
      aria-labelledby="codebook-tree"
      @keydown=${(event: KeyboardEvent) => onKey(editor, event, chosen)}
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => onDrop(editor, event)}
    >
      ${repeat(
        inOrder(editor.categories),
        (one) => one.id,
        (one) => item(editor, words, one, chosen),
      )}
    </ul>
    <p class="muted">${words.t("hint.codebook_keys")}</p>
  </section>`;
}

/** The tree is a flat list with levels, so that the name of an item is its own text only. */
function item(editor: CodebookEditor, words: Words, category: Category, chosen: Category | undefined): TemplateResult {
  const level = childrenOf(editor.categories, category.parent);
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
    @dragstart=${(event: DragEvent) => onDrag(editor, event, category)}
    @click=${() => {
      editor.chosen = category.id;
      editor.splitting = false;
    }}
  >
    <span>${words.category(category)}</span>
    ${counts(editor, words, category)}
  </li>`;
}

/** Comments before and after; a count below the threshold is not told. */
function counts({ trial, minGroup }: CodebookEditor, words: Words, { id }: Category): TemplateResult | typeof nothing {
  const count = trial?.categories.find((one) => one.id === id);
  if (!count) return nothing;
  const number = (count: number | null): string =>
    count === null ? `<${words.number(minGroup)}` : words.number(count);
  const { before, after } = count;
  if (before === after) return html`<span class="muted">${number(after)}</span>`;
  return html`<strong>
    ${words.t("page.before_after", { before: number(before), after: number(after) })}
  </strong>`;
}

function onKey(editor: CodebookEditor, event: KeyboardEvent, chosen: Category | undefined): void {
  if (!chosen || event.ctrlKey || event.metaKey) return;
  const act = (event.altKey ? changes(editor, chosen) : steps(editor, chosen))[event.key];
  if (!act) return;
  event.preventDefault();
  act();
  if (event.key !== "Enter") editor.focusChosen();
}

/** What a key does. */
type Keys = Record<string, () => void>;

function steps(editor: CodebookEditor, chosen: Category): Keys {
  const { categories } = editor;
  const shown = inOrder(categories);
  const at = shown.indexOf(chosen);
  const go = (to: number): void => {
    const next = shown[Math.max(0, Math.min(to, shown.length - 1))];
    if (next) editor.chosen = next.id;
  };
  return {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(shown.length - 1),
    ArrowLeft: () => {
      if (chosen.parent) editor.chosen = chosen.parent;
    },
    ArrowRight: () => {
      const child = childrenOf(categories, chosen.id)[0];
      if (child) editor.chosen = child.id;
    },
    Delete: () => editor.takeOut(chosen),
    Enter: () => editor.querySelector<HTMLElement>("#label-pl")?.focus(),
  };
}

/** What a key does together with Alt. */
function changes(editor: CodebookEditor, chosen: Category): Keys {
  const { categories } = editor;
  const mains = childrenOf(categories, null);
  const above = mains[mains.indexOf(chosen) - 1];
  return {
    ArrowUp: () => editor.edit(shifted(categories, chosen.id, -1)),
    ArrowDown: () => editor.edit(shifted(categories, chosen.id, 1)),
    ArrowLeft: () => editor.move(chosen, null),
    ArrowRight: () => {
      if (chosen.parent === null && above) editor.move(chosen, above.id);
    },
  };
}

function onDrag(editor: CodebookEditor, event: DragEvent, { id }: Category): void {
  event.stopPropagation();
  editor.dragged = id;
  event.dataTransfer?.setData("application/x-vocal-category", id);
}

function onDrop(editor: CodebookEditor, event: DragEvent): void {
  if (!editor.dragged) return;
  event.preventDefault();
  event.stopPropagation();
  const { categories } = editor;
  const category = categories.find((one) => one.id === editor.dragged);
  editor.dragged = "";
  const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-id]") : null;
  const target = categories.find((one) => one.id === item?.dataset["id"]);
  if (!category || target === category) return;
  editor.move(category, target ? (target.parent ?? target.id) : null);
}
