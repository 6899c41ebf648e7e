/**
 * The shapes that cross between the page and the worker. They mirror the serde form of
 * `crates/core/src/report.rs` and `filter.rs`; names are the JSON names.
 */

/** Code of a language that has a message file, such as `pl`. */
export type Lang = string;
export type Theme = "light" | "dark";
export type ThemeChoice = "auto" | Theme;

export type Role =
  | "id"
  | "date"
  | "score"
  | "comment"
  | "segment"
  | "pii"
  | "number"
  | "flag"
  | "ignored";
export type Metric = "nps" | "csat" | "ces" | "ces2" | "chi";
export type Pii = "email" | "phone" | "name" | "address" | "ip" | "national_id" | "person_id";
export type Sentiment = "positive" | "neutral" | "negative" | "mixed";

/** Values that a message shows, by name. */
export type Params = Record<string, unknown>;

/** A closed interval: lower and upper end. */
export type Interval = [number, number];

export interface Warning {
  code: string;
  column: number | null;
  row: number | null;
  params: Params;
}

export type DateOrder = "day_first" | "month_first";

export interface ColumnReading {
  index: number;
  name: string;
  role: Role;
  metric?: Metric | null;
  scale?: Interval;
  low_is_good?: boolean;
  pii?: Pii;
  primary?: boolean;
  /** Order of day and month; missing where no date depends on it. */
  date_order?: DateOrder;
  confidence: number;
  answered: number;
  distinct: number;
  decided?: boolean;
  /** First column of the multiple-choice question that this one belongs to. */
  choice_of?: number;
}

export interface Reading {
  format: string;
  encoding: string;
  delimiter: string | null;
  quote: string | null;
  header_rows: number;
  rows: number;
  sheet: string | null;
  /** All sheets of a workbook or tables of an archive; missing where there is one only. */
  sheets?: string[];
  source: string | null;
  columns: ColumnReading[];
  warnings: Warning[];
}

export interface ScoreFigure {
  column: number;
  metric: Metric | null;
  variant: string;
  scale: Interval;
  low_is_good: boolean;
  lower_is_better: boolean;
  n: number | null;
  excluded: number | null;
  value: number | null;
  interval: Interval | null;
  promoters: number | null;
  passives: number | null;
  detractors: number | null;
  box_share: number | null;
  box_interval: Interval | null;
  mean: number | null;
  mean_interval: Interval | null;
  /** When the size of the whole population is known. */
  finite_interval: Interval | null;
  distribution: [number, number][];
  /** The figure with weights, when the settings give any. */
  weighted: WeightedFigure | null;
  hidden: boolean;
  /** Hidden because it could not be proven safe in time. */
  unproven?: boolean;
}

export interface WeightedFigure {
  value: number;
  interval: Interval | null;
  effective_n: number;
}

export interface TrendPoint {
  column: number;
  period: string;
  n: number | null;
  value: number | null;
  interval: Interval | null;
  limits: Interval | null;
  flag: "above" | "below" | null;
  hidden: boolean;
}

export interface Group {
  key: string;
  n: number | null;
  value: number | null;
  interval: Interval | null;
  p_adjusted: number | null;
  /** Against everybody else who answered. */
  difference: number | null;
  difference_interval: Interval | null;
  /** Cohen's h for CSAT, Cohen's d otherwise. */
  effect: number | null;
  weighted: WeightedFigure | null;
  hidden: boolean;
}

/** Whether the counts of a table depend on its lines. */
export interface Association {
  test: string;
  p: number;
  p_adjusted: number | null;
  cramers_v: number;
  sparse: boolean;
}

/** Everybody who is in none of the groups that are shown. */
export interface Together {
  n: number;
  value: number | null;
  interval: Interval | null;
}

export interface Breakdown {
  column: number;
  by: number;
  groups: Group[];
  together?: Together;
  association: Association | null;
  /** Some are hidden because they could not be proven safe in time. */
  unproven?: boolean;
}

export interface TextFigure {
  n: number | null;
  languages: Record<string, number>;
  sentiment: Record<Sentiment, number>;
  net_sentiment: number | null;
  net_sentiment_interval: Interval | null;
  net_sentiment_n: number;
  hidden: boolean;
}

export interface CategoryFigure {
  id: string;
  parent: string | null;
  label: Record<string, string>;
  n: number | null;
  share: [number, number, number] | null;
  positive: number | null;
  neutral: number | null;
  negative: number | null;
  impact: number | null;
  impact_interval: Interval | null;
  impact_rank: number | null;
  /** Share of the resamples that gave it the same place. */
  rank_stability: number | null;
  /** Impact when a comment's effect is shared among its categories; first level only. */
  shapley: number | null;
  hidden: boolean;
}

