import { z } from "zod";

const done = [
  ...(["joined", "name", "email", "confirmation", "ended", "password", "passwordRemoved"] as const),
  ...(["passkey", "passkeyRemoved", "secondFactorRemoved", "identityRemoved"] as const),
] as const;

const Place = z.object({
  /** What was done just now, and when: each time is told anew. */
  done: z.enum(done).optional().catch(undefined),
  at: z.string().max(20).optional().catch(undefined),
  /** They were signed in elsewhere until then. */
  elsewhere: z.literal("ended").optional().catch(undefined),
});
type Place = z.infer<typeof Place>;

/** What the address of the account says beside its path. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}

/** Where a page says what was done just now. */
export function placeOfDone(path: string, done: Place["done"], at: Date, wasElsewhere = false): string {
  return `${path}?done=${done}&at=${at.getTime()}${wasElsewhere ? "&elsewhere=ended" : ""}#done`;
}

type Membership = {
  organization: { id: string; participations: readonly { report: { timeZone: string } }[] };
};

/** The time zone of what somebody acts for, in which their account tells instants. */
export function timeZoneOf(
  memberships: readonly Membership[],
  { organization }: { organization: { id: string } },
): string {
  const acting = memberships.find((membership) => membership.organization.id === organization.id);
  return acting?.organization.participations[0]?.report.timeZone ?? "UTC";
}
