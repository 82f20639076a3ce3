import { randomUUID } from "node:crypto";
import { useTranslations } from "next-intl";
import { linkStyle } from "#components/ui/link.tsx";
import type { Member } from "#lib/accounts/viewer.ts";
import { moves } from "#lib/assignments/status.ts";
import { EntryForms } from "./entry-form.tsx";
import type { Redrawn } from "./form-state.ts";
import { type Action, isAmong, type Offer, type Offers, type Place } from "./offers.ts";

type Props = {
  viewer: Member;
  offers: Offers;
  place: Place;
  redrawn: Redrawn | undefined;
  /** Leads to this page with the forms for entering on behalf of the organization; nothing where they are asked for. */
  onBehalfAddress: string | undefined;
};

/** All that a viewer may write about an assignment: first what they are most likely here for, the rest folded below it. */
export function AssignmentForms({ viewer, offers, place, redrawn, onBehalfAddress }: Props) {
  const t = useTranslations("entryForm");
  const { decisions, isOnBehalf } = offers;
  const isOwn = redrawn && !decisions.some(({ form }) => form === redrawn.form) && isAmong(redrawn.form, offers);
  const shared = { place, redrawn };
  const own = <OwnForms offers={offers} {...shared} />;
  const onBehalf = t("onBehalf", { organization: place.organization });
  return (
    <>
      <EntryForms offers={named(decisions)} {...shared} />
      {!isOnBehalf && own}
      {isOnBehalf && onBehalfAddress && !isOwn && (
        // Not drawn until they are asked for: a steward's page would hold all forms of all organizations.
        <p className="no-print mt-6">
          <a href={onBehalfAddress} className={linkStyle}>
            {onBehalf}
          </a>
        </p>
      )}
      {isOnBehalf && (!onBehalfAddress || isOwn) && (
        <div className="no-print mt-6 max-w-text border-y border-line py-6">
          <h4 className="font-semibold">{onBehalf}</h4>
          <p className="text-sm text-muted">
            {t("onBehalfHint", { organization: place.organization, steward: viewer.organization.acronym })}
          </p>
          {own}
        </div>
      )}
    </>
  );
}

function OwnForms({
  offers: { now, more, actions, newAction },
  place,
  redrawn,
}: Pick<Props, "offers" | "place" | "redrawn">) {
  const t = useTranslations("recommendation");
  const status = useTranslations("implementation");
  const { implementation } = place;
  const shared = { place, redrawn };
  const isFinished = now.some(({ words }) => words === "progress") && moves[implementation].length === 0;
  return (
    <>
      {isFinished && <p className="mt-4 max-w-text">{t("finished", { status: status(implementation) })}</p>}
      <EntryForms offers={named(now)} {...shared} />
      {more.length + newAction.length > 0 && (
        <div className="no-print mt-8 max-w-text border-b border-line empty:hidden">
          <EntryForms offers={named(more)} {...shared} isQuiet />
          {actions.map((action) => (
            <ActionForms key={action.id} action={action} {...shared} />
          ))}
          <EntryForms offers={named(newAction)} {...shared} isQuiet />
        </div>
      )}
    </>
  );
}

/** What may become of a key action; how it stands now is said above, with the others. */
function ActionForms({
  action: { entry, offers },
  place,
  redrawn,
}: { action: Action } & Pick<Props, "place" | "redrawn">) {
  return (
    <div className="border-t border-line py-3">
      <p className="whitespace-pre-wrap wrap-anywhere">{entry.actionWhat}</p>
      <div className="mt-2 pl-4">
        <EntryForms offers={named(offers)} place={place} redrawn={redrawn} isQuiet />
      </div>
    </div>
  );
}

function named(offers: readonly Offer[]) {
  return offers.map((offer) => ({ ...offer, submissionId: randomUUID() }));
}
