import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Implementation } from "#lib/generated/enums.ts";
import {
  type ActorName,
  agrees,
  type Cast,
  createCast,
  everything,
  stage,
  stepsTo,
  tryCommand,
  trySql,
} from "../support/cast.ts";
import { demands, moves } from "../support/domain.ts";
import { complete, type Typed } from "../support/entry.ts";
import { connect } from "../support/log.ts";

// Every row of the table of moves × everybody who could try × each field that the status demands, there or missing:
// through the command, and in SQL as the role of the application.

const client = await connect();
let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => client.end());

type Assigned = "own" | "ended";

/** Who may log at all (domain: things; succession), and whether as an approver. Everybody else may not. */
const writers: Record<Assigned, Partial<Record<ActorName, "reporter" | "approver" | "on behalf">>> = {
  own: { reporter: "reporter", approver: "approver", steward: "on behalf" },
  ended: { heirsReporter: "reporter", heirsApprover: "approver", endedApprover: "approver", steward: "on behalf" },
};
const actors: Record<Assigned, ActorName[]> = {
  own: [
    "public",
    "reporter",
    "approver",
    "ownSteward",
    "ownVerifier",
    "left",
    "removed",
    "pretender",
    "strangersReporter",
    "strangersApprover",
    "heirsApprover",
    "steward",
    "stewardsApprover",
    "otherSteward",
    "verifier",
  ],
  ended: [
    "public",
    "heirsReporter",
    "heirsApprover",
    "heirsVerifier",
    "endedApprover",
    "approver",
    "steward",
    "otherSteward",
  ],
};

const problemsOf = (field: string) =>
  field === "evidence" ? ["evidence.0.title missing", "evidence.0.url missing"] : [`${field} missing`];

/** `sql` is every reason that there is to refuse it: Postgres names the one that it comes upon first. */
type Case = { to: Implementation; missing: string | null; typed: Typed; expected: string; sql: string };

/** Every status to move to, whole and with each demanded field left out, and what the domain says to it. */
function casesOf(whose: Assigned, name: ActorName, from: Implementation): Case[] {
  const writer = writers[whose][name];
  const isAnother = name !== "approver" && name !== "reporter";
  return moves
    .filter((move) => move.from === from)
    .flatMap(({ to, isAllowed }) => {
      const { fields, isApproversOnly } = demands[to];
      const asked = writer === "on behalf" ? [...fields, "source"] : fields;
      return [null, ...asked].map((missing) => {
        const whole: Record<string, string> = { ...complete[to], ...(isAnother && { source: "A telephone call." }) };
        const typed = Object.fromEntries(
          Object.entries(whole).filter(([key]) => missing === null || key.split(".")[0] !== missing),
        );
        const absent = missing ? problemsOf(missing) : [];
        const isTooHigh = isApproversOnly && writer === "reporter";
        const illegal = isAllowed ? [] : ["status no-such-move"];
        const reserved = isTooHigh ? ["status approver-only"] : [];
        const problems = [...(isAllowed ? reserved : illegal), ...absent];
        const expected = writer ? problems.join(", ") || "done" : "not-yours";
        const others = name === "public" ? ["not-yours", ...illegal, ...absent] : ["not-yours"];
        const sql = (writer ? [...illegal, ...reserved, ...absent] : others).join(", ") || "done";
        return { to, missing, typed, expected, sql };
      });
    });
}

const codes = Object.values(Implementation);
const rows = (Object.keys(actors) as Assigned[]).flatMap((whose) =>
  actors[whose].flatMap((name) => codes.map((from) => ({ whose, name, from }))),
);

test("the tables name every status, everybody and every field", () => {
  expect(moves).toHaveLength(49);
  const cases = rows.flatMap(({ whose, name, from }) => casesOf(whose, name, from));
  expect(cases.length).toBeGreaterThan(4500);
  expect(cases.filter(({ expected }) => expected === "done").length).toBeGreaterThan(80);
});

describe.each(["own", "ended"] as const)("an assignment of an organization: %s", (whose) => {
  const standing = {} as Record<Implementation, string>;
  beforeAll(async () => {
    for (const code of codes) standing[code] = await stage(cast, whose, stepsTo(code, whose));
  });

  describe.each(actors[whose])("%s", (name) => {
    test.each(codes)("from %s, by the command", async (from) => {
      const said: [string, string][] = [];
      const meant: [string, string][] = [];
      const before = await everything(client);
      const all = casesOf(whose, name, from);
      // Who may not write at all is told so whatever they leave out; Postgres is asked of each (below).
      const cases = writers[whose][name]
        ? all
        : all.filter(({ missing }) => missing === null || missing === "occurredOn");
      for (const { to, missing, typed, expected } of cases.filter((one) => one.expected !== "done")) {
        const label = `${to} without ${missing}`;
        meant.push([label, expected]);
        said.push([label, await tryCommand(cast, standing[from], name, typed)]);
      }
      expect(said).toEqual(meant);
      expect(await everything(client)).toBe(before);
      for (const { to, typed } of cases.filter(({ expected }) => expected === "done"))
        expect([to, await tryCommand(cast, await stage(cast, whose, stepsTo(from, whose)), name, typed)]).toEqual([
          to,
          "done",
        ]);
    });

    test.each(codes)("from %s, in SQL", async (from) => {
      const before = await everything(client);
      const wrong: unknown[] = [];
      for (const { to, missing, typed, sql } of casesOf(whose, name, from)) {
        const said = await trySql(client, cast, standing[from], name, typed);
        if (!agrees(sql, said)) wrong.push({ to, missing, sql, said });
      }
      expect(wrong).toEqual([]);
      expect(await everything(client)).toBe(before);
    });
  });
});
