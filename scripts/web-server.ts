import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { answerHeaders } from "#lib/answer-headers.ts";
import { codeOf, Fault } from "#lib/fault.ts";
import { siteAddress } from "#lib/site-address.ts";

export type WebServer = {
  server: Server;
  port: number;
  answerWith(listener: RequestListener): void;
  /** Takes no more requests, lets those that run end within `patience` milliseconds, and then cuts them off. */
  close(patience: number): Promise<void>;
};

/** Takes the port at once, so that a taken one is known before anything is built, and says "starting" until asked otherwise. */
export async function openWebServer(host: string, port: number): Promise<WebServer> {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "5" });
    response.end("Tamdan is starting.\n");
  };
  let isClosing = false;
  const server = createServer((request, response) => {
    // A kept-open connection would otherwise hold the server until the browser lets go of it.
    if (isClosing) response.setHeader("connection", "close");
    setHeaders(request, response);
    listener(request, response);
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (error) => failed(faultOf(error, host, port)));
    server.listen(port, host, listening);
  });
  const address = server.address();
  return {
    server,
    port: typeof address === "object" && address ? address.port : port,
    answerWith: (next) => {
      listener = next;
    },
    close: (patience) => {
      isClosing = true;
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      const sweeping = setInterval(() => server.closeIdleConnections(), 100);
      const cutting = setTimeout(() => server.closeAllConnections(), patience);
      return closed.finally(() => {
        clearInterval(sweeping);
        clearTimeout(cutting);
      });
    },
  };
}

function setHeaders(request: IncomingMessage, response: ServerResponse) {
  const headers = answerHeaders(request.url ?? "", {
    nonce: randomBytes(16).toString("base64"),
    site: siteAddress(),
    isDevelopment: process.env.NODE_ENV === "development",
  });
  for (const [name, value] of headers) response.setHeader(name, value);
  // Next reads the nonce of its scripts from here, where a proxy would have put it. What the browser sent counts nothing.
  delete request.headers["content-security-policy-report-only"];
  request.headers["content-security-policy"] = headers.get("Content-Security-Policy");
}

function faultOf(error: Error, host: string, port: number) {
  const code = codeOf(error) ?? error.message;
  if (code === "EADDRINUSE") return new Fault("port-taken", { host, port });
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") return new Fault("host-unknown", { host });
  return new Fault("port-closed", { host, port, reason: code });
}
