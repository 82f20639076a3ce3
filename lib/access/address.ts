import { isIP } from "node:net";

/**
 * The network address that a request comes from. Each proxy adds to X-Forwarded-For the address that it was asked from;
 * what stands before those of our own proxies anybody may have written. `connected` is who is connected to us.
 */
export function addressOfCaller(
  forwardedFor: string | undefined,
  connected: string | undefined,
  proxies: number,
): string | null {
  const path = [...(forwardedFor?.split(",") ?? []), connected ?? ""].map(bare);
  const [caller = ""] = path.slice(-1 - proxies);
  return isIP(caller) ? caller : isIP(bare(connected ?? "")) ? bare(connected ?? "") : null;
}

/** IPv4 as IPv4, also where it comes over a socket of both. */
function bare(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, "");
}
