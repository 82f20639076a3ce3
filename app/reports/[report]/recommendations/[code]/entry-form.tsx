"use client";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useRef, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { wordInstant } from "#lib/dates.ts";
import { EntryFields } from "./entry-fields.tsx";
import type { FormState, Redrawn } from "./form-state.ts";
import type { NamedOffer, Offer, Place } from "./offers.ts";
import { Refusal } from "./refusal.tsx";
import { type Sending, sendForm } from "./send-form.ts";

type Props = { offers: readonly NamedOffer[]; place: Place; redrawn: Redrawn | undefined; isQuiet?: boolean };

/**
 * The forms of an assignment. One that was refused stays with what was typed into it, even where the entry that came
 * between leaves nothing to send it for.
 */
export function EntryForms({ offers, place, redrawn, isQuiet = false }: Props) {
  const [held, setHeld] = useState<NamedOffer[]>([]);
  const isOffered = ({ form }: Offer) => offers.some((offer) => offer.form === form);
  return [...offers, ...held.filter((offer) => !isOffered(offer))].map((offer) => (
    <EntryForm
      key={offer.form}
      offer={offer}
      place={place}
      redrawn={redrawn?.form === offer.form ? redrawn : undefined}
      isQuiet={isQuiet}
      hold={() => setHeld((others) => [...others.filter(({ form }) => form !== offer.form), offer])}
    />
  ));
}

function EntryForm({
  offer,
  place,
  redrawn,
  isQuiet,
  hold,
}: {
  offer: NamedOffer;
  place: Place;
  redrawn: Redrawn | undefined;
  isQuiet: boolean;
  hold: () => void;
}) {
  const t = useTranslations("forms");
  const common = useTranslations("entryForm");
  const locale = useLocale();
  const { state, share, isRefreshing, stop, submit } = useSending(place.address, redrawn, hold);
  const id = `${offer.form}-${place.assignmentId}`;
  const hint = `${offer.words}.hint` as Parameters<typeof t>[0];
  const about = offer.about && {
    by: offer.about.by,
    day: wordInstant(offer.about.recordedAt, place.timeZone, locale),
  };
  const values = { organization: place.organization, by: about?.by ?? "", day: about?.day ?? "" };
  const title = t(`${offer.words}.title`, values);
  const isButton = offer.look === "button";
  const hidden = {
    form: offer.form,
    assignmentId: place.assignmentId,
    submissionId: offer.submissionId,
    seen: place.seen,
    ...offer.fixed,
  };
  const form = (
    <form
      action={place.address}
      method="post"
      encType="multipart/form-data"
      onSubmit={submit}
      aria-labelledby={isButton ? undefined : `${id}-title`}
      className="asks"
    >
      <Refusal
        state={state}
        formId={id}
        organization={place.organization}
        published={place.published}
        timeZone={place.timeZone}
        words={offer.words}
        isTyped={!isButton}
      />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {offer.about && (
        <blockquote className="mt-3 border-l-2 border-line pl-3">
          <p className="line-clamp-4 whitespace-pre-wrap">{offer.about.text}</p>
          <footer className="text-sm text-muted">
            {common("about", values)}{" "}
            <a href={`#entry-${offer.about.id}`} className={linkStyle}>
              {common("inHistory")}
            </a>
          </footer>
        </blockquote>
      )}
      <EntryFields offer={offer} formId={id} place={place} problems={state.refused?.problems ?? []} redrawn={redrawn} />
      <p className={isButton ? "" : "mt-6"}>
        <Button
          look={isButton ? "plain" : "primary"}
          disabled={share !== undefined || isRefreshing}
          aria-describedby={isButton && t.has(hint) ? `${id}-hint` : undefined}
        >
          {share === undefined ? t(`${offer.words}.save`, values) : common("saving")}
        </Button>
      </p>
      {isButton && t.has(hint) && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {t(hint, values)}
        </p>
      )}
      {share !== undefined && share > 0 && <Upload share={share} stop={stop} />}
    </form>
  );
  if (isButton) return <div className="no-print mt-4 max-w-text">{form}</div>;
  const lead = t.has(hint) && <p className="mt-1 text-sm text-muted">{t(hint, values)}</p>;
  return (
    <Frame
      id={id}
      title={title}
      look={offer.look === "open" ? "open" : isQuiet ? "quiet" : "folded"}
      isOpen={redrawn !== undefined}
    >
      {lead}
      {form}
    </Frame>
  );
}

