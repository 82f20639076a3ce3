import type { Client } from "pg";
import { withConnection } from "#lib/database/connection.ts";
import type { OrganizationSlug } from "./accounts.ts";
import type { App } from "./app.ts";
import { type Columns, insertEntry } from "./log.ts";

type Entry = {
  code: string;
  /** Whose assignment it is. */
  organization: OrganizationSlug;
  /** Whoever writes it, when that is another. */
  by?: OrganizationSlug;
  daysAgo: number;
  entry: Columns;
  evidence?: Columns[];
  state?: (at: Date) => Columns;
};

/** Writes entries past every form, the oldest first, so that they lie as far back as a test wants; answers with their ids. */
export async function writeEntries(app: App, entries: readonly Entry[]): Promise<string[]> {
  return withConnection(app.databaseUrl, async (client) => {
    const ids: string[] = [];
    for (const one of entries) ids.push(await write(client, one));
    return ids;
  });
}

async function write(client: Client, { code, organization, by, daysAgo, entry, evidence, state }: Entry) {
  const ask = async (text: string, ...values: unknown[]) => (await client.query(text, values)).rows[0];
  const { id: assignmentId } = await ask(
    `select a.id from assignments a join recommendations r on r.id = a.recommendation_id
     join organizations o on o.id = a.organization_id where r.code = $1 and o.slug = $2`,
    code,
    organization,
  );
  const writer = await ask(
    `select m.user_id, m.organization_id from memberships m join organizations o on o.id = m.organization_id
     where o.slug = $1 order by m.created_at limit 1`,
    by ?? organization,
  );
  const { id: ownerId } = await ask("select id from organizations where slug = $1", organization);
  const at = new Date(Date.now() - daysAgo * 86_400_000);
  const isDecision = entry.kind === "verification" || entry.kind === "exit_decision";
  await client.query("begin");
  const id = await insertEntry(client, {
    assignmentId,
    actorId: writer.user_id,
    organizationId: writer.organization_id,
    entry: {
      recorded_at: at,
      note: null,
      ...(by && !isDecision && { on_behalf_of_id: ownerId, source: "A letter of May 2002." }),
      ...entry,
    },
    evidence,
    state: state?.(at) ?? {},
  });
  await client.query("commit");
  return id;
}

const moved = (from: string, to: string) => ({ kind: "progress", previous_implementation: from, implementation: to });

/** Reported as implemented, with evidence. */
export const claim = {
  entry: {
    ...moved("not_started", "implemented"),
    completed_on: "2002-04-30",
    completed_precision: "month",
    how_intent_met: "Every branch lends to small enterprises.",
  },
  evidence: [{ title: "Annual report 2002", url: "https://example.org/annual-report.pdf", restricted: false }],
  state: (at: Date) => ({
    implementation: "implemented",
    verification: "submitted",
    submitted_at: at,
    completed_on: "2002-04-30",
    completed_precision: "month",
    has_evidence: true,
  }),
} satisfies Partial<Entry>;

export const exit = {
  entry: {
    ...moved("not_started", "not_implemented"),
    exit_reason: "context_changed",
    justification: "The programme has ended.",
  },
  state: () => ({ exit_requested: "not_implemented" }),
} satisfies Partial<Entry>;

export const steps = {
  entry: { ...moved("not_started", "in_progress"), note: "A working group has met." },
  state: () => ({ implementation: "in_progress" }),
} satisfies Partial<Entry>;

/** What a verifier decided of a claim that does not fall back. */
export function finding(verification: "more_evidence_requested" | "cannot_verify" | "verified") {
  return {
    entry: {
      kind: "verification",
      verification,
      verification_basis: "The annual report was read.",
      justification: "It does not name the branches.",
    },
    state: () => ({ verification }),
  } satisfies Partial<Entry>;
}

/** Something in every queue: for verifiers, for the steward, for CVAP and for ACLEDA. */
export async function writeWaiting(app: App): Promise<void> {
  const [, , , , , contested] = await writeEntries(app, [
    { code: "R3.5", organization: "acleda", daysAgo: 42, ...claim },
    { code: "F1", organization: "acleda", daysAgo: 12, ...claim },
    { code: "R2", organization: "acleda", daysAgo: 11, ...claim },
    { code: "R1.4", organization: "undp", daysAgo: 10, ...claim },
    { code: "R3.1", organization: "acleda", daysAgo: 9, ...exit },
    { code: "R3.1", organization: "veterans", by: "ilo", daysAgo: 8, ...steps },
    { code: "R3.2", organization: "veterans", by: "ilo", daysAgo: 7, ...claim },
    { code: "F1", organization: "acleda", by: "ilo", daysAgo: 6, ...finding("more_evidence_requested") },
    { code: "R2", organization: "acleda", by: "ilo", daysAgo: 5, ...finding("cannot_verify") },
  ]);
  await writeEntries(app, [
    {
      code: "R3.1",
      organization: "veterans",
      daysAgo: 4,
      entry: { kind: "reply", stance: "contested", about_id: contested, note: "No group has ever met." },
    },
  ]);
  await withConnection(app.databaseUrl, async (client) => {
    await client.query(
      "update memberships set ended_at = now() where organization_id = (select id from organizations where slug = 'ministry')",
    );
    await client.query(
      "update organizations set exists_until = '2005-12-31', exists_until_precision = 'year' where slug = 'ministry'",
    );
  });
}
