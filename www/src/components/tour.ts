import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { chooseView } from "../actions.js";
import { store } from "../store.js";
import { StoreElement } from "./element.js";

/** What each step is about: the part of the page that it points at. */
const STEPS = [
  { id: "reading", part: ".reading-line" },
  { id: "scores", part: "vocal-overview .cards" },
  { id: "filter", part: ".filter-bar" },
  { id: "views", part: ".tabs" },
  { id: "save", part: "#view-data" },
] as const;

/** An optional walk through the dashboard; the page stays usable beside it. */
export class VocalTour extends StoreElement {
  private shown: number | null = null;

  protected override updated(_changed: PropertyValues): void {
    const { tour } = this.state;
    if (tour === this.shown) return;
    this.shown = tour;
    for (const old of document.querySelectorAll(".tour-part")) old.classList.remove("tour-part");
    const step = tour === null ? undefined : STEPS[tour];
    if (!step) return;
    if (this.state.view !== "overview") chooseView("overview");
    const part = document.querySelector(step.part);
    part?.classList.add("tour-part");
    part?.scrollIntoView({ block: "start" });
    this.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  private go(tour: number | null): void {
    store.dispatch({ type: "tour-moved", tour });
    if (tour === null) document.querySelector<HTMLElement>("#tour-start")?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const { tour } = state;
    const step = tour === null ? undefined : STEPS[tour];
    if (tour === null || !step || state.phase !== "ready") return nothing;
    const last = tour === STEPS.length - 1;
    return html`<section
      class="tour card"
      role="dialog"
      aria-labelledby="tour-title"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") this.go(null);
      }}
    >
      <p class="muted">
        ${words.t("page.tour_step", { number: tour + 1, total: STEPS.length })}
      </p>
      <h2 id="tour-title" tabindex="-1">${words.t(`tour.${step.id}.title`)}</h2>
      <p>${words.t(`tour.${step.id}.text`)}</p>
      <p class="buttons">
        ${tour > 0
          ? html`<button type="button" @click=${() => this.go(tour - 1)}>
              ${words.t("page.previous")}
            </button>`
          : nothing}
        ${last
          ? nothing
          : html`<button
              type="button"
              class="primary"
              id="tour-next"
              @click=${() => this.go(tour + 1)}
            >
              ${words.t("page.next")}
            </button>`}
        <button type="button" id="tour-close" @click=${() => this.go(null)}>
          ${words.t("page.tour_close")}
        </button>
      </p>
    </section>`;
  }
}

customElements.define("vocal-tour", VocalTour);
