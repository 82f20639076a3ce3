import { addMonths, dayAt } from "#lib/dates.ts";
import { leadCount, reportSlug, timeZone } from "./fill.ts";
import type { Asked } from "./measure.ts";
import { frequentWord, placeOf } from "./words.ts";

export type Key =
  | ("list" | "listThen" | "listOfStatus" | "listOfStatusThen" | "report" | "reportThen")
  | ("recommendation" | "search" | "searchFrequent" | "log" | "export");

/** The same work as Tamdan does it and as the plain server does; `number` counts the requests. */
export type Work = {
  key: Key;
  name: string;
  tamdan: (number: number) => Asked;
  plain?: (number: number) => Asked;
};

const report = `/reports/${reportSlug}`;
/** Of which each organization that leads has more than a page, of 1,000 recommendations too. */
const statuses = ["in_progress", "implemented", "not_started"];
const turn = <One>(all: readonly One[], number: number): One => {
  const one = all[number % all.length];
  if (one === undefined) throw new Error("There is nothing to take turns with.");
  return one;
};

/** The pages that everybody reads, each time another of its kind. */
export function readingOf(size: number, now: Date): Work[] {
  const filters = (number: number) =>
    `status=${turn(statuses, number)}&organization=organization-${1 + (Math.floor(number / statuses.length) % leadCount)}`;
  // Steps of a prime number visit all of them in no order.
  const code = (number: number) => `R${1 + ((number * 7919) % size)}`;
  const place = (number: number) => placeOf((number * 7919) % size);
  const then = addMonths(dayAt(now, timeZone), -12);
  return [
    {
      key: "list",
      name: "List, 50 rows by status and organization, by last update",
      tamdan: (number) => ({ path: `${report}/recommendations?${filters(number)}&sort=latest` }),
      plain: (number) => ({ path: `/list?${filters(number)}` }),
    },
    {
      key: "listThen",
      name: "The same list as of a year ago",
      tamdan: (number) => ({ path: `${report}/recommendations?${filters(number)}&sort=latest&asOf=${then}` }),
    },
    {
      key: "listOfStatus",
      name: "List, 50 rows by status alone",
      tamdan: (number) => ({ path: `${report}/recommendations?status=${turn(statuses, number)}` }),
    },
    {
      key: "listOfStatusThen",
      name: "List by status alone as of a year ago",
      tamdan: (number) => ({ path: `${report}/recommendations?status=${turn(statuses, number)}&asOf=${then}` }),
    },
    {
      key: "search",
      name: "Search for a rare word",
      tamdan: (number) => ({ path: `${report}/recommendations?words=${place(number)}` }),
      plain: (number) => ({ path: `/search?words=${place(number)}` }),
    },
    {
      key: "searchFrequent",
      name: "Search for a word of every tenth statement",
      tamdan: () => ({ path: `${report}/recommendations?words=${frequentWord}` }),
      plain: () => ({ path: `/search?words=${frequentWord}` }),
    },
    {
      key: "recommendation",
      name: "Recommendation page",
      tamdan: (number) => ({ path: `${report}/recommendations/${code(number)}` }),
      plain: (number) => ({ path: `/recommendation?code=${code(number)}` }),
    },
    {
      key: "report",
      name: "Report page",
      tamdan: () => ({ path: report }),
      plain: () => ({ path: "/report" }),
    },
    { key: "reportThen", name: "Report page as of a year ago", tamdan: () => ({ path: `${report}?asOf=${then}` }) },
  ];
}

/** Nobody makes as many files as are measured here: each is somebody else's, at an address of their own. */
export const exporting: Work = {
  key: "export",
  name: "CSV of everything",
  tamdan: (number) => ({
    path: `${report}/export/csv`,
    headers: { "x-forwarded-for": `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}` },
  }),
  plain: () => ({ path: "/export" }),
};
