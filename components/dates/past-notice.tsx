import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { DayRefusal } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { DayText } from "./day-text.tsx";

type Props = {
  asOf: Day | undefined;
  /** Why a day that was asked for is not shown. */
  refusal: DayRefusal | undefined;
  /** The first day of which anything is known. */
  since: Day | undefined;
  /** This page as of now. */
  href: string;
  /** What has changed since. */
  changes?: string;
};

/** Says that a page shows the past, before anything that it shows; nothing on a page of now. */
export function PastNotice({ asOf, refusal, since, href, changes }: Props) {
  const t = useTranslations("asOf");
  if (refusal)
    return (
      <Notice look="problem">
        {t(`refused.${refusal}`)} {t("instead")}
      </Notice>
    );
  if (!asOf) return null;
  return (
    <Notice>
      <p className="text-lg font-semibold">{t.rich("past", { day: () => <DayText day={asOf} /> })}</p>
      <p>{t("pastHint")}</p>
      {since && asOf < since && <p>{t.rich("before", { day: () => <DayText day={since} /> })}</p>}
      <p className="no-print mt-1 flex flex-wrap gap-x-6">
        <Link href={href}>{t("now")}</Link>
        {changes && <Link href={changes}>{t("changedSince")}</Link>}
      </p>
    </Notice>
  );
}
