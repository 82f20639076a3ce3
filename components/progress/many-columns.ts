/** Of a table with a column for each stretch of a bar, and so up to eleven: a sheet of paper has room for them in small. */
export const manyColumns = "print:text-[7pt] print:[&_td]:px-0.5 print:[&_th]:px-0.5";
