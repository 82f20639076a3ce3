/** Of every answer: anybody's page may read it, nobody keeps it without asking again, and it is what it says it is. */
export const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "ETag",
  "Cache-Control": "no-cache",
  "X-Content-Type-Options": "nosniff",
} as const;
