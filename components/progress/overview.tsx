import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Heading } from "#components/ui/heading.tsx";
import type { Counts } from "#lib/progress/figures.ts";
import type { Movement, WholeProgress } from "#lib/progress/queries.ts";
import type { Segment } from "#lib/progress/segments.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Ageing } from "./ageing.tsx";
import type { HrefOf } from "./count.tsx";
import { FigureTable } from "./figure-table.tsx";
import { Headline } from "./headline.tsx";
import { MovementOverTime } from "./movement.tsx";
import { NeedsAttention } from "./needs-attention.tsx";
import { StatusBars } from "./status-bars.tsx";
import { StatusTable } from "./status-table.tsx";

type Part = { slug: string; total: number; segments: readonly Segment[]; counts: Counts };

/** By organization, or by theme: a bar for each, that leads to the rows behind it. */
type CutBars<Row extends Part = Part> = {
  id: string;
  title: string;
  hint?: string;
  rows: readonly Row[];
  /** How a part is named, and the page it leads to. */
  nameOf: (slug: string) => { name: string; title?: string; href?: string };
  hrefOf?: (slug: string) => HrefOf;
};

type Props = {
  progress: WholeProgress;
  movement: Movement;
  settings: Settings;
  /** Whose progress it is. */
  name: string;
  cuts: readonly CutBars[];
  /** Where the rows behind a number are; on paper nowhere. */
  hrefOf?: HrefOf;
  /** On a page with several of these, what makes the headings' ids differ, and how deep they are. */
  prefix?: string;
  level?: 2 | 3;
};

/** The progress of a report, an organization or a theme, in the order in which it is read: how much, what is pressing, who, when, how long, and every figure. */
export function Overview({ progress, movement, settings, name, cuts, hrefOf, prefix = "", level = 2 }: Props) {
  const t = useTranslations("report");
  const shown = { settings, hrefOf };
  const below = level === 2 ? 3 : 4;
  const headline = (
    <Titled id={`${prefix}progress`} title={t("progress")} level={level}>
      <Headline progress={progress} level={below} {...shown} />
    </Titled>
  );
  // Where nothing is assigned there is one thing to say, and not in nine sections.
  if (progress.total === 0) return headline;
  return (
    <>
      {headline}
      <Titled id={`${prefix}attention`} title={t("attention")} level={level}>
        <NeedsAttention measures={progress.measures} level={below} {...shown} />
      </Titled>
      <Titled id={`${prefix}status`} title={t("status")} level={level}>
        <p className="mb-4 max-w-text break-inside-avoid break-after-avoid text-muted">{t("progressUnit")}</p>
        <StatusTable progress={progress} name={name} {...shown} />
      </Titled>
      {cuts.map((cut) => (
        <Titled key={cut.id} id={`${prefix}${cut.id}`} title={cut.title} level={level}>
          {cut.hint && <p className="max-w-text text-muted">{cut.hint}</p>}
          <StatusBars
            caption={cut.title}
            settings={settings}
            rows={cut.rows.map((row) => ({
              ...row,
              ...cut.nameOf(row.slug),
              key: row.slug,
              hrefOf: cut.hrefOf?.(row.slug),
            }))}
          />
        </Titled>
      ))}
      <Titled id={`${prefix}movement`} title={t("movement")} level={level}>
        <MovementOverTime movement={movement} name={name} level={below} {...shown} />
      </Titled>
      <Titled id={`${prefix}ageing`} title={t("ageing")} level={level}>
        <Ageing progress={progress} level={below} {...shown} />
      </Titled>
      <Titled id={`${prefix}figures`} title={t("figuresTitle")} level={level}>
        <FigureTable figures={progress.figures} {...shown} />
      </Titled>
    </>
  );
}

/** A section with its heading. */
export function Titled({
  id,
  title,
  level = 2,
  children,
}: {
  id: string;
  title: string;
  level?: 2 | 3;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id}>
      <Heading level={level} id={id} className={`mb-2 ${level === 2 ? "text-xl" : "text-lg"}`}>
        {title}
      </Heading>
      {children}
    </section>
  );
}
