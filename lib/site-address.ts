/** The address at which people reach the site, without a slash at its end: the start sets it. A build has none. */
export function siteAddress(): string | undefined {
  return process.env.NEXTAUTH_URL;
}

/** What leaves the site names its addresses in full. */
export function absolute(path: string): string {
  return `${siteAddress() ?? ""}${path}`;
}

/** Whether an address leads nowhere but to the machine itself: nobody listens in on the way. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
