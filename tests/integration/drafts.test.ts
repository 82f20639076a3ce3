import { expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { keepDraft } from "#lib/drafts/commands.ts";
import { getDraft } from "#lib/drafts/queries.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization } from "../support/report.ts";

const draft = { refusal: "invalid", problems: [{ field: "note", code: "missing" }], typed: { note: "ក" }, files: {} };

test("a refused form is given back to whoever sent it, and to nobody else", async () => {
  const organization = await createOrganization();
  const [one, other] = [await createMember(organization, ["approver"]), await createMember(organization, ["approver"])];
  const id = await keepDraft(one, draft, new Date());
  expect(await getDraft(one, id)).toEqual(draft);
  expect(await getDraft(other, id)).toBeUndefined();
  expect(await getDraft(publicViewer, id)).toBeUndefined();
});

test("what Postgres cannot keep is left out, and nothing else", async () => {
  const member = await createMember(await createOrganization(), ["approver"]);
  const typed = { "no\0te": "before\0after \ud800 😀" };
  const id = await keepDraft(member, { ...draft, typed, files: { "evidence.0.file": "a\0.pdf" } }, new Date());
  expect(await getDraft(member, id)).toMatchObject({
    typed: { note: "beforeafter \ufffd 😀" },
    files: { "evidence.0.file": "a.pdf" },
  });
});

test("what is older than a day is dropped when its sender's next form is kept", async () => {
  const organization = await createOrganization();
  const [one, other] = [await createMember(organization, ["approver"]), await createMember(organization, ["approver"])];
  const now = Date.now();
  const old = await keepDraft(one, draft, new Date(now - 25 * 3_600_000));
  const fresh = await keepDraft(one, draft, new Date(now - 23 * 3_600_000));
  const others = await keepDraft(other, draft, new Date(now - 25 * 3_600_000));
  await keepDraft(one, draft, new Date(now));
  const left = await db.formDraft.findMany({ where: { id: { in: [old, fresh, others] } }, select: { id: true } });
  expect(left.map(({ id }) => id).toSorted()).toEqual([fresh, others].toSorted());
});

test("of one person's forms the newest twenty are kept: who goes on and on fills no database", async () => {
  const organization = await createOrganization();
  const [one, other] = [await createMember(organization, ["approver"]), await createMember(organization, ["approver"])];
  const now = Date.now();
  const others = await keepDraft(other, draft, new Date(now - 60_000));
  const ids: string[] = [];
  for (let time = 0; time < 25; time++) ids.push(await keepDraft(one, draft, new Date(now + time)));
  const kept = await db.formDraft.findMany({ where: { userId: one.userId }, orderBy: { createdAt: "asc" } });
  expect(kept.map(({ id }) => id)).toEqual(ids.slice(-20));
  expect(await getDraft(other, others)).toEqual(draft);
});
