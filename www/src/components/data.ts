import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import {
  applySettings,
  changeColumn,
  engine,
  handOut,
  keepSettings,
  loadKept,
  putConditions,
  reportFault,
} from "../actions.js";
import { lowerEnds } from "../bands.js";
import { stemOf } from "../handing-out.js";
import { columnName, type HealthNote, healthNotes, shortened, warningTexts } from "../names.js";
import { minGroupOf } from "../settings-file.js";
import type { ColumnReading, ColumnSetting, DateOrder, HealthFinding, Metric, Pii, Role, Settings } from "../types.js";
import { Answered } from "./answered.js";
import { choice, fileButton, moreButton, type Option, textOf } from "./choices.js";
import { StoreElement } from "./element.js";
import { FILE_BEGINNING } from "./rows.js";

const ROLES: readonly Role[] = [
  "score",
  "comment",
  "segment",
  "date",
  "id",
  "pii",
  "number",
  "flag",
  "ignored",
];
const METRICS: readonly (Metric | "rating")[] = ["nps", "csat", "ces", "ces2", "chi", "rating"];
const DATE_ORDERS: readonly DateOrder[] = ["day_first", "month_first"];
const PII: readonly Pii[] = [
  "email",
  "phone",
  "name",
  "address",
  "ip",
  "national_id",
  "person_id",
];
/** Warnings about rows that were left out or repaired. */
const SET_ASIDE: readonly string[] = [
  "comment_rows",
  "footer_rows",
  "invalid_bytes",
  "long_rows",
  "nul_bytes",
  "repeated_header",
  "short_rows",
  "summary_row",
  "unclosed_quote",
  "unreadable_rows",
];
/** Formats whose bytes stand in one of these encodings. */
const TEXT_FORMATS: readonly string[] = ["csv", "json", "ndjson"];
const ENCODINGS: readonly string[] = [
  "utf-8",
  "windows-1250",
  "iso-8859-2",
  "windows-1252",
  "utf-16le",
  "utf-16be",
];
const DELIMITERS: readonly { value: string; key: string }[] = [
  { value: ",", key: "page.delimiter.comma" },
  { value: ";", key: "page.delimiter.semicolon" },
  { value: "\t", key: "page.delimiter.tab" },
  { value: "|", key: "page.delimiter.bar" },
];
/** Scale that a metric has when the user does not say otherwise. */
const SCALES: Record<string, [number, number]> = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 5],
  ces2: [1, 7],
  chi: [0, 10],
};

/** Columns in the table before the user asks for more. */
const STEP = 60;
/** Rows looked at for sample values; the first of them are shown as a preview. */
const SAMPLE_ROWS = Array.from({ length: 30 }, (_, row) => row);
/** Notes of one kind that are shown at once: a survey of a hundred questions would hide the settings below. */
const MOST_ALIKE = 3;
/** Rows shown of those that a health check has found. */
const FOUND_ROWS = 50;

/** How the file is read, and everything that can be corrected about it. */
export class VocalData extends StoreElement {
  static override properties = {
    limit: { state: true },
    opened: { state: true },
    unread: { state: true },
  };
  declare private limit: number;
  /** The health check whose rows are shown. */
  declare private opened: string;
  /** What could not be read of the bands of a column. */
  declare private unread: { index: number; part: string } | null;

  private readonly sample = new Answered(this, "preview", () => ({ rows: SAMPLE_ROWS }));

  constructor() {
    super();
    this.limit = STEP;
    this.opened = "";
    this.unread = null;
  }

