import { z } from "zod";

/** Control characters, and the marks that turn the direction of whatever is written after them. */
const unwanted = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;
/** Something that is seen: neither space nor one of the characters that show nothing by themselves. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** One line or many, as it was meant: no control characters, one kind of line end, composed letters, no blank edges; what shows nothing is nothing. */
export const Text = z
  .string()
  .catch("")
  .transform((typed) => typed.toWellFormed().replace(/\r\n?/g, "\n").replace(unwanted, "").normalize("NFC").trim())
  .transform((cleaned) => (visible.test(cleaned) ? cleaned : ""));

/** One line: what breaks or indents it is a space. */
export const Line = Text.transform((cleaned) => cleaned.replace(/\s+/g, " "));
