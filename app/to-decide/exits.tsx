import { useTranslations } from "next-intl";
import { Waiting } from "#components/assignments/waiting.tsx";
import { Disc } from "#components/implementation/disc.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Link } from "#components/ui/link.tsx";
import { dayAt } from "#lib/dates.ts";
import type { Stewardship } from "#lib/stewardship/queries.ts";
import { WaitingSection } from "./waiting-section.tsx";

/** The exits that wait, each with what was asked, why, and the way to the decision. */
export function Exits({ items, found, page, pages, now }: Stewardship["exits"] & { now: Date }) {
  const t = useTranslations("toDecide");
  const status = useTranslations("implementation");
  const reason = useTranslations("exitReason");
  return (
    <WaitingSection id="exits" title={t("exits")} hint={t(found > 0 ? "exitsHint" : "exitsEmpty")}>
      {items.length > 0 && (
        <ol className="mt-4 border-t border-line">
          {items.map((exit) => (
            <li
              key={exit.assignmentId}
              className="grid gap-x-8 gap-y-2 border-b border-line py-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
            >
              <div>
                <p>
                  <Link
                    href={`/reports/${exit.report}/recommendations/${exit.code}#${exit.organization}`}
                    className="font-semibold text-accent underline underline-offset-3"
                  >
                    {exit.acronym}: {exit.code} {exit.title}
                  </Link>
                </p>
                <p className="mt-1">
                  <Disc implementation={exit.exitRequested} />{" "}
                  {t("exit", { from: status(exit.implementation), to: status(exit.exitRequested) })}
                </p>
                <p className="text-sm text-muted">
                  <Waiting
                    words="exit"
                    since={exit.recordedAt}
                    today={dayAt(now, exit.timeZone)}
                    timeZone={exit.timeZone}
                  />{" "}
                  {t(exit.isOnBehalf ? "askedOnBehalf" : "askedBy", {
                    enteredBy: exit.enteredBy,
                    organization: exit.acronym,
                  })}
                </p>
              </div>
              <dl className="grid content-start gap-2">
                {exit.exitReason && (
                  <div>
                    <dt className="text-sm font-semibold">{t("reason")}</dt>
                    <dd>{reason(exit.exitReason)}</dd>
                  </div>
                )}
                {exit.justification && (
                  <div>
                    <dt className="text-sm font-semibold">{t("why")}</dt>
                    <dd className="max-w-text whitespace-pre-wrap wrap-anywhere">{exit.justification}</dd>
                  </div>
                )}
              </dl>
            </li>
          ))}
        </ol>
      )}
      <Pages page={page} pages={pages} addressOf={(other) => `/to-decide?page=${other}`} />
    </WaitingSection>
  );
}
