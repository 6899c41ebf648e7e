// What people use today, each doing its work on one File. Bundled for the browser by side-by-side.mjs.
//
// Every contender is `{ prepare?, run }`: `prepare` loads what a warm page has loaded already and is not
// timed; `run(file)` is timed and returns a number that must be right, so that nobody wins by doing less.

import * as duckdb from "@duckdb/duckdb-wasm";
import * as aq from "arquero";
import ExcelJS from "exceljs";
import Papa from "papaparse";
import readXlsxFile from "read-excel-file/browser";
import Sentiment from "sentiment";
import { inferSchema, initParser } from "udsv";
import vader from "vader-sentiment";
import winkSentiment from "wink-sentiment";
import * as XLSX from "xlsx";
import { codeAll, Help } from "../../www/src/help.ts";
import { Sharing } from "../../www/src/sharing.ts";
import { streamed } from "../../www/src/streamed.ts";

const COLUMNS = { date: 1, segments: [2, 3, 4, 5, 6], nps: 7, csat: 8, ces: 9, comment: 10 };
const SEGMENTS = ["country", "region", "channel", "product", "touchpoint"];

/** Parses a file in chunks and gives every chunk of rows to `take`. */
function papa(file, take) {
  return new Promise((resolve, reject) => {
    Papa.parse(file, { chunk: ({ data }) => take(data), complete: resolve, error: reject });
  });
}

async function rowsOf(file, take = () => {}) {
  let rows = -1;
  await papa(file, (chunk) => {
    rows += chunk.filter((row) => row.length > 1).length;
    take(chunk);
  });
  return rows;
}

/** Counts, sums and squares by month and by every segment, in JavaScript as a careful person writes it. */
function tallies() {
  const groups = new Map();
  const add = (key, row) => {
    let tally = groups.get(key);
    if (!tally) groups.set(key, (tally = new Float64Array(9)));
    [row[COLUMNS.nps], row[COLUMNS.csat], row[COLUMNS.ces]].forEach((cell, at) => {
      if (cell === "" || cell === undefined) return;
      const value = at === 0 ? (cell >= 9 ? 1 : cell <= 6 ? -1 : 0) : Number(cell);
      tally[3 * at] += 1;
      tally[3 * at + 1] += value;
      tally[3 * at + 2] += value * value;
    });
  };
  return {
    groups,
    take(rows) {
      for (const row of rows) {
        if (row.length < 2 || row[0] === "respondent_id") continue;
        add(row[COLUMNS.date].slice(0, 7), row);
        for (const segment of COLUMNS.segments) add(`${segment}|${row[segment]}`, row);
      }
    },
  };
}

const withHeader = (data) => data.slice(1);

let connection = null;
let database = null;
async function startDuckdb() {
  const worker = new Worker("/duckdb-worker.js");
  database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate("/duckdb.wasm");
  connection = await database.connect();
}

let serial = 0;
async function attach(file) {
  const name = `survey-${serial++}.csv`;
  await database.registerFileHandle(name, file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  return name;
}

const SCORES = `count(nps) n, avg(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END) FILTER (nps IS NOT NULL) nps,
  stddev(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END) FILTER (nps IS NOT NULL) nps_sd,
  avg(csat) csat, stddev(csat) csat_sd, avg(ces) ces, stddev(ces) ces_sd`;

const sentiment = new Sentiment();

async function commentsOf(file) {
  const comments = [];
  await papa(file, (rows) => comments.push(...rows.map((row) => row[COLUMNS.comment]).filter(Boolean)));
  return withHeader(comments);
}

let comments = [];
const text = (score) => ({
  prepare: async (file) => {
    comments = await commentsOf(file);
  },
  run: async () => {
    for (const comment of comments) score(comment);
    return comments.length;
  },
});

/** The same by a function that the browser has compiled well: it has scored the beginning of the file before. */
const textWarm = (score) => {
  const { prepare, run } = text(score);
  return {
    prepare: async (file) => {
      await warmed(async (beginning) => (await prepare(beginning), run()), () => {})(file);
      await prepare(file);
    },
    run,
  };
};

/** Vocal's module without its page: what the worker does. */
let module = null;
async function startVocal() {
  const response = await fetch("/vocal_web.wasm");
  module = await WebAssembly.compile(await response.arrayBuffer());
  wasm_bindgen.initSync({ module });
}

/** The other worker, through the page's own code for sharing work. */
let help = null;
let sharing = null;
async function startTwo() {
  await startVocal();
  const [coding, reading] = [new MessageChannel(), new MessageChannel()];
  const worker = new Worker("/second-worker.js");
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
  });
  worker.postMessage({ module, coding: coding.port2, reading: reading.port2 }, [coding.port2, reading.port2]);
  await ready;
  help = new Help(coding.port1);
  sharing = new Sharing(reading.port1);
}

