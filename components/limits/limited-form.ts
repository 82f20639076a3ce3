import { getTranslations } from "next-intl/server";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { countAct, type Doer } from "#lib/limits/count.ts";
import type { Act } from "#lib/limits/limits.ts";
import { readCaller } from "#lib/viewer.ts";

/** What has a sentence here: entries and files have theirs where they are sent, and what is only kept less often has none. */
type Waiting = Exclude<Act, "entry" | "upload" | "refusal" | "restricted">;

/**
 * Counts a form that was sent. Nothing while it may go on; else the form again, with when it can be sent, and with what was
 * typed. `account` is the one that somebody says is theirs, where that counts.
 */
export async function limitForm<Typed>(
  act: Waiting,
  viewer: Viewer,
  previous: { attempt: number },
  typed: Typed,
  now: Date,
  account?: string,
) {
  const message = await limitAct(act, { viewer, caller: await readCaller(), account }, now);
  return message === undefined ? undefined : { attempt: previous.attempt + 1, message, problems: [], typed };
}

/** Counts what is no form, or is given back; the sentence where it has to wait. */
export async function limitAct(act: Waiting, doer: Doer, now: Date) {
  const counted = await countAct(act, doer, now);
  if (counted.ok) return;
  const minutes = counted.detail;
  const wait = { minutes, hours: Math.ceil(minutes / 60), isLong: minutes > 90 ? "yes" : "no" };
  return (await getTranslations("limits"))(act, wait);
}
