import { withConnection } from "#lib/database/connection.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import type { App } from "./app.ts";
import { type Columns, commit, insertEntry, link } from "./log.ts";
import { query } from "./rows.ts";

const timeZone = "Asia/Phnom_Penh";

/** The calendar day of the report, so many days ago. */
export function daysAgo(days: number): string {
  return addDays(dayAt(new Date(), timeZone), -days);
}

/** Makes the register as old as if it had been loaded two years ago. */
export async function backdate(app: App): Promise<void> {
  const long = "now() - interval '2 years'";
  await query(app, `update reports set created_at = ${long}`);
  await query(app, `update recommendations set created_at = ${long}, published_at = ${long}`);
  await query(app, `update assignments set created_at = ${long}`);
}

type Past = { code: string; organization: string; days: number; entry: Columns; state: Columns; hasEvidence?: boolean };

/** Logs an entry at noon of a day of the past, as the first of its assignment or after those of days before. */
export async function logInThePast(app: App, { code, organization, days, entry, state, hasEvidence }: Past) {
  const [place] = await query<{ id: string; recommendationId: string; organizationId: string; actorId: string }>(
    app,
    `select a.id, a.recommendation_id as "recommendationId", o.id as "organizationId", m.user_id as "actorId"
     from assignments a join recommendations r on r.id = a.recommendation_id join organizations o on o.id = a.organization_id
     join memberships m on m.organization_id = o.id where r.code = $1 and o.slug = $2 limit 1`,
    code,
    organization,
  );
  if (!place) throw new Error(`${organization} does not answer for ${code}.`);
  const at = `${daysAgo(days)}T12:00:00+07:00`;
  await withConnection(app.databaseUrl, (client) =>
    commit(client, async () => {
      await client.query("select set_config('tamdan.at', $1, true)", [at]);
      await insertEntry(client, {
        assignmentId: place.id,
        actorId: place.actorId,
        organizationId: place.organizationId,
        entry: { recorded_at: at, occurred_on: daysAgo(days), ...entry },
        evidence: hasEvidence ? [link] : [],
        state: { last_entry_at: at, ...state },
      });
      await client.query("update recommendations set implementation = $2, last_entry_at = $3 where id = $1", [
        place.recommendationId,
        state.implementation ?? "not_started",
        at,
      ]);
    }),
  );
}

type Moment = Pick<Past, "code" | "organization" | "days">;

/** An organization accepted what it answers for. */
export async function logAccepted(app: App, moment: Moment): Promise<void> {
  await logInThePast(app, {
    ...moment,
    entry: { kind: "response", note: null, response: "accepted" },
    state: { response: "accepted" },
  });
}

/** An organization reported as implemented what it had completed twenty days ago. */
export async function logImplemented(app: App, moment: Moment, previous = "not_started"): Promise<void> {
  const completed = { completed_on: daysAgo(20), completed_precision: "day" };
  await logInThePast(app, {
    ...moment,
    entry: {
      kind: "progress",
      note: null,
      previous_implementation: previous,
      implementation: "implemented",
      how_intent_met: "Every branch lends.",
      ...completed,
    },
    state: {
      implementation: "implemented",
      verification: "submitted",
      submitted_at: `${daysAgo(moment.days)}T12:00:00+07:00`,
      has_evidence: true,
      ...completed,
    },
    hasEvidence: true,
  });
}

/** ACLEDA accepted R1.2 forty days ago, and reported it as implemented ten days ago. */
export async function logAcceptedAndDone(app: App): Promise<void> {
  const place = { code: "R1.2", organization: "acleda" };
  await logAccepted(app, { ...place, days: 40 });
  await logImplemented(app, { ...place, days: 10 });
}