/** Gives the bytes of a file to `take` as they come, in the way in which the page's worker gets them. */
async function stream(file, take) {
  for await (const bytes of streamed(file)) take(bytes);
}

async function vocalSession(file) {
  const session = new wasm_bindgen.Session(file.name, undefined);
  session.expect(file.size);
  await stream(file, (bytes) => session.push(bytes));
  session.finish();
  return session;
}

async function bareFields(file) {
  const bare = new wasm_bindgen.BareCsv();
  await stream(file, (bytes) => bare.push(bytes));
  return bare.push(new Uint8Array());
}

async function typedColumns(file) {
  const columns = new wasm_bindgen.TypedColumns(file.size);
  await stream(file, (bytes) => columns.push(bytes));
  return checked(columns);
}

async function typedByTwo(file) {
  const columns = new wasm_bindgen.TypedColumns(file.size);
  await sharing.read(columns, file, { version: 1 }, (bytes) => columns.push(bytes), () => {});
  return checked(columns);
}

function checked(columns) {
  const [rows, numbers, dates] = columns.finish();
  if (numbers !== 3 || dates !== 1) throw new Error("columns are not typed");
  return rows;
}

/** The start of a reader that has read something before, as the page's has when a person chooses a file. */
const warmed = (read, start = startVocal) => async (file) => {
  await start();
  const beginning = new File([file.slice(0, 4 << 20)], file.name);
  for (let run = 0; run < 3; run++) await read(beginning);
};

/** The start of a reader that has read the whole file so often that the browser has compiled all of it as well as it can. */
const settled = (read, start = startVocal) => async (file) => {
  await start();
  for (let run = 0; run < 10; run++) await read(file);
};

async function typedByUdsv(file) {
  const content = await file.text();
  return initParser(inferSchema(content)).typedCols(content)[0].length;
}

let coded = null;
const prepareCoding = async (file) => {
  coded = await vocalSession(file);
};
const codeComments = async () => coded.code_comments(0xffffffff).total;

const codeByTwo = () => codeAll(coded, help, null, () => {}, () => {});

