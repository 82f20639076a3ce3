import type { Bar, Section } from "./drawn.ts";
import { type PlainFigures, type PlainMovement, plainFigures, plainMovement } from "./plain-figures.ts";
import type { PlainRows, Settings } from "./plain-rows.ts";
import type { Part } from "./plain-standing.ts";
import * as said from "./plain-words.ts";
import { words } from "./words.ts";

// The figures that a page has to draw by the plain loop, in the shape in which they are read from it.

type Cut = { id: string; rows: { name: string; part: Part }[] };

const nothing: Section = { says: [], items: [], rows: [], bars: [] };

/** The progress of a report or of a part of it, section by section. */
export function plainOverview(rows: PlainRows, day: string, part: Part, name: string, cuts: readonly Cut[]) {
  const plain = plainFigures(rows, day, part);
  const moments = plainMovement(rows, day, part);
  return {
    progress: headline(plain),
    attention: attention(plain, rows.report),
    status: status(plain, name),
    ...Object.fromEntries(
      cuts.map((cut) => [
        cut.id,
        cutBars(
          cut.rows
            .map((row) => ({ name: row.name, plain: plainFigures(rows, day, row.part) }))
            .filter((row) => row.plain.total > 0),
        ),
      ]),
    ),
    movement: movement(moments),
    ageing: ageing(plain, rows.report),
    figures: figures(plain, rows.report),
  };
}

/** By organization and by theme. */
export function cutsOf({ organizations, themes }: PlainRows, within: Part = {}): { organizations: Cut; themes: Cut } {
  return {
    organizations: {
      id: "by-organization",
      rows: organizations.map(({ id, acronym }) => ({ name: acronym, part: { ...within, organizationId: id } })),
    },
    themes: {
      id: "by-theme",
      rows: themes.map(({ id, name }) => ({ name, part: { ...within, themeId: id } })),
    },
  };
}

/** Without separators of thousands: of those the reader takes no notice. */
const without = (text: string) => text.replace(/(\d),(?=\d{3})/g, "$1");
const lined = (figure: said.PlainFigure) => {
  const percent = said.percentOf(figure);
  return percent === null ? said.sayFigure(figure) : `${said.sayFigure(figure)} ${percent} %`;
};

type Piece = { label: string; count: number };

function bar(title: string, pieces: readonly Piece[], of: number): Bar {
  let start = 0;
  const drawn = pieces.map(({ label, count }) => {
    const stretch = { label, start: (start / of) * 100, width: (count / of) * 100 };
    start += count;
    return stretch;
  });
  return { title, stretches: drawn };
}

function headline(plain: PlainFigures): Section {
  const { isOfAccepted, of, verified, reported, gap, rest } = said.headlineOf(plain);
  const scope = without(words(isOfAccepted ? "headline.ofAccepted" : "headline.ofAll", { of }));
  const pieces = [
    { label: `${verified} verified`, count: verified },
    { label: `${gap} reported only`, count: gap },
    { label: `${rest} not reported as implemented`, count: rest },
  ];
  const { wholeReport } = plain.figures;
  const count = (n: number) => () => String(n);
  const whole = words.markup("headline.whole", {
    ...{ n: wholeReport.n, without: plain.response.not_applicable ?? 0 },
    figure: () => said.sayFigure(wholeReport),
  });
  return {
    ...nothing,
    says: [
      scope,
      ...(isOfAccepted
        ? [
            without(words("headline.meaning", { of, verified, gap, rest })),
            [
              words.markup(of < plain.total ? "headline.counting" : "headline.nothingLeftOut", {
                ...{ dues: count(of), alls: count(plain.total) },
              }),
              ...(of < plain.total ? [words.markup("headline.left", { parts: () => leftOut(plain) })] : []),
            ].join(" "),
          ]
        : []),
      ...(isOfAccepted && of < plain.total ? [whole] : []),
    ],
    items: [
      [words("headline.verified"), lined({ n: verified, of })],
      [words("headline.reported"), lined({ n: reported, of })],
      [words("headline.gap"), lined({ n: gap, of })],
    ],
    bars: [
      bar(
        `${scope}: ${pieces.map(({ label }) => label).join(", ")}`,
        pieces.filter((piece) => piece.count > 0),
        of,
      ),
    ],
  };
}

