import ICAL from "ical.js";

export type CalendarDate = {
  uid: string;
  sequence: number;
  changed: string;
  on: string;
  until: string;
  summary: string;
  description: string;
  page: string;
};

/** Reads a calendar as strictly as RFC 5545 is written; throws what is wrong with it. */
export function readCalendar(text: string) {
  const problems: string[] = [];
  const demand = (isMet: boolean, rule: string) => {
    if (!isMet) problems.push(rule);
  };
  demand(text.endsWith("\r\n") && !/[^\r]\n|\r[^\n]/.test(text), "lines end with CR LF");
  for (const line of text.split("\r\n")) {
    demand(Buffer.byteLength(line) <= 75, `at most 75 bytes: ${line}`);
    demand(line.isWellFormed(), `no sign is cut in two: ${line}`);
  }
  ICAL.design.strict = true;
  // Of RFC 7986, which this reader does not know yet.
  Object.assign(ICAL.design.icalendar.property, { name: { defaultType: "text" } });
  const calendar = new ICAL.Component(ICAL.parse(text));
  const wordsOf = (component: ICAL.Component, name: string) => {
    const found = component.getAllProperties(name);
    demand(found.length === 1, `exactly one ${name}`);
    return String(found[0]?.getFirstValue() ?? "");
  };
  demand(calendar.name === "vcalendar", "the root is a calendar");
  demand(wordsOf(calendar, "version") === "2.0" && wordsOf(calendar, "prodid") !== "", "a version and a product");
  demand(calendar.getAllSubcomponents().length > 0, "at least one component");
  const dates = calendar.getAllSubcomponents("vevent").map((event): CalendarDate => {
    const [start, end] = ["dtstart", "dtend"].map((name) => event.getFirstPropertyValue(name));
    demand(start instanceof ICAL.Time && start.isDate && end instanceof ICAL.Time && end.isDate, "whole days");
    const page = wordsOf(event, "url");
    demand(URL.canParse(page), `an address in full: ${page}`);
    demand(
      /^\d{8}T\d{6}Z$/.test(event.getFirstProperty("dtstamp")?.toICALString().split(":")[1] ?? ""),
      "a stamp in UTC",
    );
    return {
      uid: wordsOf(event, "uid"),
      sequence: Number(wordsOf(event, "sequence")),
      changed: wordsOf(event, "last-modified"),
      on: String(start),
      until: String(end),
      summary: wordsOf(event, "summary"),
      description: wordsOf(event, "description"),
      page,
    };
  });
  demand(new Set(dates.map(({ uid }) => uid)).size === dates.length, "a UID for each");
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { name: wordsOf(calendar, "name"), description: wordsOf(calendar, "description"), dates };
}
