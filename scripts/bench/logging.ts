import { randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import { withConnection } from "#lib/database/connection.ts";
import { dayAt } from "#lib/dates.ts";
import { reportSlug, timeZone } from "./fill.ts";
import type { Asked } from "./measure.ts";
import type { Work } from "./works.ts";

type Assignment = { id: string; code: string; cookie: string; seen: number; isBegun: boolean };

/**
 * Updates that are logged one after the other, each to another assignment, by a member of its organization who is signed in:
 * work begins on what had not been, and the next time round it is set back.
 */
export async function loggingOf(url: string, secret: string, now: Date): Promise<Work> {
  const found = await openSessions(url, now);
  const cookies = new Map<string, string>();
  for (const sid of new Set(found.map(({ sessionId }) => sessionId)))
    cookies.set(sid, `next-auth.session-token=${await encode({ token: { sid }, secret })}`);
  const queue = () =>
    found.map(({ sessionId, ...rest }) => ({ ...rest, cookie: cookies.get(sessionId) ?? "", isBegun: false }));
  const [tamdan, plain] = [queue(), queue()];
  const today = dayAt(now, timeZone);
  return {
    key: "log",
    name: "Logging an update",
    tamdan: () => takeTurn(tamdan, (assignment) => formOf(assignment, today)),
    plain: () => takeTurn(plain, (assignment) => ({ path: "/log", body: JSON.stringify(saidOf(assignment)) })),
  };
}

function takeTurn(queue: Assignment[], askedOf: (assignment: Assignment) => Asked): Asked {
  const assignment = queue.shift();
  if (!assignment) throw new Error("More is logged at once than there are assignments for.");
  const read = (text: string) => {
    if (!("done" in JSON.parse(text))) throw new Error(`The update was refused: ${text}`);
    queue.push({ ...assignment, seen: assignment.seen + 1, isBegun: !assignment.isBegun });
  };
  return { ...askedOf(assignment), read };
}

function saidOf({ id, isBegun }: Assignment) {
  const note = "A working group has met in three provinces and written down what it found.";
  return { assignmentId: id, implementation: isBegun ? "not_started" : "in_progress", note };
}

/** The form of the recommendation's page, as its script sends it. */
function formOf(assignment: Assignment, today: string): Asked {
  const { assignmentId, implementation, note } = saidOf(assignment);
  const fields = {
    kind: "progress",
    assignmentId,
    submissionId: randomUUID(),
    seen: String(assignment.seen),
    status: implementation,
    occurredOn: today,
    [assignment.isBegun ? "justification" : "note"]: note,
  };
  return {
    path: `/reports/${reportSlug}/recommendations/${assignment.code}/entries`,
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      cookie: assignment.cookie,
    },
    body: new URLSearchParams(fields).toString(),
  };
}

type Found = { id: string; code: string; seen: number; sessionId: string };

/** Signs a member of each organization in, and finds what they have not begun. */
async function openSessions(url: string, now: Date): Promise<Found[]> {
  return withConnection(url, async (client) => {
    // Those of an earlier time, in a database that was kept.
    await client.query("delete from sessions");
    await client.query(
      "insert into sessions (id, token_hash, way, user_id, organization_id, created_at, expires_at) select id, encode(sha256(id::text::bytea), 'hex'), 'link', user_id, organization_id, $1::timestamptz, $1::timestamptz + interval '1 day' from (select gen_random_uuid() as id, * from memberships) member",
      [now],
    );
    const { rows } = await client.query<Found>(`
      select a.id, r.code, a.log_length as seen, s.id as "sessionId"
      from assignments a join recommendations r on r.id = a.recommendation_id join sessions s on s.organization_id = a.organization_id
      where a.implementation = 'not_started' and a.response <> 'not_applicable' and a.exit_requested is null
      order by md5(a.id::text) limit 500`);
    return rows;
  });
}