/** Why not all are counted: each once. */
function leftOut({ response, figures }: PlainFigures): string {
  const reasons = ["awaiting_response", "under_consideration", "not_accepted", "not_applicable"] as const;
  const parts = [
    ...reasons.map((reason) => ({ reason, count: response[reason] ?? 0 })),
    {
      reason: "no_longer_applicable" as const,
      count: figures.acceptanceRate.n - figures.verifiedImplementation.of,
    },
  ]
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => words.markup(`headline.leftOut.${reason}`, { number: () => String(count) }));
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(parts);
}

function attention(plain: PlainFigures, settings: Settings): Section {
  const spans = said.spansOf(settings);
  const concerns = Object.entries(said.concernsOf(plain)) as ["waiting", said.PlainFigure][];
  const { n: long } = plain.figures.verificationBacklog;
  const waited = words.markup("attention.long", {
    ...{ n: long, days: settings.verificationDays },
    count: () => String(long),
  });
  const settled = concerns
    .filter(([, { n }]) => n === 0)
    .map(([key, { of }]) => words(`attention.settled.${key}`, { of, ...spans }));
  return {
    ...nothing,
    says: [without(settled.join(" "))].filter((text) => /\d/.test(text)),
    items: concerns
      .filter(([, { n }]) => n > 0)
      .map(([key, figure]) => [
        said.sayFigure(figure),
        words(`attention.name.${key}`),
        words(`attention.means.${key}`, spans) + (key === "waiting" && long > 0 ? ` ${waited}` : ""),
      ]),
  };
}

/** The stretches of a status bar in words. */
function statuses(bars: PlainFigures["bars"]): Piece[] {
  return said.stretches.flatMap((stretch) => {
    const count = bars[stretch] ?? 0;
    if (count === 0) return [];
    const [code = ""] = stretch.split(" ");
    const isDone = code.startsWith("implemented");
    const more = isDone ? (stretch.endsWith(" verified") ? ", verified" : ", reported only") : "";
    return [{ label: `${count} ${words(`implementation.${code as "implemented"}`)}${more}`, count }];
  });
}

const barTitle = (name: string, pieces: readonly Piece[]) => `${name}: ${pieces.map(({ label }) => label).join(", ")}`;

function status(plain: PlainFigures, name: string): Section {
  const { total, bars } = plain;
  const pieces = statuses(bars);
  const rows = said.stretches.map((stretch) => [
    said.nameStretch(stretch),
    said.sayFigure({ n: bars[stretch] ?? 0, of: total }),
  ]);
  return {
    ...nothing,
    rows,
    bars: [bar(barTitle(name, pieces), pieces, total)],
  };
}

function cutBars(rows: readonly { name: string; plain: PlainFigures }[]): Section {
  const longest = Math.max(...rows.map(({ plain }) => plain.total));
  const occurring = said.occurringIn(rows);
  return {
    ...nothing,
    items: rows.map(({ name, plain }) => [
      name,
      `${said.verifiedOf(plain)} verified, ${said.doneOf(plain)} reported, of ${plain.total}`,
    ]),
    rows: rows.map(({ name, plain }) => [
      name,
      ...occurring.map((stretch) => String(plain.bars[stretch] ?? 0)),
      String(plain.total),
    ]),
    bars: rows.map(({ name, plain }) => {
      const pieces = statuses(plain.bars);
      return bar(barTitle(name, pieces), pieces, longest);
    }),
  };
}

