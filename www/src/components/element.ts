import { html, LitElement, noChange, nothing, type TemplateResult } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";
import { type Words, wordsOf } from "../messages.js";
import { type State, store } from "../store.js";
import { nextTask } from "../tasks.js";

/** Components that are about to render. */
let waiting = 0;

/** True when no component is about to render. */
export function rendered(): boolean {
  return waiting === 0;
}

/**
 * Base of all components: renders into the document itself (one stylesheet serves all) and
 * draws again after every change of the store.
 */
export abstract class StoreElement extends LitElement {
  private stop: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = store.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }

  /** Every component renders in a task of its own, so that a whole screen never blocks the page. */
  protected override async scheduleUpdate(): Promise<void> {
    waiting += 1;
    await nextTask();
    waiting -= 1;
    super.scheduleUpdate();
  }

  protected get state(): State {
    return store.state;
  }

  protected get words(): Words {
    return wordsOf(store.state.lang);
  }
}

/** Stands where figures will be that need the comments to be coded first. */
export function codingNote(words: Words): TemplateResult {
  return html`<p class="card muted" aria-busy="true">${words.t("page.coding_note")}</p>`;
}

/** Share of comments in other languages from which on sentiment and categories are in doubt. */
const OTHER_LANGUAGES = 0.1;

/** Says how many comments are in a language that their sentiment cannot be told in. */
export function languageNote({ report }: State, words: Words): TemplateResult | typeof nothing {
  const { n = null, languages, hidden = false } = report?.text ?? {};
  const other = languages?.["other"] ?? 0;
  if (n === null || hidden || other === 0 || other < OTHER_LANGUAGES * n) return nothing;
  return html`<p class="banner" role="note">
    ${words.t("page.other_languages", { count: other, total: words.number(n) })}
  </p>`;
}

/**
 * Sets style properties through the object model. The content security policy forbids the
 * `style` attribute, which lit's own `styleMap` would write.
 */
class SetStyle extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError("setStyle belongs on an element");
  }

  render(_properties: Record<string, string>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Record<string, string>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return noChange;
  }
}

export const setStyle = directive(SetStyle);
