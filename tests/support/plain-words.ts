import type { PlainFigures } from "./plain-figures.ts";
import type { Settings } from "./plain-rows.ts";
import { words } from "./words.ts";

// How what a plain loop counts is said: the catalogue has the words, and all else is told here once more.

export type PlainFigure = { n: number; of: number };
export type PlainFigureKey = keyof PlainFigures["figures"];

export const figureKeysOf = (figures: PlainFigures["figures"]) => Object.keys(figures) as PlainFigureKey[];

export function spansOf(settings: Settings) {
  const { freshDays, verificationDays, outstandingMonths, reportingInterval, graceDays } = settings;
  return { freshDays, verificationDays, outstandingMonths, staleDays: reportingInterval + graceDays };
}

export const nameOf = (key: PlainFigureKey, settings: Settings) => words(`figures.${key}`, spansOf(settings));

/** In whole percent, a half up; nothing of fewer than five, and neither all nor none of what is some. */
export function percentOf({ n, of }: PlainFigure): number | null {
  if (of < 5) return null;
  const rounded = Math.floor((200 * n + of) / (2 * of));
  if (n > 0 && rounded === 0) return 1;
  return n < of && rounded === 100 ? 99 : rounded;
}

/** "1,234" */
export const sayCount = (count: number) => new Intl.NumberFormat("en-GB").format(count);

export const sayFigure = ({ n, of }: PlainFigure) => (of === 0 ? "Not available" : `${n} of ${of}`);

export function sayShare(figure: PlainFigure): string {
  const percent = percentOf(figure);
  if (percent !== null) return `${percent} %`;
  return figure.of === 0 ? "" : "too few";
}

/** "5 March 2001" */
export const sayDay = (day: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" }).format(
    new Date(day),
  );

/** The stretches of a status bar from most to least done. */
export const stretches = [
  "implemented verified",
  "implemented",
  "implemented_differently verified",
  "implemented_differently",
  "partially_implemented",
  "in_progress",
  "not_started",
  "not_implemented",
  "no_longer_applicable",
] as const;

/** At the head of a row or column. */
export function nameStretch(stretch: (typeof stretches)[number]): string {
  const [code = "", isVerified] = stretch.split(" ");
  const more = code.startsWith("implemented") ? (isVerified ? ", verified" : ", reported only") : "";
  return words(`implementationTitle.${code as "implemented"}`) + more;
}

/** The stretches that any of these has. */
export const occurringIn = (rows: readonly { plain: PlainFigures }[]) =>
  stretches.filter((stretch) => rows.some(({ plain }) => plain.bars[stretch]));

export type Ages = { name: string; count: number }[];

/** For how long what is overdue has been so, and what is open has been assigned. */
export function agesOf({ overdue, open }: PlainFigures): { overdue: Ages; open: Ages } {
  const named = (names: readonly string[], counts: readonly number[]) =>
    names.map((name, index) => ({ name, count: counts[index] ?? Number.NaN }));
  return {
    overdue: named(["1–30 days", "31–90 days", "91–180 days", "Over 180 days"], overdue),
    open: named(["Up to 6 months", "6–18 months", "18 months–5 years", "Over 5 years"], open),
  };
}

export const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
export const verifiedOf = ({ bars }: Pick<PlainFigures, "bars">) =>
  sumOf(Object.entries(bars).map(([stretch, count]) => (stretch.endsWith(" verified") ? count : 0)));
export const doneOf = ({ implementation }: PlainFigures) =>
  (implementation.implemented ?? 0) + (implementation.implemented_differently ?? 0);

/** What stands in the headline: of what was accepted and still applies or, where nothing is, of all. */
export function headlineOf(plain: PlainFigures) {
  const { verifiedImplementation, reportedImplementation } = plain.figures;
  const isOfAccepted = verifiedImplementation.of > 0;
  const of = isOfAccepted ? verifiedImplementation.of : plain.total;
  const verified = isOfAccepted ? verifiedImplementation.n : verifiedOf(plain);
  const reported = isOfAccepted ? reportedImplementation.n : doneOf(plain);
  return { isOfAccepted, of, verified, reported, gap: reported - verified, rest: of - reported };
}

/** What somebody has to act on: how many, of how many. */
export function concernsOf({ figures, response, verification, total }: PlainFigures) {
  const done = figures.evidenceCoverage.of;
  return {
    overdue: figures.overdue,
    stale: figures.stale,
    awaitingResponse: { n: response.awaiting_response ?? 0, of: total },
    returned: { n: verification.more_evidence_requested ?? 0, of: done },
    waiting: { n: verification.submitted ?? 0, of: done },
  };
}
