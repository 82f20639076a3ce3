import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { InstantText } from "#components/dates/instant-text.tsx";
import { RoleNames } from "#components/people/role-names.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { getManaged, getPerson, getRemovable } from "#lib/people/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { changeRolesAction, endMembershipAction, resetSecondFactorAction } from "../actions.ts";

type Props = { params: Promise<{ organization: string; person: string }> };

async function read({ params }: Props) {
  const [viewer, { organization, person }] = await Promise.all([getViewer(), params]);
  const managed = await getManaged(viewer, organization);
  const id = z.uuid().safeParse(person);
  const membership = managed && id.success ? await getPerson(managed, id.data) : null;
  if (!managed || !membership) return;
  return { viewer, managed, membership, isRemovable: Boolean(await getRemovable(viewer, organization, person)) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await read(props);
  return found ? { title: found.membership.user.name } : missingMetadata();
}

export default async function PersonPage(props: Props) {
  const found = await read(props);
  if (!found) return <Missing />;
  const { viewer, managed, membership, isRemovable } = found;
  const { user, roles } = membership;
  const [t, access, names, ways] = await Promise.all([
    getTranslations("people"),
    getTranslations("access"),
    getTranslations("memberRole"),
    getTranslations("signInWay"),
  ]);
  const people = `/organizations/${managed.slug}/people`;
  const fixed = roles.filter((role) => !managed.rolesToGive.includes(role));
  const mine = roles.filter((role) => managed.rolesToGive.includes(role));
  const isSelf = viewer.kind === "member" && viewer.userId === user.id;
  const facts = [
    [t("email"), user.email ?? t("noEmail")],
    [t("roles"), <RoleNames key="roles" roles={roles} />],
    [t("since"), <InstantText key="since" at={membership.createdAt} timeZone={managed.timeZone} />],
    [
      t("lastSignIn"),
      user.lastSignedInAt && user.lastSignedInBy ? (
        <>
          <InstantText at={user.lastSignedInAt} timeZone={managed.timeZone} />, {ways(user.lastSignedInBy)}
        </>
      ) : (
        t("never")
      ),
    ],
  ] as const;
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <p className="text-muted">
          <Link href={people}>{t("title", { organization: managed.acronym })}</Link>
        </p>
        <h1>{user.name}</h1>
        <dl className="mt-4 grid max-w-text grid-cols-1 gap-x-6 sm:grid-cols-[auto_1fr] sm:gap-y-2">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="mb-2 wrap-anywhere sm:mb-0">{value}</dd>
            </div>
          ))}
        </dl>
        <p className="no-print mt-4">
          <Link href={`/access?person=${user.id}`}>{access("linkPerson", { name: user.name })}</Link>
        </p>
      </div>
      <section aria-labelledby="roles" className="no-print max-w-text">
        <h2 id="roles" className="mb-3 text-xl">
          {t("changeRoles")}
        </h2>
        <PlannedForm
          action={changeRolesAction}
          id="roles"
          name={t("changeRoles")}
          hidden={{ organization: managed.slug, person: user.id, seen: roles.join(" ") }}
          groups={[
            {
              fields: [
                {
                  name: "roles",
                  label: t("roles"),
                  hint:
                    fixed.length > 0
                      ? t("fixedRoles", { roles: fixed.map((role) => names(`name.${role}`)).join(", ") })
                      : undefined,
                  value: mine.join(" "),
                  look: "ticks",
                  options: managed.rolesToGive.map(
                    (role) => [role, names(`name.${role}`), names(`means.${role}`)] as const,
                  ),
                },
              ],
            },
          ]}
          buttons={[{ label: t("saveRoles") }]}
          here="?"
        />
      </section>
      <section aria-labelledby="end" className="no-print border-t border-line pt-8">
        <h2 id="end" className="text-xl">
          {t("end")}
        </h2>
        <p className="mt-2 mb-3 max-w-text">
          {t(isSelf ? "endOwnHint" : "endHint", { name: user.name, organization: managed.acronym })}
        </p>
        <PlannedForm
          action={endMembershipAction}
          id="end"
          name={t("end")}
          hidden={{ organization: managed.slug, person: user.id }}
          buttons={[{ label: t("endButton", { name: user.name }), look: "plain" }]}
          here="?"
        />
      </section>
      {/* Whether there is one is told to whoever presses the button, and to nobody who looks. */}
      {isRemovable && (
        <section aria-labelledby="reset" className="no-print border-t border-line pt-8">
          <h2 id="reset" className="text-xl">
            {t("reset.title")}
          </h2>
          <p className="mt-2 mb-3 max-w-text">{t("reset.hint", { name: user.name })}</p>
          <PlannedForm
            action={resetSecondFactorAction}
            id="reset"
            name={t("reset.title")}
            hidden={{ organization: managed.slug, person: user.id }}
            buttons={[{ label: t("reset.button", { name: user.name }), look: "plain" }]}
            here="?"
          />
        </section>
      )}
      {isRemovable && (
        <section aria-labelledby="remove" className="no-print border-t border-line pt-8">
          <h2 id="remove" className="text-xl">
            {t("removeTitle")}
          </h2>
          <p className="mt-2 max-w-text">{t("removeHint", { name: user.name })}</p>
          <p className="mt-2">
            <Link href={`${people}/${user.id}/remove`}>{t("remove", { name: user.name })}</Link>
          </p>
        </section>
      )}
    </div>
  );
}
