import type { IncomingHttpHeaders } from "node:http";

/** Whether another site has led a browser here: a link, a picture or a script of it. What does not say so is no browser, or an old one. */
export function isLedByOtherSite(headers: Headers): boolean {
  return ["cross-site", "same-site"].includes(headers.get("sec-fetch-site") ?? "");
}

/**
 * Whether a form comes from a page of this site, as the browser says; what does not say where it comes from does not.
 * `siteAddress` is where people reach the site, which behind a proxy is not what the request was sent to. What it was sent
 * to counts as well: a server on this machine is reached by several names.
 */
export function isFromSameOrigin(headers: IncomingHttpHeaders, siteAddress: string | undefined): boolean {
  const { origin, host, "sec-fetch-site": site } = headers;
  if (!origin || !URL.canParse(origin) || (site && site !== "same-origin")) return false;
  const from = new URL(origin);
  const here = siteAddress === undefined ? undefined : new URL(siteAddress);
  // By its own name, the site is itself with its own scheme only: whoever is on the line can write an http page of it.
  return from.host === here?.host ? from.origin === here.origin : from.host === host;
}
