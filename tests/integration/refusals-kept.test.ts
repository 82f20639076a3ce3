import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Caller } from "#lib/access/caller.ts";
import { getWatch, listAccess } from "#lib/access/queries.ts";
import { recordRefusal } from "#lib/access/refused.ts";
import { AccessFilters } from "#lib/access/schema.ts";
import { signInWithLink } from "#lib/accounts/commands.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import type { LinkPurpose } from "#lib/generated/enums.ts";
import { limits } from "#lib/limits/limits.ts";
import { beginPasskeySignIn, signInWithPasskey } from "#lib/passkeys/sign-in.ts";
import { signInWithPassword } from "#lib/passwords/commands.ts";
import { showSecondFactor } from "#lib/second-factors/sign-in.ts";
import { db } from "../support/owner.ts";
import { createPerson } from "../support/person.ts";
import { createMember, createOrganization, createReport } from "../support/report.ts";

// What was tried and refused stands in the access log: nobody who tries is told more than that it was.

const now = new Date();
const hour = 3_600_000;
let hosts = 0;
/** From an address that no other test comes from. */
const newCaller = (): Caller => ({ address: `10.9.${Math.floor(++hosts / 250)}.${hosts % 250}`, browser: "Firefox" });

beforeEach(() => {
  vi.unstubAllEnvs();
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
});

/** What the access log says of whoever came from there. */
const saidOf = async ({ address }: Caller) =>
  db.accessEntry.findMany({
    where: { address },
    orderBy: { id: "asc" },
    select: { kind: true, actorId: true, aboutId: true, organizationId: true, details: true },
  });

async function createLink(member: Member, fields: { usedAt?: Date; expiresAt?: Date; purpose?: LinkPurpose } = {}) {
  const token = newToken();
  const of = { userId: member.userId, organizationId: member.organization.id, tokenHash: hashToken(token) };
  const expiresAt = new Date(now.getTime() + hour);
  await db.oneTimeLink.create({
    data: { ...of, email: "sok@example.org", createdAt: new Date(now.getTime() - hour), expiresAt, ...fields },
  });
  return token;
}

