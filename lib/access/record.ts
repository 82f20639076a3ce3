import "server-only";
import type { Database } from "#lib/db.ts";
import type { AccessKind } from "#lib/generated/enums.ts";
import type { Caller } from "./caller.ts";
import type { AccessDetails } from "./schema.ts";

export type Access = {
  kind: AccessKind;
  at: Date;
  /** Who did it: whoever acts in the transaction, or nobody who is known. */
  actorId?: string | null;
  /** The organization that it is about, or for which it was done. */
  organizationId?: string | null;
  /** Whom it is about, if not the actor. */
  aboutId?: string | null;
  /** What else is worth telling: roles, a way of signing in; never a secret, nor what somebody typed to sign in. */
  details?: { readonly [Name in keyof AccessDetails]?: string | number | boolean | readonly string[] | null };
};

/** A line of the access log, in the transaction of what it tells. `at` is the instant that this transaction was told. */
export async function recordAccess(tx: Database, access: Access, caller: Caller): Promise<void> {
  const { kind, at, actorId = null, organizationId = null, aboutId = null, details = {} } = access;
  // Not `create`: that reads the row back, which not everybody may whose acts are kept.
  await tx.accessEntry.createMany({
    data: {
      ...{ kind, recordedAt: at, actorId, organizationId, aboutId, address: caller.address },
      details: { ...details, ...(caller.browser && { browser: caller.browser }) },
    },
  });
}
