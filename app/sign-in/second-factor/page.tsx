import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { AfterSignIn } from "#lib/accounts/next.ts";
import { readBegunCookie } from "#lib/auth.ts";
import { findUnderWay } from "#lib/second-factors/sign-in.ts";
import { showSecondFactorAction } from "./actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.secondFactor"))("title") };
}

/** The second half of a sign-in. */
export default async function SecondFactorPage({ searchParams }: Props) {
  if (!(await findUnderWay(await readBegunCookie("second_factor"), new Date())))
    redirect("/sign-in?problem=second-factor-over");
  const t = await getTranslations("signIn.secondFactor");
  const next = AfterSignIn.parse((await searchParams).next);
  const form = { action: showSecondFactorAction, hidden: { next }, here: `?next=${encodeURIComponent(next)}` };
  const field = { name: "code", value: "", look: "line" } as const;
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 mb-6 max-w-text text-lg">{t("lead")}</p>
      <div className="grid max-w-text gap-8">
        <PlannedForm
          {...form}
          id="app"
          name={t("title")}
          groups={[{ fields: [{ ...field, label: t("code"), inputMode: "numeric", autoComplete: "one-time-code" }] }]}
          buttons={[{ label: t("button") }]}
        />
        <details>
          <summary className="cursor-pointer py-2 text-accent">{t("noApp")}</summary>
          <p className="mt-2 mb-4">{t("recover")}</p>
          <PlannedForm
            {...form}
            id="recovery"
            name={t("noApp")}
            groups={[{ fields: [{ ...field, label: t("recoveryCode") }] }]}
            buttons={[{ label: t("recoverButton"), look: "plain" }]}
          />
        </details>
      </div>
    </>
  );
}
