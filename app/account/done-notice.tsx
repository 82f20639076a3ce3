import { useTranslations } from "next-intl";
import { Focused } from "#components/ui/focused.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { parsePlace } from "./place.ts";

/** What was done just now with one's account. */
export function DoneNotice({ done, at, elsewhere }: ReturnType<typeof parsePlace>) {
  const t = useTranslations("account");
  return (
    done && (
      <Focused key={at} id="done" role="status" className="mt-4 outline-none">
        <Notice look="done">
          {t(`done.${done}`)} {elsewhere && t("elsewhereEnded")}
        </Notice>
      </Focused>
    )
  );
}