export interface HealthFinding {
  check: number;
  code: string;
  rows: number;
  params: Params;
  /** What can be done about it; null when nothing. */
  action: "exclude_rows" | "set_column" | "filter" | "acknowledge" | null;
  /** What the action changes in the settings. */
  patch: Partial<Settings>;
  /** The filter that the action sets. */
  filter: Condition[];
  /** The first 200 of the rows concerned, from 0; empty when it is not about single rows. */
  row_list: number[];
  /** True when somebody marked it as known. */
  acknowledged: boolean;
  /** True when the rows are left out of all figures already. */
  excluded: boolean;
}

/** One thing worth knowing; its sentence stands at the same place in [`Sentences`]. */
export interface Finding {
  code: string;
  column: number | null;
  params: Params;
  /** Good or bad news for the score; null when it is neither. */
  better: boolean | null;
  chart: { kind: ChartKind | "drivers"; column: number | null; by: number | null } | null;
  /** The rows that it is about; empty for all. */
  filter: Condition[];
}

export interface Report {
  version: number;
  file: { name: string; sha256: string; rows: number };
  reading: Reading;
  rows: number | null;
  scores: ScoreFigure[];
  trend: TrendPoint[];
  breakdowns: Breakdown[];
  text: TextFigure;
  categories: CategoryFigure[];
  drivers: Driver[];
  driver_model: DriverModel | null;
  /** What two years say about seasons, per score that has them. */
  seasons: { column: number; seasonal: boolean }[];
  findings: Finding[];
  health: HealthFinding[];
  operational: OperationalFigure[];
  operational_file: OperationalFile | null;
  non_response: NonResponse | null;
  weighting: Weighting | null;
  warnings: Warning[];
}

/** A figure of customers or cases. */
export interface OperationalFigure {
  metric: string;
  source: "totals" | "file" | "columns";
  unit: "percent" | "hours" | "points";
  n: number | null;
  value: number | null;
  interval: Interval | null;
  parts: Record<string, number>;
  part_intervals: Record<string, Interval>;
  /** Days without another contact after which a case counts as solved at the first one. */
  window_days: number | null;
  hidden: boolean;
}

/** The second file, and how its rows found the answers. */
export interface OperationalFile {
  name: string;
  rows: number;
  join: {
    column_name: string;
    matched: number;
    unmatched: number;
    answers_unmatched: number;
  } | null;
}

/** What those who did not answer could do to the NPS. */
export interface NonResponse {
  column: number;
  invited: number;
  answered: number;
  rate: number;
  value: number;
  worst: number;
  best: number;
  break_even: number | null;
}

/** How answers were weighted. */
export interface Weighting {
  method: "column" | "raking";
  n: number;
  effective_n: number;
  without_weight: number;
  range: Interval;
  converged: boolean;
  missing_groups: string[];
  pooled_groups: string[];
}

export type NpsClass = "detractor" | "passive" | "promoter";

/** What the NPS would be if some people changed their mind. */
export interface Simulation {
  concerned: number | null;
  moved: number | null;
  before: number | null;
  after: number | null;
  interval: Interval | null;
  shift: number | null;
  needed_n: number | null;
  hidden: boolean;
}

export interface CrossCell {
  n: number | null;
  value: number | null;
  interval: Interval | null;
  p_adjusted: number | null;
  /** Against all other answers, as of a group. */
  effect: number | null;
  hidden: boolean;
}

/** One score by two segments; the last row and the last cell of each row are margins. */
export interface Crosstab {
  column: number;
  rows: number;
  columns: number;
  row_keys: (string | null)[];
  column_keys: (string | null)[];
  cells: CrossCell[][];
  association: Association | null;
  /** Groups that the test takes together or leaves out; missing when there are none. */
  association_untold?: string[];
  unproven?: boolean;
}

/** Findings and health of a report in one language, in the report's order. */
export interface Sentences {
  findings: string[];
  health: string[];
}

/** A report and what it says in every language. */
export interface Told {
  report: Report;
  sentences: Record<Lang, Sentences>;
}

/** One rating and its part in the overall score. */
export interface Driver {
  column: number;
  target: number;
  n: number;
  share: number;
  interval: Interval;
  /** Johnson's relative weight, a check of `share`. */
  johnson: number;
  significant: boolean;
  p_adjusted: number;
  /** Null, as the two below are, where it would tell the answers of few who are not in the model. */
  mean: number | null;
  performance: number | null;
  top_box: number | null;
  quadrant: "concentrate" | "keep_up" | "low_priority" | "possible_overkill" | null;
  /** What high answers add to the overall score, and low ones take from it, against middling ones. */
  reward: number | null;
  penalty: number | null;
  class: "basic" | "exciter" | "performance" | null;
}

