import { useTranslations } from "next-intl";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Button } from "#components/ui/button.tsx";
import type { getAccount } from "#lib/accounts/queries.ts";
import { endEverywhereAction, endSessionAction } from "./actions.ts";

type Props = {
  sessions: Awaited<ReturnType<typeof getAccount>>["sessions"];
  currentId: string;
  timeZone: string;
};

/** Where somebody is signed in; each can be ended, and all at once. */
export function SessionList({ sessions, currentId, timeZone }: Props) {
  const t = useTranslations("account");
  const ways = useTranslations("signInWay");
  return (
    <>
      <ul className="mt-3 max-w-text border-t border-line">
        {sessions.map(({ id, userAgent, way, organization, createdAt, lastSeenAt }) => {
          const browser = userAgent ?? t("unknownBrowser");
          return (
            <li
              key={id}
              className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3"
            >
              <div className="min-w-0 grow basis-72">
                <p className="font-semibold">
                  {browser}
                  {id === currentId && <span className="font-normal"> ({t("thisOne")})</span>}
                </p>
                <p className="text-sm text-muted">
                  {t.rich("signedIn", {
                    way: ways(way),
                    organization: organization.acronym,
                    at: () => <InstantText at={createdAt} timeZone={timeZone} />,
                  })}
                </p>
                <p className="text-sm text-muted">
                  {t.rich("lastSeen", { at: () => <InstantText at={lastSeenAt} timeZone={timeZone} /> })}
                </p>
              </div>
              {id !== currentId && (
                <form action={endSessionAction} className="no-print">
                  <input type="hidden" name="session" value={id} />
                  <Button look="plain" aria-label={t("endNamed", { browser })}>
                    {t("end")}
                  </Button>
                </form>
              )}
            </li>
          );
        })}
      </ul>
      <form action={endEverywhereAction} className="no-print mt-4">
        <Button look="plain">{t("endEverywhere")}</Button>
        <p className="mt-1 text-sm text-muted">{t("endEverywhereHint")}</p>
      </form>
    </>
  );
}
