import { siteAddress } from "#lib/site-address.ts";

/** To what a passkey belongs: the name of the site, and the one address at which it is used. */
export function passkeySite(): { name: string; origin: string } {
  const address = siteAddress();
  if (!address) throw new Error("NEXTAUTH_URL is not set.");
  const { hostname, origin } = new URL(address);
  return { name: hostname, origin };
}