export interface DriverModel {
  target: number;
  n: number;
  r2: number;
  left_out: number[];
}

/** One of two groups of a comparison. */
export interface Side {
  n: number | null;
  value: number | null;
  interval: Interval | null;
}

export interface Decomposition {
  by: number | null;
  mix: number;
  volume: number;
  score: number;
  noise: number | null;
  categories: { id: string | null; volume: number; score: number }[];
}

export interface Comparison {
  column: number;
  before: Side;
  after: Side;
  difference: number | null;
  interval: Interval | null;
  significant: boolean;
  /** Cohen's h for CSAT, Cohen's d otherwise. */
  effect: number | null;
  /** Rows in both groups; above 0 nothing is tested. */
  overlap: number;
  detectable: number | null;
  /** Answers in each group that would show a difference of this size. */
  needed_n: number | null;
  /** The same people in both groups, each compared with themselves. */
  paired: { n: number; difference: number; interval: Interval | null; p: number | null } | null;
  decompositions: Decomposition[];
  hidden: boolean;
}

export interface CompareRequest {
  column: number;
  filter: Filter;
  /** Null for everybody who is not in `after`. */
  before: readonly Condition[] | null;
  after: readonly Condition[];
}

/** One condition on a row; all conditions of a filter must hold. */
export type Condition =
  | { kind: "segment"; column: number; keys: string[] }
  | { kind: "score"; column: number; from: number; to: number }
  | { kind: "period"; keys: string[] }
  | { kind: "sentiment"; keys: Sentiment[] }
  | { kind: "category"; keys: string[]; sentiments: Sentiment[] }
  | { kind: "person"; keys: string[] };

export type Filter = readonly Condition[];

/** What the user decided about one column. */
export interface ColumnSetting {
  index: number;
  name: string;
  role: Role;
  metric?: Metric | null;
  scale?: Interval | null;
  low_is_good?: boolean;
  pii?: Pii | null;
  date_order?: DateOrder;
  /** Answer that a blank cell stands for. */
  blank?: number;
}

/** What the user decided about every comment of one wording. */
export interface Decision {
  key: string;
  starred?: boolean;
  /** Given in the random sample: it measures the coding and teaches nothing. */
  sampled?: boolean;
  sentiment?: Sentiment;
  mentions?: { category: string; sentiment: Sentiment }[];
}

/** What is learned from the file itself. */
export interface LearningSetting {
  scores: boolean;
  corrections: boolean;
}

/** How good the coding is on the labelled part of a random sample. */
export interface LabelQuality {
  sample: number;
  labelled: number;
  /** Share that was right, and the ends of its interval. */
  accuracy: [number, number, number] | null;
  sentiments: ClassQuality[];
  categories_labelled: number;
  categories: ClassQuality[];
  learned_from: number;
  adapted_to_scores: boolean;
}

export interface ClassQuality {
  id: string;
  /** Comments that program and user agree on, that the program gave the class to, and the user. */
  right: number;
  coded: number;
  real: number;
  precision: number | null;
  recall: number | null;
  share: { apparent: number; share: number; interval: Interval } | null;
}

/** A change of a decision; null takes a part of it back. */
export interface DecisionChange {
  starred?: boolean;
  sentiment?: Sentiment | null;
  mentions?: { category: string; sentiment: Sentiment }[] | null;
}

/** A category as in a codebook file; patterns by language code. */
export interface Category {
  id: string;
  label: Record<string, string>;
  parent: string | null;
  patterns: Record<string, string[]>;
  exclude?: Record<string, string[]>;
  /** Praise by itself: counts in no statement that complains. */
  praise_only?: boolean;
}

/** A `*.codebook.json`. */
export interface Codebook {
  version: 1;
  categories: Category[];
}

/** A codebook compared with the one in force, on some of the comments. */
export interface CodebookTrial {
  comments: number;
  total: number;
  /** Null stands for a count below the minimum group size. */
  categories: { id: string; before: number | null; after: number | null }[];
  uncoded: [number, number];
  changed: number;
  examples: { text: string; before: string[]; after: string[] }[];
}

/** Mentions of every category in every group of one segment. */
export interface CategoryMatrix {
  by: number;
  groups: { key: string; n: number | null; hidden: boolean }[];
  rows: { category: string; cells: MatrixCell[] }[];
}

