import { randomUUID } from "node:crypto";
import type { App } from "./app.ts";
import { plant, plantedAddress } from "./planted.ts";
import { query } from "./rows.ts";

type Writer = { cookie: string };
type Said = Record<string, string>;

const on = { occurredOn: "2001-03" };
const link = {
  "evidence.0.title": plant("evidence"),
  "evidence.0.url": plantedAddress("evidence"),
  "evidence.0.issuer": plant("issuer"),
  "evidence.0.language": "en",
};
const why = { justification: plant("justification") };

/** What organizations and the steward log about a planted register, in an order in which each is taken. */
function listEntries(bank: Writer, fund: Writer, steward: Writer): [Writer, string, Said][] {
  const partly = { response: "partially_accepted", partsNotAccepted: plant("partsNotAccepted"), ...why, ...on };
  const done = { completedOn: "2001-05", howIntentMet: plant("howIntentMet"), ...on, ...link };
  const action = { kind: "action", actionWhat: plant("actionWhat"), responsibleUnit: plant("responsibleUnit") };
  const moved = { delayReason: "other", ...why, note: plant("target note") };
  return [
    [bank, "P1", { kind: "response", note: plant("response"), ...partly, ...link }],
    [bank, "P1", { kind: "target", targetOn: "2090" }],
    [bank, "P1", { kind: "target", targetOn: "2091", ...moved }],
    [
      bank,
      "P1",
      {
        kind: "correction",
        aboutId: "newest",
        correctionReason: plant("correctionReason"),
        targetOn: "2092",
        ...moved,
      },
    ],
    [bank, "P1", { ...action, actionState: "planned", noTargetReason: plant("noTargetReason"), note: plant("action") }],
    [bank, "P1", { kind: "progress", status: "note", note: plant("note"), ...on, ...link }],
    [
      bank,
      "P1",
      {
        kind: "progress",
        status: "implemented_differently",
        note: plant("progress"),
        doneInstead: plant("doneInstead"),
        ...done,
      },
    ],
    [
      steward,
      "P1",
      { kind: "verification", verification: "more_evidence_requested", verificationBasis: plant("basis"), ...why },
    ],
    [bank, "P1", { kind: "reply", aboutId: "newest", note: plant("reply"), ...link }],
    [
      steward,
      "P1",
      { kind: "verification", verification: "partly_verified", verificationBasis: plant("basis"), ...why },
    ],
    [
      steward,
      "P2",
      {
        kind: "progress",
        status: "partially_implemented",
        note: plant("on behalf"),
        whatRemains: plant("whatRemains"),
        source: plant("source"),
        ...on,
        ...link,
      },
    ],
    [fund, "P2", { kind: "reply", aboutId: "newest", stance: "contested", note: plant("contested") }],
    [
      bank,
      "P3",
      { kind: "response", response: "not_applicable", whoShouldAnswer: plant("whoShouldAnswer"), ...why, ...on },
    ],
    [bank, "P3", { kind: "progress", status: "implemented", ...done }],
    [steward, "P3", { kind: "reopening", status: "in_progress", justification: plant("reopening") }],
    [
      bank,
      "P4.1",
      { kind: "progress", status: "not_implemented", exitReason: "other", note: plant("exit"), ...why, ...on },
    ],
    [steward, "P4.1", { kind: "exit_decision", exitDecision: "refused", justification: plant("exit decision") }],
    [bank, "P5", { kind: "progress", status: "no_longer_applicable", exitReason: "other", ...why, ...on }],
  ];
}

/** Logs all of it through the route of the forms; each must be taken. */
export async function logPlanted(app: App, bank: Writer, fund: Writer, steward: Writer): Promise<void> {
  for (const [writer, code, said] of listEntries(bank, fund, steward)) await log(app, writer, code, said);
}

async function log(app: App, { cookie }: Writer, code: string, said: Said) {
  const [assignment] = await query<{ id: string; seen: number; newest: string }>(
    app,
    `select a.id, a.log_length as seen, (select id from updates u where u.assignment_id = a.id order by sequence desc limit 1) as newest
     from assignments a join recommendations r on r.id = a.recommendation_id where r.code = $1`,
    code,
  );
  const form = new FormData();
  const hidden = { assignmentId: assignment?.id ?? "", seen: String(assignment?.seen), submissionId: randomUUID() };
  for (const [name, value] of Object.entries({ ...hidden, ...said }))
    form.set(name, value === "newest" ? (assignment?.newest ?? "") : value);
  // A file with a script in its name, and in what it holds.
  if ("evidence.0.title" in said) {
    form.set("evidence.1.title", plant("file"));
    form.set(
      "evidence.1.file",
      new File(["a,b\n=ran('cell'),<script>ran('content')</script>\n"], `${plant("fileName")}.csv`),
    );
  }
  const answer = await fetch(`${app.baseURL}/reports/planted/recommendations/${code}/entries`, {
    method: "POST",
    body: form,
    headers: { cookie, origin: app.baseURL, accept: "application/json" },
    redirect: "manual",
  });
  const text = await answer.text();
  if (!text.includes('"done"')) throw new Error(`${said.kind} of ${code} was refused: ${text}`);
}
