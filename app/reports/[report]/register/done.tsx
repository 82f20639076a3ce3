import { type Messages, useTranslations } from "next-intl";
import { Focused } from "#components/ui/focused.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Place } from "./place.ts";

/** What was done just now. Takes the focus where one begins anew; in a list that one goes on with, it does not. */
export function Done({ place, isQuiet = false }: { place: Place; isQuiet?: boolean }) {
  const t = useTranslations("register.done");
  const { done, code, at } = place;
  if (!done || !t.has(done as keyof Messages["register"]["done"])) return null;
  const words = <Notice look="done">{t(done as keyof Messages["register"]["done"], { code: code ?? "" })}</Notice>;
  return isQuiet ? (
    <div key={at} id="done" role="status" className="my-4">
      {words}
    </div>
  ) : (
    <Focused key={at} id="done" role="status" className="my-4 outline-none">
      {words}
    </Focused>
  );
}
