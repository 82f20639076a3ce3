const mostCharacters = 200;
/** What an empty name becomes. */
const nameless = "file";
/** Names that Windows keeps for devices, whatever stands behind the first dot. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;
/**
 * What cannot be seen and has no business in a name: control characters, marks that turn the direction of writing (they
 * make `exe` look like `pdf`), ends of lines, and halves of characters. What joins emoji and parts Khmer words stays.
 */
const unseen = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufeff\ufff9-\ufffb]/gu;

/** A name that is safe to keep, to show and to save under: without a path, and the same however often it is cleaned. */
export function cleanFileName(sent: string): string {
  const words = sent
    .replace(/^.*[/\\]/s, "")
    .replace(unseen, "")
    .normalize("NFC")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\s+/gu, " ");
  const name = trimmed(words).replace(device, (reserved) => `_${reserved}`);
  return shortened(name) || nameless;
}

/** Windows drops dots and spaces at the end; a dot at the beginning hides a file elsewhere. */
function trimmed(name: string): string {
  return name.replace(/^[. ]+|[. ]+$/g, "");
}

function shortened(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= mostCharacters) return name;
  const extension = /\.[^. ]{1,16}$/u.exec(name)?.[0] ?? "";
  return trimmed(characters.slice(0, mostCharacters - Array.from(extension).length).join("")) + extension;
}

/** The header that lets a browser save a file under its name, whatever it is written in (RFC 6266, RFC 8187). */
export function contentDisposition(fileName: string): string {
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}
