import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerTo } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { type Acting, connectAsApplication, createPeople, deniedBy, type People } from "../support/said-sql.ts";

// What the role of the application may do with the access log, whatever the code asks.

const { client, say } = await connectAsApplication();
afterAll(() => client.end());

let cast: People;
beforeAll(async () => {
  cast = await createPeople();
});

describe("the access log", () => {
  const add = (acting: Acting | undefined, actorId: string | null, at = "acting_at()") =>
    say(
      acting,
      `insert into access_entries (recorded_at, kind, actor_id, organization_id) values (${at}, 'signed_in', $1, $2)`,
      [actorId, cast.own.id],
    );

  test("takes what somebody did in their own name or in nobody's, and when it was", async () => {
    const { userId } = cast.reporter;
    expect(await add({ userId }, userId)).toBe("1 rows");
    expect(await add(undefined, null)).toBe("1 rows");
    for (const acting of [undefined, cast.approver, cast.steward])
      expect(await add(acting, userId)).toBe(deniedBy("access_entries"));
    expect(await add({ userId }, userId, "acting_at() - interval '1 day'")).toBe(deniedBy("access_entries"));
  });

  test("is read by the steward of the report, by approvers of the organization, and by each person of themselves", async () => {
    const { userId } = cast.reporter;
    const of = { recordedAt: new Date(), address: "192.0.2.1" };
    await db.accessEntry.createMany({
      data: [
        { ...of, kind: "signed_in", actorId: userId, organizationId: cast.own.id },
        { ...of, kind: "sign_in_failed" },
        { ...of, kind: "signed_in", actorId: cast.strangersApprover.userId, organizationId: cast.stranger.id },
      ],
    });
    const read = (acting: Acting | undefined) => say(acting, "select from access_entries where address = '192.0.2.1'");
    expect(await read(cast.steward)).toBe("2 rows");
    expect(await read(cast.otherSteward)).toBe("2 rows");
    expect(await read(cast.reporter)).toBe("1 rows");
    expect(await read(cast.approver)).toBe("1 rows");
    for (const acting of [undefined, cast.verifier, cast.stewardsApprover]) expect(await read(acting)).toBe("0 rows");
  });

  test("is changed by nobody, not even by the owner", async () => {
    expect(await answerTo(client, () => client.query("update access_entries set address = 'x'"))).toMatch(
      /append-only/,
    );
    expect(await answerTo(client, () => client.query("delete from access_entries"))).toMatch(/append-only/);
    expect(await answerTo(client, () => client.query("truncate access_entries"))).toMatch(/append-only/);
  });
});
