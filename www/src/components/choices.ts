/** What the user chooses from: labelled lists, as they stand above tables and charts, and files. */

import { html, nothing, type TemplateResult } from "lit";
import { chooseView } from "../actions.js";
import type { Words } from "../messages.js";
import { scoreName, shortNameOf } from "../names.js";
import { type State, store } from "../store.js";
import type { ScoreFigure } from "../types.js";

/** A value and its name. */
export type Option<V extends string | number> = readonly [value: V, name: string];

/** What stands in the field that an event comes from. */
export function textOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

/** A list of options under its label; `apply` gets the value that was chosen. */
export function choice<V extends string | number>(
  id: string,
  label: string,
  options: readonly Option<V>[],
  chosen: V | null,
  apply: (value: V) => void,
): TemplateResult {
  const choose = (event: Event): void => {
    const option = options[(event.target as HTMLSelectElement).selectedIndex];
    if (option) apply(option[0]);
  };
  return html`<p class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${choose}>
      ${options.map(
        ([value, name]) =>
          html`<option value=${value} .selected=${value === chosen}>${name}</option>`,
      )}
    </select>
  </p>`;
}

/**
 * A list and the button beside it that acts on what is chosen: in a closed list every arrow key chooses, so
 * that choosing alone must change nothing. `label` stands in the list before anything is chosen, `named` says what the
 * two do to what, beginning with the text of the button.
 */
export function choiceToDo(
  id: string,
  label: string,
  options: readonly Option<string>[],
  button: string,
  named: string,
  disabled: boolean,
  act: (value: string) => void,
): TemplateResult {
  const go = (event: Event): void => {
    const select = (event.currentTarget as Element).previousElementSibling as HTMLSelectElement;
    const { value } = select;
    if (!value) return select.focus();
    select.value = "";
    act(value);
  };
  return html`<select id=${id} aria-label=${named} ?disabled=${disabled}>
      <option value="">${label}</option>
      ${options.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
    </select>
    <button type="button" id="${id}-do" aria-label=${named} ?disabled=${disabled} @click=${go}>
      ${button}
    </button>`;
}

/** What a view lacks, with the way to the columns, where it can be named. */
export function lacking(words: Words, key: string): TemplateResult {
  return html`<div class="card">
    <p>${words.t(key)}</p>
    <p class="buttons">
      <button type="button" @click=${() => chooseView("data")}>${words.t("page.check_columns")}</button>
    </p>
  </div>`;
}

/** The score that all charts and tables show. */
export function scoreChoice(
  id: string,
  label: string,
  state: State,
  words: Words,
  chosen: ScoreFigure,
): TemplateResult {
  const scores = state.report?.scores ?? [];
  const options = scores.map((one): Option<number> => [one.column, scoreName(state, words, one)]);
  return choice(id, label, options, chosen.column, (column) =>
    store.dispatch({ type: "score-chosen", column }),
  );
}

/** Columns under their shortened names. */
export function columnOptions(
  state: State,
  words: Words,
  columns: readonly number[],
): Option<number>[] {
  return columns.map((column) => [column, shortNameOf(state, words, column)]);
}

/** Shows more of a list; nothing once all of it is shown. */
export function moreButton(rest: number, text: string, show: () => void): TemplateResult | typeof nothing {
  return rest > 0
    ? html`<p class="buttons"><button type="button" @click=${show}>${text}</button></p>`
    : nothing;
}

/** A button that asks for a file, and the field of that id behind it; `take` gets the file. */
export function fileButton(
  id: string,
  label: string,
  accept: string,
  take: (file: File) => unknown,
): TemplateResult {
  const ask = (event: Event): void => {
    const button = event.currentTarget as HTMLElement;
    button.parentElement?.querySelector<HTMLInputElement>(`#${id}`)?.click();
  };
  const taken = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // Choosing the same file again must count as a change.
    input.value = "";
    if (file) void take(file);
  };
  return html`<button type="button" id="${id}-button" @click=${ask}>${label}</button>
    <input
      id=${id}
      type="file"
      accept=${accept}
      class="visually-hidden"
      tabindex="-1"
      aria-label=${label}
      @change=${taken}
    />`;
}
