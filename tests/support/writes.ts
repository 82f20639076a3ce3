import type { Write } from "./write.ts";
import { accountWrites } from "./writes-of-account.ts";
import { entryWrites } from "./writes-of-entries.ts";
import { ownWaysWrites } from "./writes-of-own-ways.ts";
import { peopleWrites } from "./writes-of-people.ts";
import { registerWrites } from "./writes-of-register.ts";
import { signInWrites } from "./writes-of-sign-in.ts";
import { siteWrites } from "./writes-of-site.ts";

/** Every form that writes. */
export const writes: readonly Write[] = [
  ...siteWrites,
  ...signInWrites,
  ...accountWrites,
  ...ownWaysWrites,
  ...peopleWrites,
  ...entryWrites,
  ...registerWrites,
];

/** What to add where a write of the build is missing here. */
export function wordMissing(missing: readonly string[]): string {
  return missing
    .map(
      (to) =>
        `${to} is new: add it to one of tests/support/writes-of-….ts, with who may send it, how a browser does, and which ` +
        "changed fields and rows of others it must be refused for; a refusal that cannot be goes under `never` with its reason.",
    )
    .join("\n");
}
