import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Folded } from "#components/ui/folded.tsx";
import type { FigureKey } from "#lib/progress/figures.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import type messages from "#messages/en.json";

type Topic = keyof typeof messages.counted.says;
type Props = { topics: readonly Topic[]; settings: Settings; about: string; className?: string };

/** "How this is counted", in words and with what is left out, folded beside what it is about. */
export function Counted({ topics, settings, about, className }: Props) {
  const t = useTranslations("counted");
  return (
    <Told title={t("title")} about={about} className={className}>
      {topics.map((topic) => (
        <p key={topic}>{t(`says.${topic}`, spansOf(settings))}</p>
      ))}
    </Told>
  );
}

/** What a figure leaves out, folded below the words that say what it counts. */
export function LeftOut({ figure, about }: { figure: FigureKey; about: string }) {
  const t = useTranslations("counted");
  return (
    <Told title={t("leftOut")} about={about}>
      <p>{t(`figure.${figure}`)}</p>
    </Told>
  );
}

/** Many of these have the same words: whoever hears them one by one is told which is meant. */
function Told({
  title,
  about,
  className = "",
  children,
}: {
  title: string;
  about: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  const t = useTranslations("counted");
  return (
    <Folded
      className={`max-w-text ${className}`}
      title={
        <>
          {title}
          <span className="sr-only">{t("about", { about })}</span>
        </>
      }
    >
      <div className="mt-1 grid gap-2 text-muted">{children}</div>
    </Folded>
  );
}
