import "server-only";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { countAct, type Doer } from "#lib/limits/count.ts";
import type { Act } from "#lib/limits/limits.ts";
import { recordAttempt } from "./attempt.ts";

/** The refusals that say that it is not theirs to do, whatever they typed. */
const ofRights: ReadonlySet<string> = new Set(["not-yours", "not-yours-to-give"]);

/**
 * Keeps that somebody was refused what they have no right to. So often and no more, after which the limit stands there once:
 * nobody can remove an entry again.
 */
export async function recordRefusal(refusal: string, act: Act, { viewer = publicViewer, caller }: Doer, at: Date) {
  if (!ofRights.has(refusal)) return;
  const counted = await countAct("refusal", { viewer, caller }, at);
  if (counted.ok) await recordAttempt(viewer, { kind: "write_refused", at, details: { act } }, caller);
}
