import "server-only";
import type { Member } from "#lib/accounts/viewer.ts";
import { actingAlone } from "#lib/acting.ts";
import type { Caller } from "./caller.ts";
import { recordAccess } from "./record.ts";

/** A file of one organization's evidence; its people read that it was taken. */
export type RestrictedFile = { what: "file"; evidence: string; code: string; organizationId: string };

type Material = RestrictedFile | { what: "export"; report: string; file: string } | { what: "access_log" };

/** Somebody takes along what not everybody may see. Recorded before they get it: what cannot be recorded is not given out. */
export async function recordRestricted(member: Member, material: Material, at: Date, caller: Caller): Promise<void> {
  const { organizationId, ...details } = { organizationId: member.organization.id, ...material };
  const entry = { kind: "restricted_exported", at, actorId: member.userId, organizationId, details } as const;
  await actingAlone(member.userId, at, (tx) => recordAccess(tx, entry, caller));
}
