import { useLocale, useTranslations } from "next-intl";
import { linkStyle } from "#components/ui/link.tsx";
import { wordSize } from "#lib/evidence/words.ts";
import type { Snapshot } from "#lib/snapshots/queries.ts";

/** The exports that were made with it, with what each is known by. */
export function SnapshotFiles({ files, address }: { files: Snapshot["files"]; address: string }) {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="files">
      <h2 id="files" className="text-xl">
        {t("files")}
      </h2>
      <p className="mt-1 max-w-text text-muted">{t("filesHint")}</p>
      <ul className="mt-3 grid gap-3">
        {files.map(({ format, size, sha256 }) => (
          <li key={format}>
            <a className={linkStyle} href={`${address}/files/${format}`}>
              {t("file", { format: t.has(`format.${format as "json"}`) ? t(`format.${format as "json"}`) : format })}
            </a>
            <span className="text-sm text-muted"> · {wordSize(size, locale)}</span>
            <p className="text-sm text-muted">
              SHA-256 <code className="select-all wrap-anywhere">{sha256}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
