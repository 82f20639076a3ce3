/** The address at which people reach the site, without a slash at its end: the start sets it. A build has none. */
export function siteAddress(): string | undefined {
  return process.env.NEXTAUTH_URL;
}

/** What leaves the site names its addresses in full. */
export function absolute(path: string): string {
  return `${siteAddress() ?? ""}${path}`;
}
