import { addressOf } from "#lib/env.ts";
import { openNext } from "../../scripts/next-app.ts";
import { openWebServer } from "../../scripts/web-server.ts";

// The web server of one test: as scripts/start.ts serves, on a database that is prepared already, and until its standard
// input ends, so that it does not outlive the test whatever happens to that.
const host = "127.0.0.1";
const web = await openWebServer(host, 0);
const address = addressOf(host, web.port).replace(host, process.env.SITE_NAME ?? host);
process.env.NEXTAUTH_URL = process.env.SITE_ADDRESS ?? address;
web.answerWith(await openNext(web, host, false, Number(process.env.PROXIES ?? 0)));
console.log(address);
process.stdin.on("end", () => process.exit(0)).resume();
