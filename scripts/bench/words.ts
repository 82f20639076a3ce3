import type { Chance } from "./chance.ts";

const common = `access account activity adopt advice agency agree amount analysis apply area assess assist authority
balance bank basic benefit board borrow branch budget build business capacity capital carry centre change charge clear
client collect committee common community compare complete condition consult continue contract control cooperate cost
council country course cover create credit customer data debt decide decision delay deliver demand design develop
different direct district donor draft economy education effect employ encourage enterprise equal establish estimate
evaluate evidence examine expand expect expense experience expert extend facility family farm field finance follow form
formal forum framework fund gender general goods govern grant group grow guarantee guide health household identify
implement improve include income increase informal inform institute insurance interest invest issue job knowledge labour
law lead learn legal lend level licence link loan local maintain manage market measure meet member method micro ministry
model monitor national need network number objective offer office operate organize owner participate partner pay people
plan policy poor practice prepare price private problem process produce product programme project promote protect provide
province public publish purpose quality rate reach record reduce regional register regulate relate report require research
resource result review rural safety save scale school sector serve service share simple skill small social source staff
standard start state statute strategy strengthen study subject supply support survey system target task tax technical
test train transport unit urban use value village visit wage water woman work worker workshop year`.split(/\s+/);

const beginnings = "bat kam kra lov mon nor pai ros sam tak".split(" ");
const middles = "bor chom dang kal lin mar pen rat thom vey".split(" ");
const endings = "beng chey kor leu meas nang phum srok tep veal".split(" ");

const names = beginnings.flatMap((beginning) =>
  middles.flatMap((middle) => endings.map((ending) => beginning + middle + ending)),
);

/** How many texts are about the same place, at every size. */
const shared = 10;

/**
 * The name of the place that a text is about: a rare word, which stands in ten texts and in what is logged of them. Its
 * syllables are as mixed among few places as among many: a syllable of every text would make each of its names slow to find.
 */
export function placeOf(text: number): string {
  const place = Math.floor(text / shared);
  const round = Math.floor(place / names.length);
  const [first = "", second = ""] = [names[(place * 387) % names.length], names[(place * 719 + round) % names.length]];
  return first + second;
}

/** Stands in about every tenth statement. */
export const frequentWord = "warehouse";

export function sentence(chance: Chance, words: number, place: string): string {
  const all = Array.from({ length: words }, () => chance.pick(common));
  all[chance.between(1, words - 1)] = place;
  const text = all.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