export interface MatrixCell {
  n: number | null;
  share: number | null;
  positive: number | null;
  negative: number | null;
  hidden: boolean;
}

/** A comment to show as an example. */
export interface Quote {
  row: number;
  column: number;
  text: string;
}

/** Topics without a category, and words that rose in the latest period. */
export interface Suggestions {
  comments: number;
  read: number;
  score_column: number | null;
  list: Suggestion[];
  period: string | null;
  rising: RisingTerm[];
}

export interface Suggestion {
  key: string;
  terms: { label: string; n: number }[];
  n: number;
  share: number;
  score: number | null;
  score_n: number;
  sentiment: Record<Sentiment, number>;
  examples: Quote[];
  category: Category;
}

export interface RisingTerm {
  label: string;
  patterns: string[];
  n: number;
  of: number;
  n_before: number | null;
  of_before: number;
  p_adjusted: number;
  examples: Quote[];
}

/** Words that tell two groups apart. */
export interface GroupWords {
  groups: [Filter, Filter];
  n: [number, number];
  hidden: boolean;
  first: GroupWord[];
  second: GroupWord[];
}

export interface GroupWord {
  label: string;
  patterns: string[];
  /** Null stands for a count below the minimum group size. */
  n: [number | null, number | null];
  log_odds: number;
  z: number;
  p_adjusted: number;
}

export interface CategoryPair {
  categories: [string, string];
  n: number;
  of: [number, number];
  lift: number;
  p_adjusted: number;
}

/** Length of a period of the trend. */
export type Period = "day" | "week" | "month" | "quarter";

/** Something that happened, to be shown on the trend. */
export interface EventNote {
  /** `YYYY-MM-DD`. */
  date: string;
  text: string;
}

/** Everything the user can decide about a file; also the form of `*.vocal.json`. */
export interface Settings {
  version: 1;
  min_group?: number;
  min_quotes?: number;
  seed?: number;
  encoding?: string | null;
  delimiter?: string | null;
  header_rows?: number | null;
  sheet?: string | null;
  columns?: ColumnSetting[];
  /** Null and absent stand for the built-in one. */
  codebook?: Codebook | null;
  decisions?: Decision[];
  /** Health findings whose rows are left out of the figures, by code or by the number of their check. */
  excluded_checks?: (number | string)[];
  /** Health findings that were marked as known. */
  acknowledged?: string[];
  /** Keys of suggested topics that were dismissed. */
  dismissed?: string[];
  learning?: LearningSetting;
  bands?: { index: number; cuts: number[] }[];
  weights?: WeightSetting | null;
  totals?: Totals;
  /** Absent stands for months. */
  period?: Period;
  events?: readonly EventNote[];
}

/** Where weights come from: a column, else the shares of groups in the population. */
export interface WeightSetting {
  column: { index: number } | null;
  targets: { index: number; shares: Record<string, number> }[];
}

/** Totals that are known without a table. */
export type Totals = Partial<
  Record<
    | "invited"
    | "population"
    | "customers_start"
    | "customers_end"
    | "customers_new"
    | "customers_lost"
    | "cases"
    | "cases_first_contact"
    | "fcr_window_days"
    | "customers"
    | "customers_referring"
    | "revenue_last_year"
    | "revenue_retained"
    | "revenue_earned_new",
    number | null
  >
>;

export type ChartKind = "distribution" | "trend" | "breakdown" | "sentiment" | "categories";

export interface ChartRequest {
  kind: ChartKind;
  column?: number;
  by?: number;
  /** CSS pixels. */
  width: number;
  theme: Theme;
  lang: Lang;
}

export interface Chart {
  svg: string;
  title: string;
  description: string;
  table: { header: string[]; rows: string[][] };
}

export type CommentOrder = "file" | "newest" | "lowest" | "highest";

/** Which comments a list is about. */
export type Folder = "ordinary" | "contact" | "starred" | "sensitive" | "contradictions" | "staff_praise" | "sample";

export type Sensitive = "self_harm" | "threat" | "harassment" | "discrimination";

export interface CommentQuery {
  filter: Filter;
  folder: Folder;
  search: string;
  /** Word patterns, one of which must match; none finds all. */
  patterns: readonly string[];
  /** Shows names in the folder of praise. */
  names: boolean;
  offset: number;
  limit: number;
  order: CommentOrder;
}

export interface Mention {
  category: string;
  sentiment: Sentiment;
  /** Offsets in Unicode code points, end excluded. */
  start: number;
  end: number;
}

