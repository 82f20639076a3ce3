import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayAt, toDatabaseDay } from "#lib/dates.ts";
import { answering, succession } from "#lib/organizations/succession.ts";
import { readSuccessors } from "#lib/organizations/successors.ts";
import { listRegisterChanges } from "#lib/register/change-queries.ts";
import { withdrawAssignment } from "#lib/register/commands.ts";
import { addOrganization, editOrganization, removeParticipant } from "#lib/register/organization-commands.ts";
import { deleteTheme } from "#lib/register/theme-commands.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createRegister, organizationForm } from "../support/register.ts";
import { createTheme, doneWith, now, reason, seenOrganization } from "../support/register-commands.ts";
import { createOrganization } from "../support/report.ts";

// The organizations and themes of a register.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

describe("organizations and themes", () => {
  test("an organization is added with its part, and ends with a successor as its dates say", async () => {
    const given = await createRegister();
    const { report, steward } = given;
    const successor = doneWith(await addOrganization(steward, report.id, organizationForm(), now()));
    expect(successor.slug).toMatch(/^rdb/);
    const seen = await seenOrganization(given.organization.id);
    const typed = organizationForm({
      existsFrom: "1993",
      existsUntil: "2003-03",
      successor: successor.id,
      part: "lends",
    });
    doneWith(await editOrganization(steward, report.id, { id: given.organization.id, seen }, typed, now()));
    expect(
      await db.organization.findUnique({ where: { id: given.organization.id }, include: { participations: true } }),
    ).toMatchObject({
      slug: given.organization.slug,
      existsFrom: toDatabaseDay("1993-01-01"),
      existsFromPrecision: "year",
      existsUntil: toDatabaseDay("2003-03-31"),
      existsUntilPrecision: "month",
      successorId: successor.id,
      participations: [{ part: "lends" }],
    });
    const told = await listRegisterChanges(steward, report.slug, { organizationId: given.organization.id }, 1);
    expect(told.changes[0]).toMatchObject({
      table: "participations",
      event: "changed",
      subject: { name: "RDB" },
      old: { part: null },
      now: { part: "lends" },
    });
    expect(told.changes[1]).toMatchObject({
      table: "organizations",
      now: { successor_id: "RDB", exists_until: "2003-03-31" },
    });
    expect(await editOrganization(steward, report.id, { id: given.organization.id, seen }, typed, now())).toMatchObject(
      {
        refusal: "changed-meanwhile",
      },
    );
  });

  test("an organization that was ever assigned, and the steward, keep their part in the report", async () => {
    const { report, steward, organization, assignment } = await createRegister();
    doneWith(await withdrawAssignment(steward, report.id, assignment.id, reason, now()));
    for (const id of [organization.id, report.steward.id])
      expect(await removeParticipant(steward, report.id, id, now())).toMatchObject({ refusal: "has-log" });
  });

  test("a theme that an entry has is not deleted", async () => {
    const given = await createRegister();
    const theme = await createTheme(given);
    await db.recommendationTheme.create({ data: { recommendationId: given.entry.id, themeId: theme.id } });
    expect(await deleteTheme(given.steward, given.report.id, theme.id, now())).toMatchObject({ refusal: "has-log" });
  });

  test("who answers for an organization is the same in the code and in the database, for lines of any length", async () => {
    const today = dayAt(new Date(), "Asia/Phnom_Penh");
    const ends = [null, "2003-03-31", "1999-12-31", today, "2999-12-31"];
    let successorId: string | null = null;
    const line: string[] = [];
    for (let at = 0; at < 26; at++) {
      const existsUntil = ends[at < 3 ? at : (at * 7) % 11 === 0 ? 3 : 1] ?? null;
      const organization: { id: string } = await createOrganization({
        successorId,
        existsUntil: existsUntil ? toDatabaseDay(existsUntil) : null,
        existsUntilPrecision: existsUntil ? "day" : null,
      });
      successorId = organization.id;
      line.push(organization.id);
    }
    // A line that is longer than anybody follows it.
    let last: string | null = null;
    for (let at = 0; at < 25; at++) {
      const organization: { id: string } = await createOrganization({
        successorId: last,
        existsUntil: toDatabaseDay("2001-01-01"),
        existsUntilPrecision: "day",
      });
      last = organization.id;
      line.push(organization.id);
    }
    const answers = new Set<string>();
    for (const id of line)
      for (const day of [today, "2003-04-01", "2003-03-31", "1990-01-01"]) {
        const selected = await db.organization.findUniqueOrThrow({ where: { id }, select: succession });
        const organization = (await readSuccessors(db, [selected]))(selected);
        const { rows } = await client.query("select answering_organization($1, $2::date) as id", [id, day]);
        expect(answering(organization, day).id).toBe(rows[0].id);
        answers.add(rows[0].id);
      }
    expect(answers.size).toBeGreaterThan(10);
  });
});
