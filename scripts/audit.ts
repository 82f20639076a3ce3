import { auditLog } from "#lib/assignments/audit.ts";
import { runScript } from "./faults.ts";

/** Whether the log is what it was when it was written; exits with 1 at the first entry that is not. */
await runScript(async () => {
  const { entries, chains, broken } = await auditLog();
  if (!broken) return console.log(`${entries} entries, ${chains} chains: intact`);
  const { what, code, organization, sequence, entryId } = broken;
  const place = `of ${organization} on ${code}`;
  const sentences = {
    entry: `Entry ${sequence} ${place} (${entryId}) is not what was recorded.`,
    missing: `Entry ${sequence} ${place} is missing, or the head of its chain was changed.`,
    state: `What is kept ${place} after entry ${sequence}${entryId ? ` (${entryId})` : ""} is not what its log says.`,
  };
  console.log(sentences[what]);
  return 1;
});
