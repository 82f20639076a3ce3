import { getTranslations } from "next-intl/server";
import { recordRefusal } from "#lib/access/refused.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { getAssignmentPlace } from "#lib/assignments/queries.ts";
import { parseEntry, Submission } from "#lib/assignments/schema.ts";
import { keepDraft } from "#lib/drafts/commands.ts";
import { type ReceivedForm, receiveForm } from "#lib/evidence/received-form.ts";
import { countEntry } from "#lib/limits/entry.ts";
import { retryAfter } from "#lib/limits/wait.ts";
import { listSince } from "#lib/updates/queries.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import type { Answer, Refused } from "../form-state.ts";

type Context = { params: Promise<{ report: string; code: string }> };
type Form = Pick<ReceivedForm, "typed" | "files">;

/**
 * Adds an entry of any kind, sent by a form of the page above. No server action: those hold a form in memory, and this one
 * may carry files. Answers a script with JSON, and a browser without scripts with where to go next.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { report, code } = await params;
  const page = `/reports/${encodeURIComponent(report)}/recommendations/${encodeURIComponent(code)}`;
  const viewer = await getViewer();
  // Nobody's form can be kept, and their files are not read: the browser keeps what was typed.
  if (viewer.kind === "public") {
    await recordRefusal("not-yours", "entry", { viewer, caller: await readCaller() }, new Date());
    return wantsJson(request) ? answer(refused("not-yours")) : refuseSignedOut();
  }
  const received = await receiveForm(request);
  if (!received.ok) {
    const unread = refused(received.refusal);
    return wantsJson(request) ? answer(unread) : goBack(viewer, page, unread, { typed: {}, files: {} });
  }
  const form = received.value;
  try {
    const now = new Date();
    const doer = { viewer, caller: await readCaller() };
    const counted = await countEntry(doer, form.files, now);
    const outcome = counted.ok
      ? await log(viewer, form, now)
      : { ...refused(counted.refusal), minutes: counted.detail };
    if ("refusal" in outcome) await recordRefusal(outcome.refusal, "entry", doer, now);
    if (wantsJson(request)) return answer(outcome);
    return "done" in outcome ? goTo(outcome.done) : await goBack(viewer, page, outcome, form);
  } finally {
    await form.discard();
  }
}

async function log(viewer: Member, { typed, files }: Form, now: Date): Promise<Answer> {
  const submission = Submission.safeParse(typed);
  if (!submission.success) return refused("bad-request");
  const { assignmentId, seen } = submission.data;
  const result = await logEntry(viewer, submission.data, parseEntry(typed, files), now);
  const place = result.ok ? await getAssignmentPlace(viewer, assignmentId) : null;
  if (result.ok && place) {
    const { code, report } = place.recommendation;
    return { done: `/reports/${report.slug}/recommendations/${code}?saved=${result.value.updateId}#saved` };
  }
  if (result.ok) return refused("not-found");
  const since = result.refusal === "changed-meanwhile" ? await listSince(viewer, assignmentId, seen) : [];
  return { refusal: result.refusal, problems: result.detail ?? [], since };
}

function refused(refusal: Refused["refusal"]): Refused {
  return { refusal, problems: [], since: [] };
}

function wantsJson(request: Request): boolean {
  return request.headers.get("accept") === "application/json";
}

function answer(outcome: Answer): Response {
  const headers = { "Cache-Control": "no-store" };
  return "minutes" in outcome && outcome.minutes
    ? Response.json(outcome, { status: 429, headers: { ...headers, ...retryAfter(outcome.minutes) } })
    : Response.json(outcome, { headers });
}

/** To the page, which draws the form anew with what was typed. The fragment brings the focus to the refusal. */
async function goBack(
  viewer: Member,
  page: string,
  { refusal, problems, minutes }: Refused,
  { typed, files }: Form,
): Promise<Response> {
  const names = Object.fromEntries(Object.entries(files).map(([field, { fileName }]) => [field, fileName]));
  const id = await keepDraft(viewer, { refusal, minutes, problems: [...problems], typed, files: names }, new Date());
  return goTo(`${page}?draft=${id}#refusal`);
}

function goTo(address: string): Response {
  return new Response(null, { status: 303, headers: { Location: address } });
}

/** A sentence, for who has no form of ours to read it in. */
async function refuseSignedOut(): Promise<Response> {
  const t = await getTranslations("entryRefused");
  return new Response(`${t("signedOut")}\n`, {
    status: 403,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}
