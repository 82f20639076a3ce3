import { getTranslations } from "next-intl/server";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { countAct } from "#lib/limits/count.ts";
import type { Act } from "#lib/limits/limits.ts";
import { readCaller } from "#lib/viewer.ts";

/**
 * Counts a form that was sent. Nothing while it may go on; else the form again, with when it can be sent, and with what was
 * typed.
 */
export async function limitForm<Typed>(
  act: Exclude<Act, "entry" | "upload">,
  viewer: Viewer,
  previous: { attempt: number },
  typed: Typed,
  now: Date,
) {
  const counted = await countAct(act, { viewer, caller: await readCaller() }, now);
  if (counted.ok) return;
  const t = await getTranslations("limits");
  return { attempt: previous.attempt + 1, message: t(act, { minutes: counted.detail }), problems: [], typed };
}
