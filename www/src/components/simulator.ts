import { html, nothing, type TemplateResult } from "lit";
import { categoryName, NPS_GROUPS, npsGroupName, shortNameOf, unbroken } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import type { Filter, NpsClass, Simulation } from "../types.js";
import { Answered } from "./answered.js";
import { choice, type Option } from "./choices.js";
import { MOST_NEEDED } from "./compare.js";
import { StoreElement } from "./element.js";

/** Everybody, in the list of who changes. */
const EVERYBODY = "";
/** Shares offered, in percent. */
const SHARES: readonly number[] = [10, 25, 50, 75, 100];
/** Moves that people plan for: one class up, or all the way. */
const MOVES: readonly (readonly [NpsClass, NpsClass])[] = [
  ["detractor", "passive"],
  ["passive", "promoter"],
  ["detractor", "promoter"],
];

/** "Half of the detractors who name delivery become passives": what that would do to the NPS. */
export class VocalSimulator extends StoreElement {
  static override properties = {
    category: { state: true },
    move: { state: true },
    share: { state: true },
  };
  declare private category: string;
  /** Position in [`MOVES`]. */
  declare private move: number;
  declare private share: number;

  constructor() {
    super();
    this.category = EVERYBODY;
    this.move = 0;
    this.share = 50;
  }

  private readonly answer = new Answered(this, "simulate", () => {
    const score = this.score();
    const [from, to] = MOVES[this.move] ?? ["detractor", "passive"];
    if (!score) return null;
    return {
      request: { column: score.column, within: this.state.filter, filter: this.concerned(), from, to, share: this.share / 100 },
    };
  });

  private score() {
    return this.state.report?.scores.find((one) => one.metric === "nps" && one.value !== null);
  }

  /** The category that the story is about. */
  private concerned(): Filter {
    return this.category === EVERYBODY ? [] : [{ kind: "category", keys: [this.category], sentiments: [] }];
  }

  private categories(): Option<string>[] {
    const { state, words } = this;
    const named = (state.report?.categories ?? []).filter((one) => !one.hidden && one.parent === null);
    return [
      [EVERYBODY, words.t("page.simulator_everybody")],
      ...named.map((one): Option<string> => [one.id, categoryName(state, words, one.id)]),
    ];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const score = this.score();
    if (!score) return nothing;
    const moves = MOVES.map(([from, to], at): Option<number> => [
      at,
      words.t("page.simulator_move", { from: this.classOf(from), to: this.classOf(to) }),
    ]);
    return html`<section class="card" aria-labelledby="simulator-title">
      <h3 id="simulator-title">${words.t("page.simulator")}</h3>
      <p class="muted">
        ${words.t("page.simulator_text", {
          name: words.quoted(unbroken(shortNameOf(state, words, score.column, 90))),
        })}
      </p>
      <div class="fields">
        ${choice(
          "simulator-share",
          words.t("page.simulator_share"),
          SHARES.map((share): Option<number> => [share, words.percent(share)]),
          this.share,
          (share) => {
            this.share = share;
          },
        )}
        ${choice("simulator-category", words.t("page.simulator_who"), this.categories(), this.category, (category) => {
          this.category = category;
        })}
        ${choice("simulator-move", words.t("page.simulator_change"), moves, this.move, (move) => {
          this.move = move;
        })}
      </div>
      <div id="simulation" aria-live="polite" aria-busy=${!this.answer.fits}>${this.outcome()}</div>
      <details>
        <summary>${words.t("page.how_computed")}</summary>
        <p>${words.t("hint.simulator")}</p>
      </details>
    </section>`;
  }

  private classOf(of: NpsClass): string {
    const group = NPS_GROUPS.find((one) => one.id === `${of}s`);
    return group ? npsGroupName(this.words, group) : of;
  }

  private outcome(): TemplateResult | typeof nothing {
    const { words } = this;
    const found: Simulation | null = this.answer.value;
    if (!found || !this.answer.fits) return nothing;
    if (found.hidden || found.after === null || found.before === null) {
      return html`<p>${words.t("page.simulator_hidden", { min: minGroupOf(this.state.settings) })}</p>`;
    }
    const figure = (value: number) => words.signed(value, 1);
    const range = found.interval ? words.interval("nps", found.interval) : "–";
    return html`
      <p class="figure">${figure(found.before)} → ${figure(found.after)}</p>
      <p>
        ${words.t("page.simulator_result", {
          moved: words.number(found.moved ?? 0),
          concerned: words.number(found.concerned ?? 0),
          shift: figure(found.shift ?? 0),
          interval: range,
        })}
      </p>
      <p>
        ${found.needed_n === null
          ? words.t("page.simulator_no_shift")
          : found.needed_n > MOST_NEEDED
            ? nothing
            : words.t("page.simulator_needed", { count: found.needed_n })}
      </p>
    `;
  }
}

customElements.define("vocal-simulator", VocalSimulator);
