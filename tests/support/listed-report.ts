import { randomUUID } from "node:crypto";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import { type AssignmentRole, Priority, RecommendationKind } from "#lib/generated/enums.ts";
import { db } from "./owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "./report.ts";

// A report that is long enough to be paged, grouped and sorted, with something of each measure.

const beginning = new Date("2024-01-01T00:00:00Z");

/** The same numbers in every run. */
export function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Typed = Record<string, string>;
const link = { "evidence.0.title": "Annual report of lending", "evidence.0.url": "https://example.org/report" };
const done = { occurredOn: "2023", completedOn: "2024-02", howIntentMet: "In full.", ...link };
const noted = { occurredOn: "2023", note: "A group met in Kampot." };
const finding = { kind: "verification", verificationBasis: "A visit.", justification: "Seen." };

const entries: ((at: Date) => Typed)[] = [
  () => ({ kind: "response", response: "accepted", occurredOn: "2023" }),
  () => ({ kind: "response", response: "accepted", occurredOn: "2023" }),
  () => ({
    kind: "response",
    response: "partially_accepted",
    occurredOn: "2023",
    partsNotAccepted: "A half.",
    justification: "It is so.",
  }),
  () => ({ kind: "response", response: "not_accepted", occurredOn: "2023", justification: "It is so." }),
  () => ({ kind: "progress", status: "in_progress", ...noted }),
  () => ({ kind: "progress", status: "partially_implemented", ...noted, whatRemains: "Much.", ...link }),
  () => ({ kind: "progress", status: "implemented", ...done }),
  () => ({ kind: "progress", status: "implemented_differently", ...done, doneInstead: "Another." }),
  (at) => ({ kind: "target", targetOn: addDays(dayAt(at, "UTC"), 40), delayReason: "funding", note: "As decided." }),
  (at) => ({ kind: "target", targetOn: addDays(dayAt(at, "UTC"), 400), delayReason: "funding", note: "As decided." }),
];

/** Five organizations, three themes, seventy recommendations with one to three assignments each, and many tries to log something. */
export async function createListedReport(tries: number) {
  const random = randomOf(11);
  const report = await createReport({ createdAt: beginning });
  const steward = await createMember(report.steward, ["steward"]);
  const verifier = await createMember(await createOrganization(), ["verifier"]);
  const organizations = await Promise.all(
    ["Mekong", "Angkor", "Tonle", "Bassac", "Sap"].map((acronym) => createOrganization({ acronym })),
  );
  const members = new Map<string, Member>();
  for (const one of organizations) members.set(one.id, await createMember(one, ["approver"]));
  const themes = await db.theme.createManyAndReturn({
    data: ["savings", "credit", "women"].map((slug, index) => ({
      reportId: report.id,
      slug,
      name: slug,
      position: 9 - index,
    })),
  });
  for (let number = 0; number < 70; number++) {
    const chosen = organizations.filter(() => random(3) === 0);
    const priority = Object.values(Priority)[random(4)] ?? "low";
    const { id } = await createRecommendation(report, number % 11 === 3 ? [] : chosen, {
      title: `${["Lend", "Train", "save", "Étude", "ឥណទាន"][random(5)]} ${random(20)}`,
      kind: Object.values(RecommendationKind)[random(3)] ?? "need",
      priority,
      prioritySource: priority === "not_stated" ? null : "Stated on page 3.",
      publishedAt: beginning,
      createdAt: beginning,
      ...(number === 5 && { statement: "ធនាគារគួរផ្តល់ឥណទានដល់សហគ្រាសតូច។" }),
    });
    const linked = themes.filter(() => random(2) === 0);
    await db.recommendationTheme.createMany({
      data: linked.map((theme) => ({ recommendationId: id, themeId: theme.id })),
    });
  }
  const assignments = await db.assignment.findMany({ where: { reportId: report.id }, orderBy: { id: "asc" } });
  for (const { id } of assignments)
    await db.assignment.update({
      where: { id },
      data: { createdAt: beginning, role: (["lead", "support"] satisfies AssignmentRole[])[random(2)] ?? "lead" },
    });
  const span = Date.now() - beginning.getTime() - 86_400_000;
  for (let attempt = 0; attempt < tries; attempt++) {
    const at = new Date(beginning.getTime() + 86_400_000 + (span / tries) * attempt);
    const one = assignments[random(assignments.length)];
    const row = one && (await db.assignment.findUniqueOrThrow({ where: { id: one.id } }));
    const member = row && members.get(row.organizationId);
    const isClaimed = row?.verification === "submitted" && random(2) === 0;
    const viewer = isClaimed ? verifier : member;
    const typed = isClaimed
      ? { ...finding, verification: ["verified", "not_verified", "more_evidence_requested"][random(3)] ?? "" }
      : entries[random(entries.length)]?.(at);
    if (!row || !viewer || !typed) continue;
    // What the rules refuse is left out.
    await logEntry(
      viewer,
      { assignmentId: row.id, submissionId: randomUUID(), seen: row.logLength },
      parseEntry(typed),
      at,
    );
  }
  return { report, steward, verifier, organizations, members, themes };
}