const panel = "no-print mt-6 max-w-text rounded border border-line bg-surface p-4 sm:p-6";

function Frame({
  id,
  title,
  look,
  isOpen,
  children,
}: {
  id: string;
  title: string;
  look: "open" | "folded" | "quiet";
  isOpen: boolean;
  children: ReactNode;
}) {
  if (look === "open")
    return (
      <div className={panel}>
        <h4 id={`${id}-title`} className="text-lg font-semibold">
          {title}
        </h4>
        {children}
      </div>
    );
  return (
    <details
      open={isOpen}
      className={look === "quiet" ? "no-print max-w-text border-t border-line" : `${panel} open:pb-6`}
    >
      <summary className={look === "quiet" ? "py-3" : ""}>
        <span id={`${id}-title`} className={`font-semibold text-accent ${look === "quiet" ? "" : "text-lg"}`}>
          {title}
        </span>
      </summary>
      <div className={look === "quiet" ? "pb-6" : ""}>{children}</div>
    </details>
  );
}

/** How much of a form with files is sent, in a bar and in words. */
function Upload({ share, stop }: { share: number; stop: () => void }) {
  const t = useTranslations("entryForm");
  const percent = Math.floor(share * 100);
  return (
    <div className="mt-4 grid gap-2">
      <progress max={100} value={percent} aria-label={t("upload")} className="h-3 w-full accent-accent" />
      <p role="status" className="text-sm">
        {percent < 100 ? t("uploading", { percent }) : t("uploaded")}
      </p>
      {percent < 100 && (
        <p>
          <Button type="button" look="plain" onClick={stop}>
            {t("stop")}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Sends a form without leaving the page. `share` is how much is sent, while something is. */
function useSending(address: string, redrawn: Redrawn | undefined, hold: () => void) {
  const router = useRouter();
  const [state, setState] = useState<FormState>({ attempt: 0, ...(redrawn && { refused: redrawn.refused }) });
  const [share, setShare] = useState<number>();
  const [isRefreshing, startRefreshing] = useTransition();
  const sending = useRef<Sending | undefined>(undefined);

  // A page that a browser kept and brings back is sending nothing any more.
  useEffect(() => {
    const rest = () => setShare(undefined);
    addEventListener("pageshow", rest);
    return () => removeEventListener("pageshow", rest);
  }, []);

  function submit(event: FormEvent<HTMLFormElement>) {
    const form = event.currentTarget;
    if (sending.current) return event.preventDefault();
    const hasFiles = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].some(
      ({ files }) => files?.length,
    );
    const begun = sendForm(form, address, (part) => setShare(hasFiles ? part : 0));
    if (!begun) return;
    event.preventDefault();
    sending.current = begun;
    setShare(0);
    void begun.answer.then((answer) => {
      sending.current = undefined;
      // All of the page is drawn anew, the figures of other pages too.
      if ("done" in answer) return location.assign(answer.done);
      setShare(undefined);
      setState(({ attempt }) => ({ attempt: attempt + 1, refused: answer }));
      hold();
      // Drawn anew, the page shows what came between and the moves that are allowed now.
      if (answer.refusal === "changed-meanwhile") startRefreshing(() => router.refresh());
    });
  }
  return { state, share, isRefreshing, submit, stop: () => sending.current?.stop() };
}
