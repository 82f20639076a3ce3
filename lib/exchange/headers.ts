/** Of every answer: anybody's page may read it, and nobody keeps it without asking again. */
export const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "ETag",
  "Cache-Control": "no-cache",
} as const;
