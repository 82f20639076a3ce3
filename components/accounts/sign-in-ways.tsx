import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import type { Way } from "#lib/accounts/ways.ts";
import { beginPasskeySignInAction, sendLinkAction, showPasskeyAction, signInWithPasswordAction } from "./actions.ts";
import { HowTo } from "./how-to.tsx";
import { ShowPasskey } from "./passkey-button.tsx";

type Props = {
  ways: readonly Way[];
  /** What the provider of identities is called. */
  provider: string;
  /** Where one goes on, if not to one's work. */
  next?: string;
};

/** Each way to sign in that is on, in the order of how little there is to do. */
export function SignInWays({ ways, provider, next = "" }: Props) {
  const t = useTranslations("signIn");
  const here = next && `?next=${encodeURIComponent(next)}`;
  const address = { name: "email", label: t("address"), value: "", look: "line", type: "email" } as const;
  const drawn: Record<Way, () => ReactNode> = {
    passkey: () => (
      <ShowPasskey
        words={{
          button: t("passkey.button"),
          needsScripts: t("passkey.needsScripts"),
          notShown: t("passkey.notShown"),
        }}
        next={next}
        begin={beginPasskeySignInAction}
        show={showPasskeyAction}
      />
    ),
    identity: () => (
      // Not a form: a browser that keeps forms on this site would not let one lead elsewhere.
      <a
        href={`/sign-in/identity${here}`}
        className="inline-block min-h-11 rounded border border-edge bg-surface px-4 py-2 font-semibold text-accent hover:border-accent hover:text-accent-strong"
      >
        {t("identity.button", { provider })}
      </a>
    ),
    email: () => (
      <PlannedForm
        action={sendLinkAction}
        id="mailed-link"
        name={t("email.title")}
        hidden={{}}
        groups={[{ fields: [{ ...address, autoComplete: "email" }] }]}
        buttons={[{ label: t("email.button") }]}
        here={here || "?"}
      />
    ),
    password: () => (
      <PlannedForm
        action={signInWithPasswordAction}
        id="password"
        name={t("password.title")}
        hidden={{ next }}
        groups={[
          {
            fields: [
              { ...address, autoComplete: "username" },
              {
                ...{ name: "password", label: t("password.label"), value: "" },
                ...({ look: "line", type: "password", autoComplete: "current-password" } as const),
              },
            ],
          },
        ]}
        buttons={[{ label: t("password.button") }]}
        here={here || "?"}
      />
    ),
    link: () => <HowTo />,
  };
  return (
    <div className="mt-8 grid max-w-text grid-cols-1 gap-8">
      {ways.map((way) => (
        <section key={way} aria-labelledby={`with-${way}`} className="border-t border-line pt-6">
          <h2 id={`with-${way}`} className="text-lg font-semibold">
            {t(`${way}.title`, { provider })}
          </h2>
          <p className="mt-1 mb-4">{t(`${way}.means`)}</p>
          {drawn[way]()}
        </section>
      ))}
    </div>
  );
}
