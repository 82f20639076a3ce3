/**
 * Whether a form comes from a page of this site, as the browser says; what does not say where it comes from does not.
 * `siteAddress` is where people reach the site, which behind a proxy is not what the request was sent to.
 */
export function isFromSameOrigin(headers: Headers, siteAddress: string | undefined): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (!origin || !URL.canParse(origin) || (site && site !== "same-origin")) return false;
  const isSite = siteAddress !== undefined && new URL(siteAddress).origin === new URL(origin).origin;
  return isSite || new URL(origin).host === headers.get("host");
}
