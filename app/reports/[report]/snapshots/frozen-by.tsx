import { useLocale, useTranslations } from "next-intl";
import { wordInstant } from "#lib/dates.ts";

type Props = {
  snapshot: { createdAt: Date; actor: { name: string }; organization: { acronym: string } };
  timeZone: string;
};

/** Who froze it, for whom, and when. */
export function FrozenBy({ snapshot: { createdAt, actor, organization }, timeZone }: Props) {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  return (
    <p className="text-sm text-muted">
      <time dateTime={createdAt.toISOString()}>
        {t("frozenBy", {
          at: wordInstant(createdAt, timeZone, locale),
          actor: actor.name,
          organization: organization.acronym,
        })}
      </time>
    </p>
  );
}
