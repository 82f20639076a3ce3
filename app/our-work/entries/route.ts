import { getTranslations } from "next-intl/server";
import { recordRefusal } from "#lib/access/refused.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { logSeveral } from "#lib/assignments/log-several.ts";
import { boxOf, parseSeveral, readChosen } from "#lib/assignments/several.ts";
import { keepDraft } from "#lib/drafts/commands.ts";
import type { Draft } from "#lib/drafts/schema.ts";
import { receiveForm } from "#lib/evidence/received-form.ts";
import { countAct } from "#lib/limits/count.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";

type Typed = Draft["typed"];

/**
 * Logs the same entry for several assignments, sent by the form of our work. Whatever becomes of each is kept until the
 * page has drawn it, with what was typed and with what is still chosen.
 */
export async function POST(request: Request): Promise<Response> {
  const viewer = await getViewer();
  const now = new Date();
  if (viewer.kind === "public") {
    await recordRefusal("not-yours", "entry", { viewer, caller: await readCaller() }, now);
    return refuseSignedOut();
  }
  const received = await receiveForm(request);
  if (!received.ok) return goBack(viewer, answered(received.refusal), now);
  const { typed, discard } = received.value;
  try {
    return await goBack(viewer, await log(viewer, fieldsOf(typed), now), now);
  } finally {
    await discard();
  }
}

async function log(viewer: Member, typed: Typed, now: Date): Promise<Draft> {
  const several = parseSeveral(typed);
  if (!several.ok) return { ...answered(several.refusal), typed };
  const doer = { viewer, caller: await readCaller() };
  const counted = await countAct("entry", doer, now, several.value.chosen.length);
  if (!counted.ok) return { ...answered(counted.refusal), minutes: counted.detail, typed };
  const result = await logSeveral(viewer, several.value, now);
  const refusals = result.ok ? result.value.left.map(({ refusal }) => refusal) : [result.refusal];
  if (refusals.includes("not-yours")) await recordRefusal("not-yours", "entry", doer, now);
  if (!result.ok) return { ...answered(result.refusal), problems: [...(result.detail ?? [])], typed };
  const { saved, left } = result.value;
  return {
    ...answered(""),
    // Each has its reason at the box that chose it.
    problems: left.map(({ assignmentId, refusal }) => ({ field: boxOf(assignmentId), code: refusal })),
    typed: withoutSaved(typed, new Set(left.map(({ assignmentId }) => assignmentId))),
    saved,
  };
}

function answered(refusal: string): Draft {
  return { refusal, problems: [], typed: {}, files: {}, saved: [] };
}

/** What is logged is no longer chosen. */
function withoutSaved(typed: Typed, left: ReadonlySet<string>): Typed {
  const saved = (readChosen(typed) ?? []).filter(({ assignmentId }) => !left.has(assignmentId));
  const names = new Set(saved.map(({ assignmentId }) => boxOf(assignmentId)));
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !names.has(name.toLowerCase())));
}

/** What the form has; of anything else nothing is kept. */
function fieldsOf(typed: Typed): Typed {
  const names = ["page", "kind", "targetOn", "delayReason", "justification", "note"];
  return Object.fromEntries(
    Object.entries(typed).filter(([name]) => names.includes(name) || name.startsWith(boxOf(""))),
  );
}

/** To the page, which says what became of each. The fragment brings the focus there. */
async function goBack(viewer: Member, draft: Draft, now: Date): Promise<Response> {
  const id = await keepDraft(viewer, draft, now);
  const page = /^\d{1,5}$/.exec(draft.typed.page ?? "")?.[0] ?? "1";
  return new Response(null, { status: 303, headers: { Location: `/our-work?page=${page}&draft=${id}#outcome` } });
}

/** A sentence, for who has no form of ours to read it in. */
async function refuseSignedOut(): Promise<Response> {
  const t = await getTranslations("several.unread");
  return new Response(`${t("signedOut")}\n`, {
    status: 403,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}
