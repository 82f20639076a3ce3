import { useLocale, useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { datedDay, wordDatedDay } from "#lib/dates.ts";
import { wordLanguage, wordSize } from "#lib/evidence/words.ts";
import type { ShownEvidence } from "#lib/updates/entries.ts";

/** Links and files, each with what is known of it. */
export function EvidenceList({ evidence }: { evidence: readonly ShownEvidence[] }) {
  return (
    <ul className="grid gap-1">
      {evidence.map((piece) => (
        <li key={piece.id} className="wrap-anywhere">
          <Piece piece={piece} />
        </li>
      ))}
    </ul>
  );
}

function Piece({ piece }: { piece: ShownEvidence }) {
  const t = useTranslations("evidence");
  const wordType = useTypeWords();
  const locale = useLocale();
  const { id, kind, title, url, type, size, sha256, issuer, language, restricted } = piece;
  const day = datedDay(piece.documentOn, piece.documentPrecision);
  const isFile = kind === "file";
  const facts = [
    isFile && type && wordType(type),
    isFile && size !== null && wordSize(size, locale),
    issuer,
    day && t("dated", { day: wordDatedDay(day, locale) }),
    language && wordLanguage(language, locale),
  ].filter(Boolean);
  const address = isFile ? `/evidence/${id}` : url;
  return (
    <>
      {address ? (
        <Link href={address} rel="nofollow noopener noreferrer">
          {title}
        </Link>
      ) : (
        title
      )}
      {facts.length > 0 && <span className="text-sm text-muted"> · {facts.join(" · ")}</span>}
      {restricted && <span className="block text-sm font-semibold">{t("restricted")}</span>}
      {sha256 && (
        <details className="text-sm text-muted">
          <summary>{t("checksum")}</summary>
          <code className="select-all">{sha256}</code>
        </details>
      )}
    </>
  );
}

/** "PDF" for application/pdf. */
function useTypeWords(): (type: string) => string {
  const t = useTranslations("fileType");
  return (type) => {
    const key = type.replace(/\W+/g, "_") as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : type;
  };
}