  private get rows(): readonly string[][] {
    return this.sample.value?.rows ?? [];
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <h2 class="visually-hidden">${words.t("page.view.data")}</h2>
      ${this.warnings()} ${this.fileCard()} ${this.columns()} ${this.preview()}
      <vocal-extras></vocal-extras>
    `;
  }

  private warnings(): TemplateResult {
    const { state, words } = this;
    // Elsewhere they say that this is the view to go to.
    const texts = warningTexts(state, words).map((text) => text.replace(words.t("page.in_data"), ""));
    const health = healthNotes(state, words);
    if (texts.length + health.length === 0) return html``;
    return html`<section class="card" aria-labelledby="data-warnings">
      <h3 id="data-warnings">${words.t("page.warnings_title")}</h3>
      <ul class="plain-list">
        ${texts.map((text) => html`<li>${text}</li>`)}
        ${[...alike(health)].map(
          (notes) => html`${this.notes(notes.slice(0, MOST_ALIKE))}
            ${notes.length > MOST_ALIKE
              ? html`<li>
                  <details>
                    <summary>${words.t("page.alike", { count: notes.length - MOST_ALIKE })}</summary>
                    <ul class="plain-list">
                      ${this.notes(notes.slice(MOST_ALIKE))}
                    </ul>
                  </details>
                </li>`
              : nothing}`,
        )}
      </ul>
      ${(state.baseline?.warnings ?? []).some((warning) => SET_ASIDE.includes(warning.code))
        ? html`<p class="buttons">
            <button type="button" id="unreadable-save" @click=${this.saveUnreadable}>
              ${words.t("page.unreadable_save")}
            </button>
          </p>
          <p class="muted">${words.t("hint.unreadable_save")}</p>`
        : nothing}
    </section>`;
  }

  private notes(notes: readonly HealthNote[]): unknown {
    const key = ({ finding }: HealthNote) => `${finding.check}-${finding.code}-${finding.params["column"]}`;
    return repeat(notes, key, (note) => this.health(note));
  }

  /** A finding, what can be done about it, and whether it was done. */
  private health({ finding, text }: HealthNote): TemplateResult {
    const { words } = this;
    const { action, patch, filter, acknowledged, excluded } = finding;
    if (!action) return html`<li>${text}</li>`;
    // The other actions leave no finding behind that could be taken back here.
    const done = action === "exclude_rows" ? excluded : action === "acknowledge" && acknowledged;
    const name = words.t(`page.health.${action}${done ? ".back" : ""}`);
    const act = () => (action === "filter" ? putConditions(filter) : this.change(patch));
    return html`<li data-health=${finding.code} class=${done ? "muted" : nothing}>
      <span>${text}</span>
      ${finding.row_list.length > 0 ? this.rowsOf(finding) : nothing}
      <button
        type="button"
        class="quiet"
        aria-label=${words.t("page.action_on", { action: name, name: text })}
        @click=${act}
      >
        ${name}
      </button>
    </li>`;
  }

  /** The answers that a finding is about; those of one finding at a time. */
  private rowsOf({ code, params, rows, row_list: list }: HealthFinding): TemplateResult {
    const { words } = this;
    const key = `${code} ${params["column"]}`;
    const toggled = (event: Event): void => {
      if ((event.target as HTMLDetailsElement).open) this.opened = key;
      else if (this.opened === key) this.opened = "";
    };
    const shown = list.slice(0, FOUND_ROWS);
    return html`<details name="rows" @toggle=${toggled}>
      <summary>${words.t("page.rows_count", { count: rows })}</summary>
      ${this.opened === key
        ? html`<vocal-rows .rows=${shown}></vocal-rows>
            ${rows > shown.length ? html`<p class="muted">${words.t("page.health.first_rows", {
              shown: words.number(shown.length),
              count: words.number(rows),
            })}</p>` : nothing}`
        : nothing}
    </details>`;
  }

  private readonly saveUnreadable = async (): Promise<void> => {
    const { lang, fileName } = this.state;
    try {
      const { csv } = await engine.ask("unreadable", { lang });
      const name = `${stemOf(fileName)}-${this.words.t("page.unreadable_name")}.csv`;
      handOut(new Blob([csv], { type: "text/csv" }), name);
    } catch (error) {
      reportFault(error);
    }
  };

  private change(change: Partial<Settings>): void {
    void applySettings({ ...this.state.settings, ...change });
  }

  private fileCard(): TemplateResult {
    const { state, words } = this;
    const { reading, settings } = state;
    if (!reading) return html``;
    // Text that was stored wrongly is UTF-8 too, read in a way of its own.
    const restored = state.baseline?.warnings.find(({ code }) => code === "saved_twice");
    const encoding = String(restored?.params["encoding"] ?? reading.encoding);
    const encodings = ENCODINGS.includes(encoding) ? ENCODINGS : [encoding, ...ENCODINGS];
    const sheets = reading.sheets ?? [];
    return html`<section class="card" aria-labelledby="data-file">
      <h3 id="data-file">${words.t("page.file_title")}</h3>
      <p>
        <span translate="no">${state.fileName}</span> · ${words.bytes(state.fileSize)} ·
        ${words.t("page.rows_count", { count: reading.rows })}
      </p>
      <div class="fields">
        ${sheets.length > 1
          ? choice(
              "sheet",
              words.t("page.sheet"),
              sheets.map((sheet) => [sheet, sheet]),
              reading.sheet,
              (sheet) => this.change({ sheet }),
            )
          : nothing}
        ${TEXT_FORMATS.includes(reading.format)
          ? choice(
              "encoding",
              words.t("page.encoding"),
              encodings.map((one) => [one, one.toUpperCase()]),
              encoding,
              (encoding) => this.change({ encoding }),
            )
          : nothing}
        ${reading.delimiter === null && reading.columns.length !== 1
          ? nothing
          : choice(
              "delimiter",
              words.t("page.delimiter"),
              [
                ...DELIMITERS.map(({ value, key }): Option<string> => [value, words.t(key)]),
                ...otherDelimiter(reading.delimiter),
              ],
              reading.delimiter,
              (delimiter) => this.change({ delimiter }),
            )}
        ${this.minimum("min-group", "page.min_group", 2, minGroupOf(settings), (min_group) =>
          this.change({ min_group }),
        )}
        ${this.minimum("min-quotes", "page.min_quotes", 1, settings.min_quotes ?? 10, (min_quotes) =>
          this.change({ min_quotes }),
        )}
      </div>
      <p class="muted">${words.t("hint.min_group")}</p>
      <p class="buttons">
        <button type="button" id="settings-save" @click=${keepSettings}>
          ${words.t("page.settings_save")}
        </button>
        ${fileButton("settings-file", words.t("page.settings_load"), ".json", (file) => loadKept([file]))}
      </p>
      <p class="muted">${words.t("hint.settings_file")}</p>
      ${state.settingsRefused
        ? html`<p class="problem" role="alert">${words.t("error.settings_file")}</p>`
        : nothing}
    </section>`;
  }

  private minimum(
    id: string,
    key: string,
    least: number,
    value: number,
    apply: (value: number) => void,
  ): TemplateResult {
    return html`<p class="field">
      <label for=${id}>${this.words.t(key)}</label>
      <input
        id=${id}
        type="number"
        inputmode="numeric"
        min=${least}
        max="1000"
        spellcheck="false"
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.checkValidity() && input.value !== "") apply(input.valueAsNumber);
          else input.value = String(value);
        }}
      />
    </p>`;
  }

  private columns(): TemplateResult {
    const { words } = this;
    const columns = this.state.reading?.columns ?? [];
    const rest = columns.length - this.limit;
    return html`<div class="card">
      <h3 id="data-columns">${words.t("page.columns_title", { count: columns.length })}</h3>
      <p class="muted">${words.t("page.columns_text")}</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="data-columns">
        <table class="columns stacked">
          <thead>
            <tr>
              <th scope="col">${words.t("page.column")}</th>
              <th scope="col">${words.t("page.role")}</th>
              <th scope="col">${words.t("page.details")}</th>
              <th scope="col">${words.t("page.confidence")}</th>
              <th scope="col">${words.t("page.examples")}</th>
            </tr>
          </thead>
          <tbody>
            ${columns.slice(0, this.limit).map((column) => this.column(column))}
          </tbody>
        </table>
      </div>
      ${moreButton(rest, words.t("page.more_columns", { count: Math.min(rest, STEP) }), () => (this.limit += STEP))}
    </div>`;
  }

  private column(column: ColumnReading): TemplateResult {
    const { words } = this;
    const name = columnName(words, column, column.index);
    const label = (key: string) => words.t("page.field_of", { field: words.t(key), name });
    return html`<tr>
      <th scope="row" class="column-name">
        <span translate="no">${shortened(name, 120)}</span>
        <span class="muted">${words.t("page.column_fill", { count: column.answered })}</span>
      </th>
      <td data-label=${words.t("page.role")}>
        <select
          aria-label=${label("page.role")}
          data-column=${column.index}
          @change=${(event: Event) => this.setRole(column, textOf(event) as Role)}
        >
          ${ROLES.map(
            (role) =>
              html`<option value=${role} .selected=${role === column.role}>
                ${words.t(`role.${role}`)}
              </option>`,
          )}
        </select>
      </td>
      <td>${this.details(column, label)}</td>
      <td data-label=${words.t("page.confidence")}>${words.t(`page.confidence.${confidence(column)}`)}</td>
      <td class="examples" translate="no" data-label=${words.t("page.examples")}>${this.examples(column.index)}</td>
    </tr>`;
  }

  private setRole(column: ColumnReading, role: Role): void {
    void changeColumn(column, { role });
  }

  private details(column: ColumnReading, label: (key: string) => string): TemplateResult {
    if (column.role === "score") return this.scoreDetails(column, label);
    if (column.role === "pii") return this.piiDetails(column, label);
    if (column.role === "date") return this.dateDetails(column, label);
    if (column.role === "number") return this.bands(column, label);
    return html``;
  }

  private dateDetails(column: ColumnReading, label: (key: string) => string): TemplateResult {
    const { words } = this;
    return html`<div class="details">
      ${column.date_order
        ? html`<select
            aria-label=${label("page.date_order")}
            data-date-order=${column.index}
            @change=${(event: Event) =>
              void changeColumn(column, { date_order: textOf(event) as DateOrder })}
          >
            ${DATE_ORDERS.map(
              (one) =>
                html`<option value=${one} .selected=${one === column.date_order}>
                  ${words.t(`page.date_order.${one}`)}
                </option>`,
            )}
          </select>`
        : nothing}
      ${column.primary ? html`<span class="muted">${words.t("page.primary_date")}</span>` : nothing}
    </div>`;
  }

  private scoreDetails(column: ColumnReading, label: (key: string) => string): TemplateResult {
    const { words } = this;
    const metric = column.metric ?? "rating";
    const [from, to] = column.scale ?? [0, 10];
    const set = (change: Partial<ColumnSetting>) => void changeColumn(column, change);
    const bound = (key: string, value: number, scaleOf: (value: number) => [number, number]) =>
      html`<input
        type="number"
        class="narrow"
        inputmode="numeric"
        spellcheck="false"
        aria-label=${label(key)}
        min="-100"
        max="1000"
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const scale = scaleOf(input.valueAsNumber);
          if (scale[0] < scale[1]) set({ scale });
          else input.value = String(value);
        }}
      />`;
    return html`<div class="details">
      <select
        aria-label=${label("page.metric")}
        @change=${(event: Event) => {
          const chosen = textOf(event) as Metric | "rating";
          if (chosen === "rating") set({ metric: null });
          else set({ metric: chosen, scale: SCALES[chosen] ?? null, low_is_good: chosen === "ces" });
        }}
      >
        ${METRICS.map(
          (one) =>
            html`<option value=${one} .selected=${one === metric}>
              ${words.t(`metric.${one}.choice`)}
            </option>`,
        )}
      </select>
      <span class="scale">
        ${bound("page.scale_from", from, (value) => [value, to])} –
        ${bound("page.scale_to", to, (value) => [from, value])}
      </span>
      <select
        aria-label=${label("page.direction")}
        @change=${(event: Event) => set({ low_is_good: textOf(event) === "low" })}
      >
        <option value="high" .selected=${!column.low_is_good}>
          ${words.t("page.direction.high")}
        </option>
        <option value="low" .selected=${column.low_is_good === true}>
          ${words.t("page.direction.low")}
        </option>
      </select>
    </div>`;
  }

  /** Lower ends of bands by which a column of numbers is broken down: "18, 35, 65". */
  private bands({ index }: ColumnReading, label: (key: string) => string): TemplateResult {
    const { words, state } = this;
    const all = state.settings.bands ?? [];
    const cuts = all.find((one) => one.index === index)?.cuts ?? [];
    const apply = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const typed = lowerEnds(input.value);
      // What cannot be read stays to be corrected, and the bands before stay in force.
      this.unread = typeof typed === "string" ? { index, part: typed } : null;
      if (typeof typed === "string") return;
      input.value = typed.join(", ");
      const others = all.filter((one) => one.index !== index);
      this.change({ bands: typed.length > 0 ? [...others, { index, cuts: typed }] : others });
    };
    const unread = this.unread?.index === index ? this.unread.part : null;
    const fault = `bands-fault-${index}`;
    return html`<input
      type="text"
      class="bands"
      data-bands=${index}
      aria-invalid=${unread !== null}
      aria-describedby=${unread === null ? nothing : fault}
      inputmode="text"
      spellcheck="false"
      placeholder=${words.t("page.bands_example")}
      aria-label=${label("page.bands")}
      title=${words.t("hint.bands")}
      .value=${cuts.join(", ")}
      @change=${apply}
    />
    ${unread === null
      ? nothing
      : html`<p class="problem" role="alert" id=${fault}>
          ${words.t("page.bands_unread", { part: words.quoted(unread) })}
        </p>`}`;
  }

  private piiDetails(column: ColumnReading, label: (key: string) => string): TemplateResult {
    const { words } = this;
    return html`<select
      aria-label=${label("page.pii_kind")}
      @change=${(event: Event) => void changeColumn(column, { pii: textOf(event) as Pii })}
    >
      ${PII.map(
        (one) =>
          html`<option value=${one} .selected=${one === column.pii}>${words.t(`pii.${one}`)}</option>`,
      )}
    </select>`;
  }

  /** The first different values of a column, masked where they could name a person. */
  private examples(index: number): string {
    const values = this.rows.map((row) => row[index]?.trim() ?? "").filter((value) => value !== "");
    return [...new Set(values)].slice(0, 3).map((value) => shortened(value, 36)).join(" · ");
  }

  private preview(): TemplateResult {
    const { words } = this;
    if (this.rows.length === 0) return html``;
    return html`<div class="card">
      <h3 id="data-preview">${words.t("page.preview_title")}</h3>
      <vocal-rows .rows=${FILE_BEGINNING}></vocal-rows>
    </div>`;
  }
}

/** Notes of one kind together, in the order in which the kinds come. */
function alike(notes: readonly HealthNote[]): Iterable<HealthNote[]> {
  const kinds = new Map<string, HealthNote[]>();
  for (const note of notes) kinds.set(note.finding.code, [...(kinds.get(note.finding.code) ?? []), note]);
  return kinds.values();
}

/** The delimiter that was found, where it is none of the usual ones; a control character by its number. */
function otherDelimiter(found: string | null): Option<string>[] {
  if (!found || DELIMITERS.some(({ value }) => value === found)) return [];
  const code = found.charCodeAt(0);
  return [[found, code > 32 ? found : `0x${code.toString(16).toUpperCase()}`]];
}

/** How sure the reader is, as one of four words. */
function confidence(column: ColumnReading): "decided" | "sure" | "likely" | "unsure" {
  if (column.decided) return "decided";
  if (column.confidence >= 0.9) return "sure";
  return column.confidence >= 0.7 ? "likely" : "unsure";
}

customElements.define("vocal-data", VocalData);
