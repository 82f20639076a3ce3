import { hashToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { answerTo, connect } from "./log.ts";
import { createMember, createTwoReports } from "./report.ts";

// SQL past every command, as somebody would send it who had found a hole in one.

/** A report with an organization, and people of it, of its steward, of a stranger and of another report's steward. */
export async function createPeople() {
  const { report, other, own, stranger } = await createTwoReports();
  return {
    own,
    stranger,
    ilo: report.steward,
    otherIlo: other.steward,
    approver: await createMember(own, ["approver"]),
    second: await createMember(own, ["approver", "reporter"]),
    reporter: await createMember(own, ["reporter"]),
    verifier: await createMember(own, ["verifier"]),
    steward: await createMember(report.steward, ["steward", "verifier"]),
    secondSteward: await createMember(report.steward, ["steward"]),
    stewardsApprover: await createMember(report.steward, ["approver"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    strangersApprover: await createMember(stranger, ["approver"]),
  };
}
export type People = Awaited<ReturnType<typeof createPeople>>;

export type Acting = Pick<Member, "userId"> & Partial<Pick<Member, "organization">>;

/** A connection on which somebody says SQL in the role of the application. */
export async function connectAsApplication() {
  const client = await connect();

  async function become(acting: Acting | undefined, token?: string) {
    await client.query("set local role tamdan_app");
    await client.query(
      "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true), set_config('tamdan.token', $3, true)",
      [acting?.userId ?? "", acting?.organization?.id ?? "", token ? hashToken(token) : ""],
    );
  }

  /** What Postgres answers to SQL of the application in which this person acts, and presents this token. */
  async function say(acting: Acting | undefined, sql: string, values: unknown[] = [], token?: string): Promise<string> {
    let rows: number | null = 0;
    const said = await answerTo(client, async () => {
      await become(acting, token);
      rows = (await client.query(sql, values)).rowCount;
    });
    return said === "taken" ? `${rows} rows` : said;
  }

  return { client, say, become };
}

export const deniedBy = (table: string) => `new row violates row-level security policy for table "${table}"`;
