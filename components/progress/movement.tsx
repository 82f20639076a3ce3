import { useLocale, useTranslations } from "next-intl";
import { MovementChart } from "#components/charts/movement-chart.tsx";
import { Sample } from "#components/charts/stacked-bar.tsx";
import { fillOf } from "#components/implementation/disc.tsx";
import { Folded } from "#components/ui/folded.tsx";
import { Heading, type Level } from "#components/ui/heading.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type Day, wordDay, wordShortMonth } from "#lib/dates.ts";
import { prepareMovement, type StageCounts, type Standing } from "#lib/progress/movement.ts";
import type { Moment } from "#lib/progress/queries.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { manyColumns } from "./many-columns.ts";
import { useStageNames } from "./stretches.ts";

type Props = { movement: readonly Moment[]; settings: Settings; name: string; level: Level; hrefOf?: HrefOf };

/** How the statuses have moved, month by month: in a sentence, drawn, and as a table. */
export function MovementOverTime({ movement, settings, name, level, hrefOf }: Props) {
  const t = useTranslations("movement");
  const locale = useLocale();
  const chart = useTranslations("chart");
  const nameOf = useStageNames();
  const { said, moments, stages } = prepareMovement(movement);
  const last = moments.at(-1);
  if (said.kind === "nothing" || !last) return <p className="max-w-text text-muted">{t("nothing")}</p>;
  const { now } = said;
  const standing = { ...now, on: wordDay(now.on, locale) };
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="max-w-text">
        {said.kind === "standing"
          ? t("standing", standing)
          : t(said.kind, { ...standing, since: wordDay(said.before.on, locale), ...changeOf(said.before, now) })}
      </p>
      {said.kind !== "standing" && (
        // At the head of a sheet the uppermost number, which stands half above the drawing, has room.
        <div className="flex flex-col gap-x-10 gap-y-4 break-inside-avoid md:flex-row print:pt-2">
          <MovementChart
            title={t("title", { name })}
            description={t("description", { since: wordDay(said.before.on, locale), on: standing.on })}
            layers={stages.map((stage) => ({
              key: stage.measure,
              label: nameOf(stage),
              fill: fillOf(stage.implementation, stage.isVerified),
              counts: stage.counts,
            }))}
            points={moments.map(({ on }) => wordShortMonth(on, locale))}
          />
          <EndOfMovement stages={stages} on={standing.on} level={level} hrefOf={hrefOf} />
        </div>
      )}
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Counted topics={["movement"]} settings={settings} about={t("title", { name })} />
        {said.kind !== "standing" && (
          <Folded title={chart("asTable")}>
            <MovementTable
              moments={moments}
              stages={stages}
              caption={chart("tableOf", { name: t("title", { name }) })}
              hrefOf={hrefOf}
            />
          </Folded>
        )}
      </div>
    </div>
  );
}

/** What stood before, and which of it does no more. */
function changeOf(before: Standing, now: Standing) {
  const isMoved = (count: "verified" | "reported") =>
    String(before[count] !== now[count] || before.total !== now.total) as "true" | "false";
  return {
    verifiedThen: before.verified,
    reportedThen: before.reported,
    totalThen: before.total,
    isVerifiedMoved: isMoved("verified"),
    isReportedMoved: isMoved("reported"),
  };
}

/** What stands at the end, in the order of the layers from the top down: beside the drawing, what its fills stand for. */
function EndOfMovement({
  stages,
  on,
  level,
  hrefOf,
}: {
  stages: readonly StageCounts[];
  on: string;
  level: Level;
  hrefOf: HrefOf | undefined;
}) {
  const t = useTranslations("movement");
  const nameOf = useStageNames();
  return (
    <div className="flex-none text-sm">
      <Heading level={level}>{t("now", { on })}</Heading>
      <ul className="mt-1 grid gap-1">
        {stages.toReversed().map((stage) => (
          <li key={stage.measure} className="flex items-start gap-2">
            <Sample fill={fillOf(stage.implementation, stage.isVerified)} className="mt-0.5" />
            <span className="min-w-[2ch] text-right tabular-nums">
              <Count count={stage.counts.at(-1) ?? 0} measure={stage.measure} hrefOf={hrefOf} />
            </span>
            <span>{nameOf(stage)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function MovementTable({
  moments,
  stages,
  caption,
  hrefOf,
}: {
  moments: readonly Moment[];
  stages: readonly StageCounts[];
  caption: string;
  hrefOf: HrefOf | undefined;
}) {
  const t = useTranslations("movement");
  const chart = useTranslations("chart");
  const locale = useLocale();
  const nameOf = useStageNames();
  const ofDay = (on: Day): HrefOf | undefined => hrefOf && ((measure) => hrefOf(measure, on));
  return (
    <WideTable
      caption={caption}
      className={`mt-2 text-sm ${manyColumns}`}
      head={
        <>
          <ColumnHead>{t("endOf")}</ColumnHead>
          {stages.map((stage) => (
            <ColumnHead key={stage.measure} look="number">
              {nameOf(stage)}
            </ColumnHead>
          ))}
          <ColumnHead look="number">{chart("total")}</ColumnHead>
        </>
      }
    >
      {moments.map(({ on, total }, index) => (
        <Row key={on}>
          <RowHead className="whitespace-nowrap">{wordDay(on, locale)}</RowHead>
          {stages.map(({ measure, counts }) => (
            <Cell key={measure} look="number">
              <Count count={counts[index] ?? 0} measure={measure} hrefOf={ofDay(on)} />
            </Cell>
          ))}
          <Cell look="number" className="font-semibold">
            <Count count={total} measure="assigned" hrefOf={ofDay(on)} />
          </Cell>
        </Row>
      ))}
    </WideTable>
  );
}
