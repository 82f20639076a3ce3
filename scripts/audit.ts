import { auditLog } from "#lib/assignments/audit.ts";
import { runScript } from "./faults.ts";

/** Whether the log is what it was when it was written; exits with 1 at the first entry that is not. */
await runScript(async () => {
  const { entries, chains, broken } = await auditLog();
  if (!broken) return console.log(`${entries} entries, ${chains} chains: intact`);
  const { code, organization, sequence, entryId } = broken;
  console.log(
    entryId
      ? `Entry ${sequence} of ${organization} on ${code} (${entryId}) is not what was recorded.`
      : `Entry ${sequence} of ${organization} on ${code} is missing, or the head of its chain was changed.`,
  );
  return 1;
});
