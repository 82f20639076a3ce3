import { db } from "./owner.ts";
import { writeWideHistory } from "./wide-history.ts";

// Run on the database of an app (writeWideHistories in history.ts): for each size that is named a report with so many
// recommendations, followed in another time zone and with other spans than the one before, and answered for by some of the
// same organizations. Says which they are.

const frames = [
  { timeZone: "Asia/Phnom_Penh", since: {} },
  {
    timeZone: "America/New_York",
    since: {
      ...{ timeZone: "Europe/London", reportingInterval: 60, graceDays: 7, freshDays: 45 },
      ...{ verificationDays: 10, outstandingMonths: 7 },
    },
  },
];
/** From here on, to count with each entry takes too long. */
const many = 500;

const ids: string[] = [];
let answering: Awaited<ReturnType<typeof writeWideHistory>>["organizations"] | undefined;
for (const [index, size] of process.argv.slice(2).map(Number).entries()) {
  const { timeZone, since } = frames[index] ?? {};
  if (!timeZone) throw new Error("There are no more frames.");
  const asked = { seed: 7 + index, timeZone, size, now: new Date(), isCountedLater: size > many };
  const { report, organizations } = await writeWideHistory({ ...asked, answering });
  await db.report.update({ where: { id: report.id }, data: since ?? {} });
  answering = organizations.slice(0, 3);
  ids.push(report.id);
}
console.log(JSON.stringify(ids));
await db.$disconnect();
