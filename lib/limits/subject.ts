import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { By } from "./limits.ts";

/** Whoever does something. */
export type Asker = {
  /** The network address that they come from. */
  address: string | null;
  /** Who is signed in. */
  userId?: string | undefined;
  /** The account that they say is theirs: what they typed, whether or not there is such an account. */
  account?: string | undefined;
};

/** As whom somebody is counted; nobody where there is nothing to count by. */
export function subjectOf(by: By, { address, userId, account }: Asker): string | undefined {
  const network = networkOf(address);
  switch (by) {
    case "asker":
      return userId ?? network;
    case "address":
      return network;
    case "account":
      return account && named(account);
    case "pair":
      return account && `${named(account)} ${network}`;
  }
}

/** IPv6 by the network: whoever has one address has 2^64 of them. */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return "unknown";
  const one = ipaddr.process(address);
  return one.kind() === "ipv4"
    ? one.toString()
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${one.toNormalizedString().split("%")[0]}/64`)}/64`;
}

/** What was typed is not kept: it may be somebody's address for mail, or a password in the wrong field. */
function named(account: string): string {
  return createHash("sha256").update(account.trim().toLowerCase()).digest("base64url");
}
