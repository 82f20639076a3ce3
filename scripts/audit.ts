import { auditLog } from "#lib/assignments/audit.ts";
import { findMiscount } from "#lib/progress/kept-counts.ts";
import { findBrokenRollUp } from "#lib/recommendations/kept-roll-ups.ts";
import { runScript } from "./faults.ts";

/** Whether the log is what it was when it was written, what is kept of past days leads to what stands, and what is counted is what it says; exits with 1 at the first that is not. */
await runScript(async () => {
  const { entries, chains, broken } = await auditLog();
  if (broken) {
    const { what, code, organization, sequence, entryId } = broken;
    const place = `of ${organization} on ${code}`;
    const sentences = {
      entry: `Entry ${sequence} ${place} (${entryId}) is not what was recorded.`,
      missing: `Entry ${sequence} ${place} is missing, or the head of its chain was changed.`,
      state: `What is kept ${place} after entry ${sequence}${entryId ? ` (${entryId})` : ""} is not what its log says.`,
    };
    console.log(sentences[what]);
    return 1;
  }
  const rollUp = await findBrokenRollUp();
  if (rollUp) {
    console.log(`What is kept of ${rollUp.code} of ${rollUp.report} for past days does not lead to what stands.`);
    return 1;
  }
  const miscount = await findMiscount();
  if (miscount) {
    const { report, cut, key, measure, kept, counted } = miscount;
    const place = [cut, key].filter(Boolean).join(" ");
    console.log(
      `What is counted of ${report} is not what its log says: ${measure} by ${place} changes by ${kept} where it should by ${counted}.`,
    );
    return 1;
  }
  console.log(`${entries} entries, ${chains} chains: intact`);
});
