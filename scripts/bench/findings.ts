import type { Times } from "./measure.ts";
import type { Key } from "./works.ts";

/** What was measured of one work, of so many recommendations, with so many requests at once. */
export type Finding = {
  key: Key | "figures";
  name: string;
  size: number;
  atOnce: number;
  tamdan: Times;
  plain?: Times;
};

export type Memory = { size: number; before: number; peak: number };
export type Findings = { findings: Finding[]; memory: Memory[] };

/** What is to be reached (docs/benchmarks.md says why): times of plain SQL, of the present, of the small register. */
const aims = { list: 8, search: 8, recommendation: 8, log: 8, export: 2 } as const satisfies Partial<
  Record<Key, number>
>;
const timesFaster = 3;
const timesOfNow = 3;
const timesOfSmall = 1.5;
const addedMegabytes = 50;
/** What is as of a past day, and what it is of now. */
const nows: Partial<Record<Finding["key"], Key>> = {
  listThen: "list",
  listOfStatusThen: "listOfStatus",
  reportThen: "report",
};
const pages: readonly Key[] = [
  "list",
  "listOfStatus",
  "search",
  "recommendation",
  "report",
  "listThen",
  "listOfStatusThen",
  "reportThen",
];

type Judged = {
  what: string;
  size: number;
  atOnce: number;
  value: number;
  aim: number;
  isReached: boolean;
  unit: string;
};

/** Each aim with what was found. */
export function judge({ findings, memory }: Findings): Judged[] {
  const largest = Math.max(...findings.map(({ size }) => size));
  const smallest = Math.min(...findings.map(({ size }) => size));
  const find = (key: Finding["key"], of: Finding, size = of.size) =>
    findings.find((one) => one.key === key && one.size === size && one.atOnce === of.atOnce);
  const most = (what: string, { size, atOnce }: Finding, value: number, aim: number): Judged => {
    return { what, size, atOnce, value, aim, isReached: value <= aim, unit: "×, at most" };
  };
  const against = findings.flatMap((finding) => {
    const aim = finding.key in aims ? aims[finding.key as keyof typeof aims] : undefined;
    const ratio = ratioOf(finding);
    const isAsked = finding.key !== "export" || finding.size === largest;
    return aim && ratio && isAsked ? [most(`${finding.name}: times plain SQL`, finding, ratio, aim)] : [];
  });
  const faster = findings
    .filter(({ key, size }) => key === "figures" && size === largest)
    .map((finding) => {
      const value = 1 / (ratioOf(finding) ?? Number.NaN);
      const what = `${finding.name}: times faster than GROUP BY`;
      return { ...most(what, finding, value, timesFaster), isReached: value >= timesFaster, unit: "×, at least" };
    });
  const then = findings.flatMap((finding) => {
    const key = nows[finding.key];
    const now = key && find(key, finding);
    return now
      ? [most(`${finding.name}: times now`, finding, finding.tamdan.median / now.tamdan.median, timesOfNow)]
      : [];
  });
  const grown = findings.flatMap((finding) => {
    const isPage = pages.some((key) => key === finding.key);
    const small =
      isPage && finding.size === largest && largest > smallest ? find(finding.key, finding, smallest) : undefined;
    const what = `${finding.name}: times itself at ${wordSize(smallest)}`;
    return small ? [most(what, finding, finding.tamdan.median / small.tamdan.median, timesOfSmall)] : [];
  });
  const held = memory
    .filter(({ size }) => size === largest)
    .map(({ size, before, peak }) => {
      const value = (peak - before) / 2 ** 20;
      return {
        what: "CSV of everything: added memory",
        size,
        atOnce: 1,
        value,
        aim: addedMegabytes,
        isReached: value <= addedMegabytes,
        unit: "MB, at most",
      };
    });
  return [...against, ...faster, ...then, ...grown, ...held];
}

function ratioOf({ tamdan, plain }: Finding): number | undefined {
  return plain && tamdan.median / plain.median;
}

export function wordSize(size: number): string {
  return size.toLocaleString("en");
}

/** All of it as Markdown. */
export function wordFindings(all: Findings): string {
  const sizes = [...new Set(all.findings.map(({ size }) => size))];
  return [
    "### Aims",
    "",
    ...table(
      ["", "recommendations", "at once", "found", "aim", ""],
      judge(all).map(({ what, size, atOnce, value, aim, isReached, unit }) => [
        what,
        wordSize(size),
        String(atOnce),
        value < 10 ? value.toFixed(1) : value.toFixed(0),
        `${unit} ${aim}`,
        isReached ? "reached" : "**missed**",
      ]),
    ),
    ...sizes.flatMap((size) => [
      "",
      `### ${wordSize(size)} recommendations`,
      "",
      ...table(
        ["milliseconds", "at once", "p50", "p95", "plain p50", "plain p95", "times plain"],
        all.findings
          .filter((finding) => finding.size === size)
          .map((finding) => [
            finding.name,
            String(finding.atOnce),
            ...wordTimes(finding.tamdan),
            ...(finding.plain ? wordTimes(finding.plain) : ["–", "–"]),
            ratioOf(finding)?.toFixed(1) ?? "–",
          ]),
      ),
    ]),
  ].join("\n");
}

function wordTimes({ median, ninetyFifth }: Times) {
  return [median, ninetyFifth].map((time) => (time < 100 ? time.toFixed(1) : time.toFixed(0)));
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, place) => (place === 0 ? "---" : "---:"))), ...rows.map(line)];
}
