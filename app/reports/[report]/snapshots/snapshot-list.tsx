import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { headlineCounts } from "#lib/progress/headline.ts";
import type { ListedSnapshot } from "#lib/snapshots/queries.ts";
import { FrozenBy } from "./frozen-by.tsx";

type Props = { snapshots: readonly ListedSnapshot[]; address: string; timeZone: string };

/** Each with its day, its headline, and who froze it when. */
export function SnapshotList({ snapshots, address, timeZone }: Props) {
  const t = useTranslations("snapshots");
  return (
    <ul className="border-t border-line">
      {snapshots.map((snapshot) => {
        const { slug, title, day, headline } = snapshot;
        return (
          <li key={slug} className="grid gap-x-8 gap-y-1 border-b border-line py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
            <div className="min-w-0">
              <h2 className="text-lg wrap-anywhere">
                <Link href={`${address}/${slug}`}>{title}</Link>
              </h2>
              <p>{t.rich("asOf", { day: () => <DayText day={day} /> })}</p>
              <FrozenBy snapshot={snapshot} timeZone={timeZone} />
            </div>
            <HeadlineLines headline={headline} />
          </li>
        );
      })}
    </ul>
  );
}

/** What the page of the snapshot begins with: of what was accepted or, where nothing was, of all. */
function HeadlineLines({ headline: { of, parts } }: Pick<ListedSnapshot, "headline">) {
  const t = useTranslations("snapshots");
  const words = useTranslations("headline");
  const { verified, reported } = headlineCounts(parts);
  if (of.count === 0) return <p className="text-muted sm:text-right">{t("noHeadline")}</p>;
  return (
    <p className="tabular-nums sm:text-right">
      {t("headline", { verified, reported, of: of.count })}
      <span className="block text-sm text-muted">
        {words(of.measure === "due" ? "ofAccepted" : "ofAll", { of: of.count })}
      </span>
    </p>
  );
}
