import { html, nothing, type TemplateResult } from "lit";
import { showChart, showComments, toggleConditions } from "../actions.js";
import { holds } from "../filter.js";
import { saidAbove, unbroken } from "../names.js";
import type { Finding, Report } from "../types.js";
import { StoreElement } from "./element.js";

/** Good news, bad news, and neither. */
const TONES = { better: "▲", worse: "▼", plain: "•" };

/** What is worth knowing first, each sentence leading to its chart, rows and comments. */
export class VocalFindings extends StoreElement {
  protected override render(): TemplateResult | typeof nothing {
    const { state, words } = this;
    const { report } = state;
    const sentences = state.sentences?.[words.lang]?.findings ?? [];
    if (!report || report.findings.length === 0) return nothing;
    return html`<section class="card findings" aria-labelledby="findings">
      <h3 id="findings">${words.t("page.findings")}</h3>
      <ul>
        ${report.findings.map((finding, at) =>
          saidAbove(state, words, finding)
            ? nothing
            : this.finding(report, finding, unbroken(sentences[at] ?? "")),
        )}
      </ul>
      <p class="muted">${words.t("hint.findings")}</p>
    </section>`;
  }

  private finding(report: Report, finding: Finding, text: string): TemplateResult {
    const { state, words } = this;
    const { better, filter, chart } = finding;
    const tone = better === null ? "plain" : better ? "better" : "worse";
    const button = (key: string, act: () => void, pressed?: boolean) =>
      html`<button
        type="button"
        class="quiet"
        aria-pressed=${pressed ?? nothing}
        aria-label=${words.t("page.action_on", { action: words.t(key), name: text })}
        @click=${act}
      >
        ${words.t(key)}
      </button>`;
    const about = filter.length > 0;
    return html`<li data-finding=${finding.code}>
      <span class=${tone} aria-hidden="true">${TONES[tone]}</span>
      <span>${text}</span>
      <span class="row-actions">
        ${chart ? button("page.to_chart", () => this.toChart(chart)) : nothing}
        ${about
          ? button(
              "page.filter_by",
              () => toggleConditions(filter),
              filter.every((one) => holds(state.filter, one)),
            )
          : nothing}
        ${about && report.text.n
          ? button("page.to_comments", () => showComments(...filter))
          : nothing}
      </span>
    </li>`;
  }

  /** The chart is on this view or on another one. */
  private toChart(chart: NonNullable<Finding["chart"]>): void {
    showChart(chart);
    void this.updateComplete.then(() =>
      this.closest("[data-view]")
        ?.querySelector(`vocal-chart[kind="${chart.kind}"]`)
        ?.scrollIntoView({ block: "nearest" }),
    );
  }
}

customElements.define("vocal-findings", VocalFindings);