function movement(moments: PlainMovement): Section {
  const first = moments.at(0);
  const last = moments.at(-1);
  if (!first || !last || moments.length < 2) throw new Error("There is no movement to speak of.");
  const occurring = said.stretches.filter((stretch) => moments.some(({ bars }) => bars[stretch]));
  const stood = ({ bars, total }: PlainMovement[number]) => ({
    verified: said.verifiedOf({ bars }),
    reported: said.sumOf(
      Object.entries(bars).map(([stretch, count]) => (/^implemented( |_|$)/.test(stretch) ? count : 0)),
    ),
    total,
  });
  const [then, now] = [stood(first), stood(last)];
  const isStill = occurring.every((stretch) => moments.every(({ bars }) => bars[stretch] === first.bars[stretch]));
  const days = { since: said.sayDay(first.on), on: said.sayDay(last.on) };
  const sentence = isStill
    ? words("movement.still", { ...days, ...now })
    : words("movement.moving", {
        ...{ ...days, ...now },
        ...{ verifiedThen: then.verified, reportedThen: then.reported, totalThen: then.total },
        isVerifiedMoved: String(then.verified !== now.verified || then.total !== now.total),
        isReportedMoved: String(then.reported !== now.reported || then.total !== now.total),
      });
  return {
    ...nothing,
    says: [without(sentence), `On ${days.on}`],
    items: occurring.toReversed().map((stretch) => [String(last.bars[stretch] ?? 0), said.nameStretch(stretch)]),
    rows: moments.map(({ on, bars, total }) => [
      said.sayDay(on),
      ...occurring.map((stretch) => String(bars[stretch] ?? 0)),
      String(total),
    ]),
  };
}

function ageing(plain: PlainFigures, settings: Settings): Section {
  const { overdue } = plain.figures;
  const open = { n: plain.figures.withoutTarget.of, of: plain.total };
  const ages = said.agesOf(plain);
  const figure = (of: said.PlainFigure) => () => said.sayFigure(of);
  const long = words.markup("ageing.open.long", {
    ...{ n: plain.longOutstanding, months: settings.outstandingMonths },
    count: () => String(plain.longOutstanding),
  });
  const isLate = overdue.n > 0;
  const isOpen = open.n > 0;
  const shown = [...(isLate ? ages.overdue : []), ...(isOpen ? ages.open : [])];
  const longest = (buckets: said.Ages) => Math.max(...buckets.map(({ count }) => count), 1);
  const aged = (buckets: said.Ages) =>
    buckets.map(({ name, count }) =>
      bar(`${name}: ${count}`, count > 0 ? [{ label: String(count), count }] : [], longest(buckets)),
    );
  const says = [
    isLate
      ? words.markup("ageing.overdue.lead", { n: overdue.n, figure: figure(overdue) })
      : words("ageing.overdue.none", { of: overdue.of }),
    isOpen
      ? `${words.markup("ageing.open.lead", { n: open.n, figure: figure(open) })} ${long}`
      : words("ageing.open.none", { of: open.of }),
    delay(plain.delay),
  ];
  return {
    ...nothing,
    says: says.map(without).filter((text) => /\d/.test(text)),
    rows: shown.map(({ name, count }) => [name, "", String(count)]),
    bars: [...(isLate ? aged(ages.overdue) : []), ...(isOpen ? aged(ages.open) : [])],
  };
}

function delay({ n, of, median, ninetieth }: PlainFigures["delay"]): string {
  if (median === null || ninetieth === null) return words("ageing.delay.none", { of });
  const say = (days: number) =>
    words(`ageing.delay.${days < 0 ? "early" : days > 0 ? "late" : "punctual"}`, { n, days: Math.abs(days) });
  return words("ageing.delay.lead", { n, of, median: say(median), ninetieth: say(ninetieth) });
}

function figures(plain: PlainFigures, settings: Settings): Section {
  return {
    ...nothing,
    rows: said
      .figureKeysOf(plain.figures)
      .map((key) => [
        said.nameOf(key, settings),
        said.sayFigure(plain.figures[key]),
        said.sayShare(plain.figures[key]),
      ]),
  };
}