export const CONTENDERS = {
  "vocal module, read + scores": {
    prepare: startVocal,
    run: async (file) => (await vocalSession(file)).scores([]).file.rows,
  },
  "vocal module, read + scores + text": {
    prepare: startVocal,
    run: async (file) => {
      const session = await vocalSession(file);
      const { file: { rows } } = session.scores([]);
      const { total } = session.code_comments(0xffffffff);
      if (total < rows / 2) throw new Error("comments are missing");
      return rows;
    },
  },
  "text: vocal module": {
    prepare: async (file) => {
      await startVocal();
      await prepareCoding(file);
    },
    run: codeComments,
  },
  "text: vocal module, warm": {
    prepare: async (file) => {
      await warmed(async (beginning) => (await prepareCoding(beginning), codeComments()))(file);
      await prepareCoding(file);
    },
    run: codeComments,
  },
  "text: vocal's two workers, warm": {
    prepare: async (file) => {
      await warmed(async (beginning) => (await prepareCoding(beginning), codeByTwo()), startTwo)(file);
      await prepareCoding(file);
    },
    run: codeByTwo,
  },
  "xlsx: vocal module": {
    prepare: startVocal,
    run: async (file) => (await vocalSession(file)).scores([]).file.rows,
  },
  "columns: csv-core alone, same module": { prepare: startVocal, run: bareFields },
  "columns: csv-core alone, warm": { prepare: warmed(bareFields), run: bareFields },
  "columns: csv-core alone, settled": { prepare: settled(bareFields), run: bareFields },
  // Everything that uDSV does: numbers and dates are parsed for every row, and texts are there for every row.
  // Not included are roles, figures and what comments need, which uDSV does not do.
  "columns: vocal module": { prepare: startVocal, run: typedColumns },
  "columns: vocal module, warm": { prepare: warmed(typedColumns), run: typedColumns },
  "columns: vocal module, settled": { prepare: settled(typedColumns), run: typedColumns },
  "columns: vocal's two workers, warm": { prepare: warmed(typedByTwo, startTwo), run: typedByTwo },
  "columns: udsv": { run: typedByUdsv },
  "columns: udsv, warm": { prepare: warmed(typedByUdsv, () => {}), run: typedByUdsv },
  "columns: udsv, settled": { prepare: settled(typedByUdsv, () => {}), run: typedByUdsv },
  "columns: papaparse": { run: (file) => rowsOf(file) },
  "papaparse parse": { run: (file) => rowsOf(file) },
  "papaparse + scores": {
    run: async (file) => {
      const all = tallies();
      const rows = await rowsOf(file, all.take);
      if (all.groups.size < 10) throw new Error("no groups");
      return rows;
    },
  },
  "papaparse + sentiment": {
    run: (file) =>
      rowsOf(file, (rows) => {
        for (const row of rows) if (row[COLUMNS.comment]) sentiment.analyze(row[COLUMNS.comment]);
      }),
  },
  "udsv parse": {
    run: async (file) => {
      const content = await file.text();
      return initParser(inferSchema(content)).typedArrs(content).length;
    },
  },
  "arquero + scores": {
    run: async (file) => {
      const table = aq.fromCSV(await file.text());
      const held = table.derive({ code: (d) => (d.nps >= 9 ? 1 : d.nps <= 6 ? -1 : 0) });
      for (const by of SEGMENTS) {
        held.groupby(by).rollup({
          n: aq.op.count(),
          nps: aq.op.mean("code"),
          sd: aq.op.stdev("code"),
          csat: aq.op.mean("csat"),
          ces: aq.op.mean("ces"),
        });
      }
      return table.numRows();
    },
  },
  "duckdb + scores": {
    prepare: startDuckdb,
    run: async (file) => {
      const name = await attach(file);
      const sets = ["month", ...SEGMENTS].map((by) => `(${by})`).join(", ");
      const result = await connection.query(
        `SELECT month, ${SEGMENTS.join(", ")}, ${SCORES}, grouping(month) g FROM
         (SELECT strftime(date, '%Y-%m') AS month, * FROM read_csv('${name}'))
         GROUP BY GROUPING SETS (${sets}, ())`,
      );
      return result.numRows;
    },
  },
  "duckdb table + scores": {
    prepare: startDuckdb,
    run: async (file) => {
      const name = await attach(file);
      await connection.query(`CREATE OR REPLACE TABLE survey AS SELECT strftime(date, '%Y-%m') AS month, * FROM read_csv('${name}')`);
      for (const by of ["month", ...SEGMENTS]) {
        await connection.query(`SELECT ${by}, ${SCORES} FROM survey GROUP BY ${by}`);
      }
      const result = await connection.query("SELECT count(*)::INT AS n FROM survey");
      return result.toArray()[0].n;
    },
  },
  "start: duckdb": {
    run: async () => {
      await startDuckdb();
      return 0;
    },
  },
  "text: sentiment": text((comment) => sentiment.analyze(comment)),
  "text: sentiment, warm": textWarm((comment) => sentiment.analyze(comment)),
  "text: vader-sentiment": text((comment) => vader.SentimentIntensityAnalyzer.polarity_scores(comment)),
  "text: wink-sentiment": text((comment) => winkSentiment(comment)),
  "xlsx: SheetJS": {
    run: async (file) => {
      const book = XLSX.read(await file.arrayBuffer());
      return XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 }).length;
    },
  },
  "xlsx: ExcelJS": {
    run: async (file) => {
      const book = new ExcelJS.Workbook();
      await book.xlsx.load(await file.arrayBuffer());
      return book.worksheets[0].rowCount;
    },
  },
  "xlsx: read-excel-file": { run: async (file) => (await readXlsxFile(file)).length },
};

globalThis.contend = async (name) => {
  const file = document.querySelector("input").files[0];
  const { prepare, run } = CONTENDERS[name];
  await prepare?.(file);
  const start = performance.now();
  const result = await run(file);
  return { ms: performance.now() - start, result };
};