describe("a sign-in that failed is kept", () => {
  test.each([
    ["used", { usedAt: now }],
    ["expired", { expiresAt: new Date(now.getTime() - 1) }],
    ["unknown", { purpose: "email_confirmation" }],
    ["off", { purpose: "email_sign_in" }],
  ] as const)("by a link that is %s", async (reason, fields) => {
    const person = await createPerson();
    const token = await createLink(person, { ...fields });
    const caller = newCaller();
    expect(await signInWithLink(token, now, caller)).toMatchObject({ ok: false, refusal: reason });
    const way = reason === "off" ? "email" : "link";
    const of = { actorId: null, aboutId: person.userId, organizationId: person.organization.id };
    expect(await saidOf(caller)).toEqual([
      { ...of, kind: "sign_in_failed", details: { way, reason, browser: "Firefox" } },
    ]);
  });

  test("by a link whose account has ended, and by one that nobody was sent", async () => {
    const person = await createPerson();
    const token = await createLink(person);
    await db.membership.updateMany({ where: { userId: person.userId }, data: { endedAt: now } });
    const [gone, stranger] = [newCaller(), newCaller()];
    expect(await signInWithLink(token, now, gone)).toMatchObject({ refusal: "ended" });
    expect(await saidOf(gone)).toMatchObject([{ aboutId: person.userId, details: { reason: "ended" } }]);
    expect(await signInWithLink(newToken(), now, stranger)).toMatchObject({ refusal: "unknown" });
    expect(await saidOf(stranger)).toMatchObject([{ aboutId: null, details: { way: "link", reason: "unknown" } }]);
  });

  test("by a password, without what was typed, whether or not there is such an account", async () => {
    const person = await createPerson();
    const typed = { email: person.email, password: "five unrelated horses" };
    const [known, unknown] = [newCaller(), newCaller()];
    const answers = [
      await signInWithPassword(typed, publicViewer, now, known),
      await signInWithPassword({ ...typed, email: "nobody@example.org" }, publicViewer, now, unknown),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(await saidOf(known)).toMatchObject([{ kind: "sign_in_failed", aboutId: person.userId }]);
    expect(await saidOf(unknown)).toMatchObject([{ kind: "sign_in_failed", aboutId: null }]);
    expect(JSON.stringify([await saidOf(known), await saidOf(unknown)])).not.toMatch(/horses|@/);
  });

  test("by a password, for those who manage the person's people, and for no steward of anything else", async () => {
    const person = await createPerson();
    const typed = { email: person.email, password: "five unrelated horses" };
    const own = await db.organization.findUniqueOrThrow({ where: { id: person.organization.id } });
    const approver = await createMember(own, ["approver"]);
    const { steward } = await createReport();
    const stranger = await createMember(steward, ["steward"]);
    const [before, after] = [newCaller(), newCaller()];
    await signInWithPassword(typed, publicViewer, now, before);
    await db.membership.updateMany({ where: { userId: person.userId }, data: { endedAt: now } });
    await signInWithPassword(typed, publicViewer, now, after);
    const reads = async (member: Member) => {
      const watch = await getWatch(member);
      const rows = watch && (await listAccess(watch, AccessFilters.parse({ person: person.userId }), undefined, 9));
      return rows?.map(({ address }) => address);
    };
    expect(await reads(approver)).toEqual([after.address, before.address]);
    expect(await reads(stranger)).toEqual([]);
  });

  test("by a passkey that is none of ours, or that was shown for nothing that was begun", async () => {
    const begun = await beginPasskeySignIn(now);
    if (!begun.ok) throw new Error(begun.refusal);
    const caller = newCaller();
    expect(await signInWithPasskey(begun.value.token, {}, publicViewer, now, caller)).toMatchObject({
      refusal: "wrong",
    });
    expect(await signInWithPasskey(begun.value.token, {}, publicViewer, now, caller)).toMatchObject({
      refusal: "over",
    });
    expect((await saidOf(caller)).map(({ kind, details }) => [kind, details])).toEqual(
      ["wrong", "over"].map((reason) => ["sign_in_failed", { way: "passkey", reason, browser: "Firefox" }]),
    );
  });

  test("by a code for a sign-in that was never begun", async () => {
    const caller = newCaller();
    expect(await showSecondFactor(newToken(), "123456", publicViewer, now, caller)).toMatchObject({ refusal: "over" });
    expect(await saidOf(caller)).toMatchObject([{ kind: "sign_in_failed", details: { secondFactor: "over" } }]);
  });
});

describe("a write that was refused for want of a right is kept", () => {
  test("with who tried what, and for which organization; the public has no name", async () => {
    const member = await createMember(await createOrganization(), ["reporter"]);
    const [own, nobodys] = [newCaller(), newCaller()];
    await recordRefusal("not-yours", "register", { viewer: member, caller: own }, now);
    await recordRefusal("not-yours-to-give", "account", { viewer: publicViewer, caller: nobodys }, now);
    const organizationId = member.organization.id;
    expect(await saidOf(own)).toMatchObject([
      { kind: "write_refused", actorId: member.userId, organizationId, details: { act: "register" } },
    ]);
    expect(await saidOf(nobodys)).toMatchObject([
      { kind: "write_refused", actorId: null, organizationId: null, details: { act: "account" } },
    ]);
  });

  test("and what was refused for what was typed, or for what came between, is not", async () => {
    const caller = newCaller();
    for (const refusal of ["invalid", "changed-meanwhile", "not-found", "busy"])
      await recordRefusal(refusal, "entry", { viewer: publicViewer, caller }, now);
    expect(await saidOf(caller)).toEqual([]);
  });

  test("so often and no more, and then the limit once", async () => {
    const caller = newCaller();
    const { most } = limits.refusal.asker;
    for (let time = 0; time < most + 5; time++)
      await recordRefusal("not-yours", "entry", { viewer: publicViewer, caller }, now);
    expect((await saidOf(caller)).map(({ kind }) => kind)).toEqual([...Array(most).fill("write_refused"), "limit_hit"]);
  });
});
