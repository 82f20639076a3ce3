/** A whole address of the web, without spaces and without characters that nobody sees. */
export function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value) && !/\p{Cc}/u.test(value) && URL.canParse(value);
}
