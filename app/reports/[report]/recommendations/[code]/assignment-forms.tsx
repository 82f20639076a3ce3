import { randomUUID } from "node:crypto";
import { useTranslations } from "next-intl";
import type { Member } from "#lib/accounts/viewer.ts";
import { moves } from "#lib/assignments/status.ts";
import { EntryForms } from "./entry-form.tsx";
import type { Redrawn } from "./form-state.ts";
import { type Action, isAmong, type Offer, type Offers, type Place } from "./offers.ts";

type Props = { viewer: Member; offers: Offers; place: Place; redrawn: Redrawn | undefined };

/** All that a viewer may write about an assignment: first what they are most likely here for, the rest folded below it. */
export function AssignmentForms({ viewer, offers, place, redrawn }: Props) {
  const t = useTranslations("entryForm");
  const { decisions, isOnBehalf } = offers;
  const isOwn = redrawn && !decisions.some(({ form }) => form === redrawn.form) && isAmong(redrawn.form, offers);
  const shared = { place, redrawn };
  const own = <OwnForms offers={offers} {...shared} />;
  return (
    <>
      <EntryForms offers={named(decisions)} {...shared} />
      {isOnBehalf ? (
        <details open={isOwn} className="no-print mt-6 max-w-text border-y border-line">
          <summary className="py-3 font-semibold text-accent">
            {t("onBehalf", { organization: place.organization })}
          </summary>
          <div className="pb-6">
            <p className="text-sm text-muted">
              {t("onBehalfHint", { organization: place.organization, steward: viewer.organization.acronym })}
            </p>
            {own}
          </div>
        </details>
      ) : (
        own
      )}
    </>
  );
}

function OwnForms({ offers: { now, more, actions, newAction }, place, redrawn }: Omit<Props, "viewer">) {
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
}: { action: Action } & Omit<Props, "viewer" | "offers">) {
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
