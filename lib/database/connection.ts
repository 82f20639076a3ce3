import { Client } from "pg";
import { codeOf, Fault } from "#lib/fault.ts";

/** One connection for `work`; what stands in the way of connecting is a fault that tells where. */
export async function withConnection<Value>(url: string, work: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: "tamdan" });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw faultOf(error, client);
  }
  return work(client).finally(() => client.end());
}

function faultOf(error: unknown, { host, port, user = "", database = "" }: Client) {
  const address = host.startsWith("/") ? host : `${host}:${port}`;
  const code = codeOf(error) ?? "";
  if (code === "28P01" || code === "28000") return new Fault("password-wrong", { address, user });
  if (code === "3D000") return new Fault("database-missing", { address, name: database });
  // A name with several addresses fails with one error for each of them, and no message of its own.
  const reason = error instanceof AggregateError ? code : error instanceof Error ? error.message : String(error);
  return new Fault("database-unreachable", { address, reason });
}
