import { addressOf } from "#lib/env.ts";
import { openNext } from "../next-app.ts";
import { openWebServer } from "../web-server.ts";
import { answerParent } from "./child.ts";

// Tamdan as scripts/start.ts serves it, on the database of the benchmark, for as long as the process that started it lives.
// As behind a proxy: what many people do comes from the address of each (lib/limits/limits.ts).
const host = "127.0.0.1";
const web = await openWebServer(host, 0);
const address = addressOf(host, web.port);
process.env.NEXTAUTH_URL = address;
web.answerWith(await openNext(web, host, false, 1));
answerParent(address);
