import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button } from "#components/ui/button.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getConfirmation } from "#lib/accounts/email-links.ts";
import { confirmEmailAction } from "./actions.ts";
import { parsePlace } from "./place.ts";

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("confirmEmail"))("title"), robots: "noindex" };
}

/** Looking at it uses nothing up: a preview of the link must not. The button does. */
export default async function ConfirmEmailPage({ params, searchParams }: Props) {
  const [{ token }, { done, again }] = [await params, parsePlace(await searchParams)];
  const [t, limits, link] = await Promise.all([
    getTranslations("confirmEmail"),
    getTranslations("limits"),
    getConfirmation(token, new Date()),
  ]);
  const isDone = done !== undefined && !link.isValid && link.refusal === "used";
  if (isDone || !link.isValid)
    return (
      <>
        <h1>{t("title")}</h1>
        <Focused role={isDone ? "status" : "alert"} className="mt-4 outline-none">
          <Notice look={isDone ? "done" : "problem"}>
            <p className="font-semibold">{isDone || link.isValid ? t("done") : t(`refused.${link.refusal}`)}</p>
          </Notice>
        </Focused>
        <p className="mt-4">
          <Link href="/account">{t("account")}</Link>
        </p>
      </>
    );
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 max-w-text text-lg wrap-anywhere">
        {t("lead", { name: link.membership.user.name, email: link.email ?? "" })}
      </p>
      {(done === "taken" || again) && (
        <Focused role="alert" className="mt-4 outline-none">
          <Notice look="problem">{again ? limits("token", { minutes: again }) : t("refused.taken")}</Notice>
        </Focused>
      )}
      {done === "taken" ? (
        <p className="mt-4">
          <Link href="/account">{t("account")}</Link>
        </p>
      ) : (
        <form action={confirmEmailAction} className="mt-6">
          <input type="hidden" name="token" value={token} />
          <Button>{t("button")}</Button>
        </form>
      )}
    </>
  );
}