export interface CommentRow {
  row: number;
  column: number;
  text: string;
  language: string;
  sentiment: Sentiment;
  score: number;
  date: string | null;
  answers: { column: number; value: number }[];
  segments: { column: number; key: string }[];
  mentions: Mention[];
  /** Names the wording in decisions. */
  key: string;
  starred: boolean;
  corrected: boolean;
  /** True when it was labelled in the random sample. */
  sampled: boolean;
  sensitive: Sensitive | null;
  contradiction: "low_with_praise" | "high_with_complaint" | null;
}

export interface CommentPage {
  total: number;
  /** Matching comments in the other folders. */
  sensitive: number;
  starred: number;
  contradictions: [number, number];
  staff_praise: number;
  /** True when the group is too small for quotes to be shown. */
  withheld: boolean;
  rows: CommentRow[];
}

/** One of the files that a survey came in. */
export interface Part {
  name: string;
  bytes: Blob | ArrayBuffer;
}

/** How a file was read, with the report: of scores alone until comments are coded. */
export interface Opened extends Told {
  reading: Reading;
}

export interface Progress {
  stage: "reading" | "coding";
  done: number;
  total: number;
}

/** An error as it crosses from the worker: a stable code and values, no text. */
export interface Problem {
  code: string;
  params: Params;
  /** Line of the file, from 1, when the error has one. */
  row?: number;
  /** Which of the files that were opened together has it. */
  part?: number;
}

/** What the page can ask the worker, and what each request resolves to. */
export interface Requests {
  init: { ask: { module: WebAssembly.Module }; answer: Record<string, never> };
  /** Gives a worker a helper at the other end of lines. */
  help: { ask: { coding: number; reading: number }; answer: Record<string, never> };
  /** Makes a worker the helper of the one at the other end. */
  serve: { ask: { coding: number; reading: number }; answer: Record<string, never> };
  /** Prepares for a file by going through a small one. */
  warm: { ask: { survey: ArrayBuffer }; answer: Record<string, never> };
  /** `second` is a file with customers or cases, beside the survey. */
  open: {
    ask: { parts: readonly Part[]; settings: Settings; second: Part | null };
    answer: Opened;
  };
  /** Takes a second file in the place of the one before; null takes it away. */
  second_file: { ask: { part: Part | null }; answer: Record<string, never> };
  /** Codes the comments of the file that was opened, and gives the whole report. */
  code: { ask: Record<string, never>; answer: Told };
  /** The figures of scores alone, as a report without the rest. */
  scores: { ask: { filter: Filter }; answer: Told };
  report: { ask: { filter: Filter }; answer: Told };
  configure: { ask: { settings: Settings }; answer: Opened };
  chart: { ask: { request: ChartRequest }; answer: Chart };
  comments: { ask: { query: CommentQuery }; answer: CommentPage };
  /** Rows that were left out or repaired, as a CSV file. */
  unreadable: { ask: { lang: Lang }; answer: { csv: string } };
  preview: { ask: { rows: readonly number[] }; answer: { rows: string[][] } };
  digest: { ask: Record<string, never>; answer: { sha256: string } };
  /** Looks for sensitive comments ahead of the first list of them. */
  screen: { ask: Record<string, never>; answer: Record<string, never> };
  codebook: { ask: Record<string, never>; answer: Codebook };
  trial: { ask: { codebook: Codebook; limit: number }; answer: CodebookTrial };
  compare: { ask: { request: CompareRequest }; answer: Comparison | null };
  crosstab: {
    ask: { request: { column: number; rows: number; columns: number; filter: Filter } };
    answer: Crosstab | null;
  };
  simulate: {
    ask: {
      request: { column: number; within: Filter; filter: Filter; from: NpsClass; to: NpsClass; share: number };
    };
    answer: Simulation | null;
  };
  matrix: { ask: { by: number; filter: Filter }; answer: CategoryMatrix | null };
  suggestions: { ask: { request: { filter: Filter; limit: number } }; answer: Suggestions };
  label_quality: { ask: Record<string, never>; answer: LabelQuality };
  quotes: {
    ask: { filter: Filter; limit: number };
    answer: { n: number; withheld: boolean; list: { text: string }[] };
  };
  near_duplicates: {
    ask: { filter: Filter; limit: number };
    answer: { n: number; repeated: number; groups: { n: number; quote: { text: string } }[] };
  };
  group_words: { ask: { request: { filter: Filter; limit: number } }; answer: GroupWords | null };
  category_pairs: { ask: { filter: Filter; limit: number }; answer: { list: CategoryPair[] } };
}

export type RequestType = keyof Requests;
export type Ask<T extends RequestType> = Requests[T]["ask"];
export type Answer<T extends RequestType> = Requests[T]["answer"];
