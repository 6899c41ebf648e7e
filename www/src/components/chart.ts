import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { engine, handOut, notify, reportFault, toggleCondition } from "../actions.js";
import { EngineError } from "../engine.js";
import { holds } from "../filter.js";
import { copyPicture, copyText, fileNameOf } from "../handing-out.js";
import { shortNameOf, unbroken } from "../names.js";
import { pngOf, standaloneSvg, tabbed } from "../pictures.js";
import { ownFrame } from "../tasks.js";
import { parseSvg } from "../trusted.js";
import type { Chart, ChartKind, ChartRequest, Condition } from "../types.js";
import { StoreElement } from "./element.js";

/** Charts are drawn for widths in these steps, so that dragging a window edge stays cheap. */
const WIDTH_STEP = 40;
const MIN_WIDTH = 280;
/** Distance before the viewport at which a chart is drawn ahead: whoever prints has seen little of it. */
const AHEAD = "2000px";
/** Letters of a segment in the name of a file. */
const SEGMENT = 30;
/** Charts of scores, which are there before comments are coded. */
const OF_SCORES: readonly ChartKind[] = ["distribution", "trend", "breakdown"];
/** Codes of the errors that say that there is nothing to show. */
const REFUSALS: readonly string[] = ["hidden", "no_data"];
/** Codes of the errors after which the analysis itself cannot go on. */
const FATAL: readonly string[] = ["internal", "cancelled", "no_session"];

/**
 * One chart: heading, sentence, drawing, and the same rows as a table one key press away.
 * It asks for its drawing when it is seen, and again when figures, width, theme or language
 * have changed.
 */
export class VocalChart extends StoreElement {
  static override properties = {
    kind: { type: String },
    column: { type: Number },
    by: { type: Number },
    asTable: { state: true },
    readout: { state: true },
    tapped: { state: true },
    chart: { state: true },
    refusal: { state: true },
  };

  declare kind: ChartKind;
  declare column: number | undefined;
  declare by: number | undefined;
  declare private asTable: boolean;
  declare private readout: string;
  /** Name of the mark that a finger has tapped once; empty without one. */
  declare private tapped: string;
  declare private chart: Chart | null;
  /** Code of the reason why there is nothing to draw; empty when there is. */
  declare private refusal: string;

  private svg: SVGSVGElement | null = null;
  private chartWidth = 0;
  private seen = false;
  private inSight = false;
  private asked = "";
  private readonly headingId = `chart-${Math.random().toString(36).slice(2)}`;

  private readonly sizes = new ResizeObserver((entries) => {
    for (const { contentRect } of entries) this.measure(contentRect.width);
  });

  private readonly sight = new IntersectionObserver(
    (entries) => {
      this.inSight = entries.at(-1)?.isIntersecting ?? false;
    },
    { root: document },
  );

  private readonly nearness = new IntersectionObserver(
    (entries) => {
      this.seen = entries.at(-1)?.isIntersecting ?? false;
      if (this.seen) void this.draw();
    },
    // With the implicit root a margin has no effect inside a frame of another origin.
    { root: document, rootMargin: AHEAD },
  );

  constructor() {
    super();
    this.asTable = false;
    this.readout = "";
    this.tapped = "";
    this.chart = null;
    this.refusal = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.sight.observe(this);
    this.nearness.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.sight.disconnect();
    this.nearness.disconnect();
  }

  private measure(width: number): void {
    // The frame's own padding and border are not part of the drawing.
    const frame = this.querySelector(".chart-frame");
    const room = frame ? frame.clientWidth : width;
    const stepped = Math.max(MIN_WIDTH, Math.floor(room / WIDTH_STEP) * WIDTH_STEP);
    if (stepped === this.chartWidth) return;
    this.chartWidth = stepped;
    void this.draw();
  }

  protected override updated(_changed: PropertyValues): void {
    this.markPressed();
    void this.draw();
  }

  private request(): ChartRequest {
    const { theme, lang } = this.state;
    const request: ChartRequest = { kind: this.kind, width: this.chartWidth, theme, lang };
    if (this.column !== undefined) request.column = this.column;
    if (this.by !== undefined) request.by = this.by;
    return request;
  }

