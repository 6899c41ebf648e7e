/** The other side: loopback listeners that note whatever arrives. */

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer } from "node:net";

export const HOST = "127.0.0.1";

/**
 * Starts one HTTP listener for all vectors that speak it, and a bare TCP or UDP listener for
 * each of the others. `arrived` holds the names of the vectors that got through.
 */
export async function listen(vectors) {
  const arrived = new Set();
  const open = [];
  const note = (request) => arrived.add(new URL(request.url, `http://${HOST}`).pathname.slice(1));

  const http = createHttpServer((request, response) => {
    note(request);
    response.writeHead(204, { "Access-Control-Allow-Origin": "*" }).end();
  });
  http.on("upgrade", (request, socket) => {
    note(request);
    socket.destroy();
  });
  http.listen(0, HOST);
  await once(http, "listening");
  open.push(() => {
    http.closeAllConnections();
    http.close();
  });

  const ports = {};
  for (const { name, raw } of vectors.filter((vector) => vector.raw)) {
    const listener = raw === "udp" ? createSocket("udp4") : createTcpServer();
    listener.on(raw === "udp" ? "message" : "connection", () => arrived.add(name));
    if (raw === "udp") listener.bind(0, HOST);
    else listener.listen(0, HOST);
    await once(listener, "listening");
    ports[name] = listener.address().port;
    open.push(() => listener.close());
  }

  return {
    arrived,
    addresses: { host: HOST, http: http.address().port, ports },
    close: () => open.forEach((end) => end()),
  };
}
