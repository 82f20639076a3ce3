import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddPasskey } from "#components/accounts/passkey-button.tsx";
import { InstantText } from "#components/dates/instant-text.tsx";
import { TextField } from "#components/ui/field.tsx";
import { Link } from "#components/ui/link.tsx";
import { getOwnWays } from "#lib/accounts/own-ways.ts";
import { getAccount } from "#lib/accounts/queries.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { longestName } from "#lib/passkeys/schema.ts";
import { readCaller, requirePerson, requireRecent } from "#lib/viewer.ts";
import { DoneNotice } from "../done-notice.tsx";
import { Owned } from "../owned.tsx";
import { parsePlace, timeZoneOf } from "../place.ts";
import { addPasskeyAction, beginPasskeyAction, removePasskeyAction } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownPasskeys"))("title") };
}

/** Also for whoever owes a second factor: a passkey is one. Once it is added they are led on to sign in with it. */
export default async function PasskeysPage({ searchParams }: Props) {
  const { member } = await requirePerson();
  await requireRecent("/account/passkeys", async () => member);
  const place = parsePlace(await searchParams);
  const [t, account, { passkeys }, { user }, { browser }] = await Promise.all([
    getTranslations("ownPasskeys"),
    getTranslations("account"),
    getOwnWays(member),
    getAccount(member, new Date()),
    readCaller(),
  ]);
  const timeZone = timeZoneOf(user.memberships, member);
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{account("title")}</Link>
      </p>
      <h1>{t("title")}</h1>
      <DoneNotice {...place} />
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      {passkeys.length > 0 && (
        <ul className="mt-6 max-w-text border-t border-line">
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <Owned
              key={id}
              title={name}
              remove={{
                ...{ action: removePasskeyAction, id: `remove-${id}`, hidden: { passkey: id } },
                ...{ label: t("remove"), said: t("removeNamed", { name }) },
              }}
            >
              <p className="text-sm text-muted">
                {t.rich("added", { at: () => <InstantText at={createdAt} timeZone={timeZone} /> })}{" "}
                {lastUsedAt
                  ? t.rich("used", { at: () => <InstantText at={lastUsedAt} timeZone={timeZone} /> })
                  : t("unused")}
              </p>
            </Owned>
          ))}
        </ul>
      )}
      <section aria-labelledby="add" className="no-print mt-8 max-w-text">
        <h2 id="add" className="text-lg font-semibold">
          {t("add")}
        </h2>
        {isOn("passkey") ? (
          <div className="mt-4 grid gap-5">
            <TextField
              frame={{ name: "name", id: "passkey-name", label: t("name"), hint: t("nameHint") }}
              defaultValue={browser ?? ""}
              maxLength={longestName}
            />
            <div>
              <AddPasskey
                words={{
                  button: t("addButton"),
                  needsScripts: t("needsScripts"),
                  notShown: t("refused.not-made"),
                }}
                nameField="passkey-name"
                begin={beginPasskeyAction}
                add={addPasskeyAction}
              />
            </div>
          </div>
        ) : (
          <p className="mt-2">{t("refused.off")}</p>
        )}
      </section>
    </>
  );
}
