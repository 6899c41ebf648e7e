/**
 * Firefox over WebDriver BiDi, without a driver program between: the few commands that the page
 * tests need, on a socket of our own.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Path of a Firefox, or null when there is none. */
export function firefoxPath() {
  if (process.env.FIREFOX) return process.env.FIREFOX;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["firefox-esr", "firefox"];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync) ?? null;
}

const PREFERENCES = [
  "--headless",
  "--no-remote",
  "--remote-debugging-port=0",
];

/** Starts a headless Firefox and a BiDi session in it. */
export async function launchFirefox() {
  const profile = await mkdtemp(join(tmpdir(), "vocal-firefox-"));
  const browser = spawn(firefoxPath(), [...PREFERENCES, "--profile", profile, "about:blank"], {
    env: { ...process.env, HOME: profile, MOZ_REMOTE_ALLOW_SYSTEM_ACCESS: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise((resolve, reject) => {
    let text = "";
    browser.stderr.on("data", (data) => {
      text += data;
      const found = /WebDriver BiDi listening on ws:\/\/([\d.]+):(\d+)/.exec(text);
      if (found) resolve({ host: found[1], port: Number(found[2]) });
    });
    browser.once("exit", () => reject(new Error(`Firefox ended: ${text.slice(-500)}`)));
  });
  const session = new Session(await open({ ...address, path: "/session" }));
  await session.send("session.new", { capabilities: {} });
  await session.send("session.subscribe", { events: ["log.entryAdded"] });
  const close = async () => {
    await session.send("browser.close", {}).catch(() => browser.kill());
    await new Promise((done) => (browser.exitCode === null ? browser.once("exit", done) : done()));
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { session, close };
}

/** Requests and answers of one BiDi session, and what pages write to their consoles. */
class Session {
  console = [];
  #socket;
  #waiting = new Map();
  #last = 0;

  constructor(socket) {
    this.#socket = socket;
    socket.receive = (text) => this.#take(JSON.parse(text));
  }

  send(method, params) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, method });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #take(message) {
    if (message.type === "event") {
      if (message.method === "log.entryAdded") {
        this.console.push(`${message.params.level}: ${message.params.text}`);
      }
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if (message.type === "success") waiting.resolve(message.result);
    else waiting.reject(new Error(`${waiting.method}: ${message.error}: ${message.message}`));
  }

  /** Opens an address in a tab of the given size; the context of its first frame. */
  async openPage(url, { width, height }) {
    const { context } = await this.send("browsingContext.create", { type: "tab" });
    await this.send("browsingContext.setViewport", { context, viewport: { width, height } });
    await this.send("browsingContext.navigate", { context, url, wait: "complete" });
    const { contexts } = await this.send("browsingContext.getTree", { root: context });
    const frame = contexts[0].children[0];
    assert.ok(frame, "the shell has no inner document");
    return { tab: context, frame: frame.context };
  }

  /** The value of an expression in a context; a promise is waited for. */
  async evaluate(context, expression) {
    const answer = await this.send("script.evaluate", {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value) ?? "null")`,
      target: { context },
      awaitPromise: true,
    });
    assert.equal(answer.type, "success", answer.exceptionDetails?.text);
    return JSON.parse(answer.result.value);
  }

  /** Waits until an expression holds. */
  async until(context, expression, patience = 60_000) {
    const end = Date.now() + patience;
    while (!(await this.evaluate(context, `Boolean(${expression})`))) {
      assert.ok(Date.now() < end, `never became true: ${expression}`);
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  /** Presses keys one after the other, on whatever has the focus in the tab. */
  async press(context, ...keys) {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.send("input.performActions", {
      context,
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }
}

const TEXT = 1;
const PING = 9;
const PONG = 10;

/** A WebSocket (RFC 6455) from the client's side: text messages, and answers to pings. */
async function open(address) {
  const key = randomBytes(16).toString("base64");
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
  };
  const { response, socket, head } = await new Promise((resolve, reject) => {
    const asked = request({ ...address, headers });
    asked.on("upgrade", (response, socket, head) => resolve({ response, socket, head }));
    asked.on("response", ({ statusCode }) => reject(new Error(`no socket: ${statusCode}`)));
    asked.on("error", reject);
    asked.end();
  });
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  assert.equal(response.headers["sec-websocket-accept"], accept);
  const connection = { receive: () => {}, send: (text) => socket.write(frame(TEXT, Buffer.from(text))) };
  let rest = Buffer.alloc(0);
  let parts = [];
  const take = (data) => {
    rest = Buffer.concat([rest, data]);
    for (let read = unframe(rest); read; read = unframe(rest)) {
      rest = rest.subarray(read.size);
      if (read.code === PING) socket.write(frame(PONG, read.payload));
      if (read.code > TEXT + 1) continue;
      parts.push(read.payload);
      if (!read.last) continue;
      const text = Buffer.concat(parts).toString("utf8");
      parts = [];
      connection.receive(text);
    }
  };
  socket.on("data", take);
  take(head);
  return connection;
}

function frame(code, payload) {
  const mask = randomBytes(4);
  const length = payload.length;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | code;
  head[1] = 0x80 | (head.length === 2 ? length : head.length === 4 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, mask, Buffer.from(payload.map((byte, at) => byte ^ mask[at % 4]))]);
}

function unframe(data) {
  if (data.length < 2) return null;
  const short = data[1] & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (data.length < start) return null;
  const length =
    short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (data.length < start + length) return null;
  return {
    code: data[0] & 0x0f,
    last: (data[0] & 0x80) !== 0,
    payload: data.subarray(start, start + length),
    size: start + length,
  };
}