  private async draw(): Promise<void> {
    if (!this.seen || this.chartWidth === 0 || this.state.phase !== "ready") return;
    const request = this.request();
    const { revision, scoresRevision } = this.state;
    const key = JSON.stringify([OF_SCORES.includes(this.kind) ? scoresRevision : revision, request]);
    if (key === this.asked) return;
    this.asked = key;
    try {
      const chart = await engine.ask("chart", { request });
      // Laying out a whole screen of new drawings in one frame would hold up the page.
      if (!this.inSight && !this.chart) await ownFrame();
      if (key !== this.asked) return;
      this.show(chart);
    } catch (error) {
      if (key === this.asked) this.refuse(error);
    }
  }

  /** Figures that are withheld, or missing under the filter, are no fault of the program. */
  private refuse(error: unknown): void {
    const code = error instanceof EngineError ? error.problem.code : "internal";
    if (FATAL.includes(code)) {
      reportFault(error);
      return;
    }
    this.svg = null;
    this.chart = null;
    this.readout = "";
    this.refusal = REFUSALS.includes(code) ? code : "failed";
  }

  private show(chart: Chart): void {
    const focused = this.focusedMark();
    this.svg = parseSvg(chart.svg);
    if (this.svg) prepare(this.svg);
    this.readout = "";
    this.tapped = "";
    this.chart = chart;
    this.refusal = "";
    if (focused === null) return;
    void this.updateComplete.then(() => this.focusMark(focused));
  }

  private marks(): SVGElement[] {
    return this.svg ? [...this.svg.querySelectorAll<SVGElement>(".mark")] : [];
  }

  /** The condition of the mark that has the focus, to find it again after a redraw. */
  private focusedMark(): string | null {
    const active = document.activeElement;
    if (!active || !this.svg?.contains(active)) return null;
    return active.getAttribute("data-condition");
  }

  private focusMark(condition: string): void {
    const marks = this.marks();
    const same = marks.find((mark) => mark.getAttribute("data-condition") === condition);
    (same ?? marks[0])?.focus();
  }

  private markPressed(): void {
    for (const mark of this.marks()) {
      const condition = conditionOf(mark);
      if (!condition) continue;
      mark.setAttribute("aria-pressed", String(holds(this.state.filter, condition)));
    }
  }

