import { html, nothing, type TemplateResult } from "lit";
import { applySettings } from "../actions.js";
import type { EventNote, Period } from "../types.js";
import { choice, type Option, textOf } from "./choices.js";
import { StoreElement } from "./element.js";

const PERIODS: readonly Period[] = ["day", "week", "month", "quarter"];
/** Longest note; a longer one would not fit under a chart. */
const LONGEST = 200;

/** How the trend is cut into periods, and the user's notes on what happened when. */
export class VocalTrendSettings extends StoreElement {
  static override properties = { date: { state: true }, note: { state: true } };
  declare private date: string;
  declare private note: string;

  constructor() {
    super();
    this.date = "";
    this.note = "";
  }

  private get events(): readonly EventNote[] {
    return this.state.settings.events ?? [];
  }

  private async keep(events: readonly EventNote[]): Promise<void> {
    const ordered = [...events].sort((a, b) => a.date.localeCompare(b.date));
    await applySettings({ ...this.state.settings, events: ordered });
  }

  private get complete(): boolean {
    return /^\d{4}-\d{2}-\d{2}$/.test(this.date) && this.note.trim() !== "";
  }

  private readonly add = (): void => {
    if (!this.complete || this.state.busy) return;
    const event = { date: this.date, text: this.note.trim() };
    this.date = "";
    this.note = "";
    void this.keep([...this.events, event]);
    this.querySelector<HTMLElement>("#event-date")?.focus();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.add();
  };

  /** The removed note takes its button along, so the focus goes to the list's heading. */
  private readonly forget = (removed: EventNote): void => {
    void this.keep(this.events.filter((event) => event !== removed));
    this.querySelector<HTMLElement>("summary")?.focus();
  };

  protected override render(): TemplateResult {
    const { words, state } = this;
    const periods = PERIODS.map((period): Option<Period> => [
      period,
      words.t(`page.period.${period}`),
    ]);
    return html`
      ${choice(
        "trend-period",
        words.t("page.trend_period"),
        periods,
        state.settings.period ?? "month",
        (period) => void applySettings({ ...this.state.settings, period }),
      )}
      <details>
        <summary>${words.t("page.events", { count: this.events.length })}</summary>
        <p>${words.t("page.events_hint")}</p>
        ${this.list()} ${this.form()}
      </details>
    `;
  }

  private list(): TemplateResult | typeof nothing {
    const { words, events, state } = this;
    if (events.length === 0) return nothing;
    return html`<ul class="event-notes">
      ${events.map((event) => {
        const name = words.t("page.event", { date: words.period(event.date), text: event.text });
        return html`<li>
          <span>${name}</span>
          <button
            type="button"
            class="quiet"
            ?disabled=${state.busy}
            aria-label=${words.t("page.event_remove_of", { name })}
            @click=${() => this.forget(event)}
          >
            ${words.t("page.event_remove")}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private form(): TemplateResult {
    const { words } = this;
    return html`<div class="fields">
      <p class="field">
        <label for="event-date">${words.t("page.event_date")}</label>
        <input
          id="event-date"
          type="date"
          spellcheck="false"
          .value=${this.date}
          @input=${(event: Event) => {
            this.date = textOf(event);
          }}
        />
      </p>
      <p class="field wide">
        <label for="event-text">${words.t("page.event_text")}</label>
        <input
          id="event-text"
          type="text"
          spellcheck="false"
          maxlength=${LONGEST}
          .value=${this.note}
          @input=${(event: Event) => {
            this.note = textOf(event);
          }}
          @keydown=${this.onKey}
        />
      </p>
      <p class="buttons">
        <button
          type="button"
          id="event-add"
          ?disabled=${!this.complete || this.state.busy}
          @click=${this.add}
        >
          ${words.t("page.event_add")}
        </button>
      </p>
    </div>`;
  }
}

customElements.define("vocal-trend-settings", VocalTrendSettings);
