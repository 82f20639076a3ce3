import { beforeAll, describe, expect, test } from "vitest";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import { addDays, dayAt, toDatabaseDay } from "#lib/dates.ts";
import { Summary } from "#lib/exchange/schema.ts";
import {
  append,
  assignmentOf,
  beginLog,
  daysAgo,
  farTarget,
  hide,
  log,
  oneTarget,
  read,
  slug,
} from "../support/api.ts";
import { db } from "../support/owner.ts";

beforeAll(beginLog);

describe("the summary", () => {
  const open = `a.implementation in ('not_started', 'in_progress', 'partially_implemented')`;
  const accepted = `a.response in ('accepted', 'partially_accepted')`;
  const implemented = `a.implementation in ('implemented', 'implemented_differently')`;
  const isApplicable = `a.implementation <> 'no_longer_applicable'`;
  const today = `(now() at time zone 'Asia/Phnom_Penh')::date`;
  /** The first instant of the day so many days ago, where the report is. */
  const dayStarts = (days: number) => `(${today} - ${days})::timestamp at time zone 'Asia/Phnom_Penh'`;

  /** The table of domain.md, once more and straight: the condition for n, within the condition for N. */
  const figures: Record<string, [string, string]> = {
    responseRate: [`a.response not in ('awaiting_response', 'under_consideration')`, `true`],
    acceptanceRate: [accepted, `${accepted} or a.response = 'not_accepted'`],
    verifiedImplementation: [`${implemented} and a.verification = 'verified'`, `${accepted} and ${isApplicable}`],
    reportedImplementation: [implemented, `${accepted} and ${isApplicable}`],
    claimGap: [`${implemented} and a.verification <> 'verified'`, `${accepted} and ${isApplicable}`],
    wholeReport: [`${implemented} and a.verification = 'verified'`, `a.response <> 'not_applicable'`],
    overdue: [`a.target_on < ${today}`, `${open} and a.target_on is not null`],
    withoutTarget: [`a.target_on is null`, open],
    fresh: [`a.last_entry_at >= ${dayStarts(90)}`, open],
    stale: [`coalesce(a.last_entry_at, a.created_at) < ${dayStarts(120)}`, open],
    evidenceCoverage: [`a.has_evidence`, implemented],
    onTime: [`${implemented} and a.completed_on <= a.original_target_on`, `a.original_target_on <= ${today}`],
    slippage: [`a.target_changes >= 2`, `${open} and a.target_on is not null`],
    exits: [`a.implementation in ('no_longer_applicable', 'not_implemented')`, `true`],
    verificationBacklog: [`a.submitted_at < ${dayStarts(30)}`, `a.verification = 'submitted'`],
  };

  const scope = `from assignments a join recommendations r on r.id = a.recommendation_id join organizations o on o.id = a.organization_id
    where a.withdrawn_at is null and r.published_at is not null and r.withdrawn_at is null`;

  async function count(condition: string, within = "true"): Promise<number> {
    const [row] = await db.$queryRawUnsafe<{ count: number }[]>(
      `select count(*)::int as count ${scope} and (${within}) and (${condition})`,
    );
    return row?.count ?? 0;
  }

  beforeAll(async () => {
    const completed = {
      howIntentMet: "As meant.",
      completedOn: "2001-04",
      "evidence.0.title": "Report",
      "evidence.0.url": "https://example.org/report",
    };
    await log("ministry", "R1.1", { status: "implemented", ...completed });
    await log("undp", "R1.1", { status: "implemented", ...completed });
    await log("acleda", "R1.1", { status: "implemented_differently", doneInstead: "Another way.", ...completed });
    await log("ministry", "R3.3", { status: "implemented", ...completed });
    const found = { kind: "verification", verificationBasis: "A visit.", justification: "Seen." } as const;
    await append("ministry", "R3.3", { ...found, verification: "not_verified" });
    await log("ministry", "R3.3", { status: "implemented", ...completed });
    await append("acleda", "R1.1", { ...found, verification: "verified" });
    await append("acleda", "R1.1", { ...found, verification: "partly_verified" });
    const here = dayAt(new Date(), "Asia/Phnom_Penh");
    const targetIn = (days: number) => {
      const on = toDatabaseDay(addDays(here, days));
      return { targetOn: on, targetPrecision: "day", originalTargetOn: on, originalTargetPrecision: "day" } as const;
    };
    const states = [
      // A target is past on the day after it, and due on its day.
      ["R3.4", "ministry", targetIn(0)],
      ["R3.4", "undp", targetIn(-1)],
      ["R3.5", "ministry", targetIn(1)],
      [
        "R1.1",
        "ministry",
        { response: "accepted", verification: "verified", ...oneTarget, completedOn: new Date("2001-04-30") },
      ],
      ["R1.1", "undp", { response: "partially_accepted", ...oneTarget, submittedAt: daysAgo(40) }],
      [
        "R1.1",
        "acleda",
        {
          response: "not_accepted",
          implementation: "implemented_differently",
          verification: "verified",
          completedOn: new Date("2001-04-30"),
          completedPrecision: "month",
          originalTargetOn: new Date("2000-12-31"),
          originalTargetPrecision: "year",
        },
      ],
      ["R1.3", "undp", { response: "not_applicable", ...farTarget, targetChanges: 1 }],
      ["R2", "undp", { response: "accepted", implementation: "no_longer_applicable" }],
      ["R2", "ministry", { response: "accepted", implementation: "not_implemented" }],
    ] as const;
    for (const [code, organization, state] of states)
      await append(organization, code, { kind: "response", response: "accepted" }, state);
    await hide("R3.1", { publishedAt: null });
    const { id } = await assignmentOf("F1", "undp");
    await db.assignment.update({ where: { id }, data: { withdrawnAt: new Date(), withdrawnFor: "Tried out." } });
  });

  test("each figure is the n of N that the table says, counted independently", async () => {
    const summary = await read(summaryRoute, Summary);
    const counted = await Promise.all(
      Object.entries(figures).map(
        async ([key, [n, of]]) => [key, { n: await count(n, of), of: await count(of) }] as const,
      ),
    );
    expect(summary.figures).toEqual({ ...Object.fromEntries(counted), overturned: { n: 2, of: 3 } });
    // Figures that are all or nothing would agree by accident.
    const telling = counted.filter(([, { n, of }]) => n > 0 && n < of).map(([key]) => key);
    expect(telling).toEqual(Object.keys(figures).filter((key) => key !== "evidenceCoverage"));
  });

  test("the counts of each axis are those of the assignments, and sum to all", async () => {
    const { counts, figures } = await read(summaryRoute, Summary);
    for (const [axis, codes] of Object.entries(counts)) {
      for (const [code, number] of Object.entries(codes))
        expect(number, `${axis} ${code}`).toBe(await count(`a.${axis} = '${code}'`));
      expect(Object.values(codes).reduce((sum, number) => sum + number, 0)).toBe(figures.responseRate.of);
    }
  });

  test("each cut has its own, and organizations sum to the whole", async () => {
    const { byOrganization, byTheme, figures } = await read(summaryRoute, Summary);
    expect(byOrganization.map(({ organization }) => organization)).toEqual(["undp", "ministry", "acleda", "veterans"]);
    expect(byOrganization.reduce((sum, { total }) => sum + total, 0)).toBe(figures.responseRate.of);
    for (const { organization, total, figures } of byOrganization) {
      expect(total).toBe(await count(`o.slug = '${organization}'`));
      expect(figures.overdue.n).toBe(await count(`${open} and a.target_on < ${today}`, `o.slug = '${organization}'`));
    }
    expect(byTheme.length).toBeGreaterThan(5);
    for (const { theme, total } of byTheme)
      expect(total).toBe(
        await count(
          `exists (select from recommendation_themes l join themes t on t.id = l.theme_id where l.recommendation_id = r.id and t.slug = '${theme}')`,
        ),
      );
  });

  test("is as of today, where the report is", async () => {
    expect(await read(summaryRoute, Summary)).toMatchObject({
      report: slug,
      asOf: dayAt(new Date(), "Asia/Phnom_Penh"),
    });
  });
});