  private readonly onClick = (event: Event): void => {
    const mark = markAt(event);
    const condition = mark && conditionOf(mark);
    if (!condition) return;
    const label = mark.getAttribute("aria-label") ?? "";
    // A finger cannot point without pressing: the first tap tells the value, the next one filters.
    if (event instanceof PointerEvent && event.pointerType === "touch" && this.tapped !== label) {
      this.tapped = label;
      return;
    }
    toggleCondition(condition);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "t" || event.key === "T") {
      event.preventDefault();
      this.toggleTable();
      return;
    }
    const mark = markAt(event);
    if (!mark) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onClick(event);
      return;
    }
    this.move(mark, event);
  };

  /** Arrow keys go from mark to mark; only one of them is a stop of the Tab key. */
  private move(from: SVGElement, event: KeyboardEvent): void {
    const marks = this.marks();
    const at = marks.indexOf(from);
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: marks.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = marks[Math.min(Math.max(to, 0), marks.length - 1)];
    if (!next) return;
    from.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  private readonly onPoint = (event: Event): void => {
    this.readout = markAt(event)?.getAttribute("aria-label") ?? "";
    if (this.readout !== this.tapped) this.tapped = "";
  };

  /** The focused part of the figure may be about to go, so its counterpart takes the focus. */
  private toggleTable(): void {
    const inside = this.querySelector(".chart-frame, .scroll")?.contains(document.activeElement);
    this.asTable = !this.asTable;
    if (!inside) return;
    const next = ".scroll, .mark[tabindex='0'], button";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(next)?.focus());
  }

  protected override render(): TemplateResult {
    const { words, chart } = this;
    return html`
      <figure
        class="card chart"
        aria-labelledby=${this.headingId}
        aria-busy=${chart === null && this.refusal === ""}
        @keydown=${this.onKey}
      >
        <figcaption>
          <h3 id=${this.headingId}>${chart ? unbroken(chart.title) : words.t(`page.chart.${this.kind}`)}</h3>
          <p class="muted">${chart?.description ?? nothing}</p>
        </figcaption>
        ${this.body()} ${this.refusal ? nothing : this.foot()}
      </figure>
    `;
  }

  private foot(): TemplateResult {
    const { words, chart } = this;
    const save = (format: string, act: () => void) =>
      html`<button
        type="button"
        class="quiet save-${format.toLowerCase()}"
        ?disabled=${chart === null}
        title=${words.t("page.save_chart", { format })}
        @click=${act}
      >
        <span class="visually-hidden">${words.t("page.save_chart", { format: "" })}</span>${format}
      </button>`;
    return html`
      <p class="readout ${this.tapped ? "tapped" : ""}" aria-hidden="true">
        ${this.asTable ? nothing : this.readout}
        ${this.tapped && !this.asTable ? html`<strong>${words.t("page.tap_again")}</strong>` : nothing}
      </p>
      <div class="chart-foot">
        <details>
          <summary>${words.t("page.about_chart")}</summary>
          <p>${words.t(`hint.chart.${this.kind}`)}</p>
        </details>
        <p class="buttons">
          ${save("SVG", this.saveSvg)} ${save("PNG", this.savePng)}
          <button type="button" class="quiet copy-chart" ?disabled=${chart === null} @click=${this.copy}>
            ${words.t(this.asTable ? "page.copy_table" : "page.copy_chart")}
          </button>
          <button
            type="button"
            class="quiet"
            aria-keyshortcuts="t"
            ?disabled=${chart === null}
            @click=${this.toggleTable}
          >
            ${words.t(this.asTable ? "page.show_chart" : "page.show_table")} <kbd>T</kbd>
          </button>
        </p>
      </div>
    `;
  }

  private fileName(extension: string): string {
    const { state, words, by } = this;
    const segment = by === undefined ? "" : shortNameOf(state, words, by, SEGMENT);
    return `${fileNameOf(state.fileName, words.t(`page.chart.${this.kind}`), segment)}.${extension}`;
  }

  private hand(content: Blob, extension: string): void {
    handOut(content, this.fileName(extension));
  }

  /** The drawing as a file of its own, whatever is shown. */
  private standalone(): string {
    const card = this.querySelector(".card");
    return this.svg && this.chart && card ? standaloneSvg(this.svg, this.chart, card) : "";
  }

  private readonly saveSvg = (): void => {
    this.hand(new Blob([this.standalone()], { type: "image/svg+xml" }), "svg");
  };

  private readonly savePng = async (): Promise<void> => {
    try {
      this.hand(await pngOf(this.standalone()), "png");
    } catch {
      notify("page.notice_not_saved");
    }
  };

  /** Copies what is shown: the drawing as a picture, or the table. */
  private readonly copy = async (): Promise<void> => {
    if (!this.chart) return;
    const { header, rows } = this.chart.table;
    const done = this.asTable
      ? await copyText(tabbed([header, ...rows]))
      : await copyPicture(pngOf(this.standalone()));
    const copied = this.asTable ? "page.notice_table_copied" : "page.notice_chart_copied";
    notify(done ? copied : "page.notice_not_copied");
  };

  private body(): TemplateResult {
    if (this.refusal) return html`<p class="chart-note">${this.words.t(`page.chart_${this.refusal}`)}</p>`;
    return this.asTable && this.chart ? this.table(this.chart) : this.drawing();
  }

  private drawing(): TemplateResult {
    return html`<div
      class="chart-frame"
      @click=${this.onClick}
      @pointerover=${this.onPoint}
      @focusin=${this.onPoint}
    >
      ${this.svg ?? nothing}
    </div>`;
  }

  private table({ title, table }: Chart): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table>
        <thead>
          <tr>
            ${table.header.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${table.rows.map(
            ([first, ...rest]) =>
              html`<tr>
                <th scope="row">${first}</th>
                ${rest.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

function markAt(event: Event): SVGElement | null {
  const target = event.target;
  return target instanceof Element ? target.closest<SVGElement>(".mark") : null;
}

function conditionOf(mark: Element): Condition | null {
  const text = mark.getAttribute("data-condition");
  if (!text) return null;
  try {
    const condition = JSON.parse(text) as Condition;
    return condition.kind === "category" ? { ...condition, sentiments: condition.sentiments ?? [] } : condition;
  } catch {
    return null;
  }
}

/** Makes a drawing with marks operable: a group, whose marks share one stop of the Tab key. */
function prepare(svg: SVGSVGElement): void {
  const marks = svg.querySelectorAll<SVGElement>(".mark");
  marks.forEach((mark, i) => mark.setAttribute("tabindex", i === 0 ? "0" : "-1"));
  if (marks.length > 0) svg.setAttribute("role", "group");
}

customElements.define("vocal-chart", VocalChart);
