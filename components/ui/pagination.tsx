import { Link } from "./link.tsx";

type Words = { label: string; previous: string; next: string; position: string };

/** Steps through the pages of a list; nothing when there is only one. */
export function Pagination({
  page,
  pages,
  addressOf,
  words,
}: {
  page: number;
  pages: number;
  addressOf: (page: number) => string;
  words: Words;
}) {
  if (pages <= 1) return null;
  return (
    <nav aria-label={words.label} className="no-print mt-4 flex flex-wrap items-center gap-4">
      {page > 1 && (
        <Link rel="prev" href={addressOf(page - 1)}>
          {words.previous}
        </Link>
      )}
      <span className="text-muted">{words.position}</span>
      {page < pages && (
        <Link rel="next" href={addressOf(page + 1)}>
          {words.next}
        </Link>
      )}
    </nav>
  );
}
