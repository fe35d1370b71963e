import { any } from "./fragments.ts";
import {
  brackets,
  joined,
  quotationMarks,
  roundBrackets,
  sign,
  withoutSoftHyphens,
} from "./spelling.ts";
import { EXTENSIONS, NUMBER_ABBREVIATIONS } from "./words.ts";

/** What the lexer takes for a token, in the notation of `parsePattern`. */
export interface Rule {
  /** The token. */
  readonly pattern: string;
  /** What must come next; it counts for the length of the match, and is read again. */
  readonly before?: string;
  /** How the token is written, `""` for not at all; default: as it stands. */
  readonly write?: (token: string) => string;
}

const raw = String.raw;
const withDot = (token: string) => `${token}.`;
const dropped = () => "";

const MARKUP: readonly Rule[] = [
  { pattern: raw`\r\n | [\n\r\x0b\x0c\u2028\u2029]`, write: () => "\n" },
  { pattern: "<blank>+ | &nbsp;", write: dropped },
  { pattern: "<tag>", write: joined },
  { pattern: "&(amp|lt|gt);", write: sign },
  { pattern: "&(mdash|ndash|md);", write: () => "--" },
  { pattern: "&(#[0-9]+ | ht|lr|qc|ql|qr|tl|ur|odq|cdq);" },
];

/** Words, and what is left of them where two are written as one. */
const WORDS: readonly Rule[] = [
  { pattern: "can", before: "not" },
  { pattern: "gon|wan", before: "na" },
  { pattern: "got", before: "ta" },
  { pattern: "gim|lem", before: "me" },
  { pattern: "'t", before: "is|was" },
  {
    pattern: "[<alpha><soft>]* [a-mo-zA-MO-Z] <soft>*",
    before: "n <looseApostrophe> t",
    write: withoutSoftHyphens,
  },
  { pattern: "n <looseApostrophe> t", write: quotationMarks },
  { pattern: "<word> | <typo>", before: "<apostrophe> (<short>)", write: withoutSoftHyphens },
  { pattern: "' (s|d|m)", before: "[^<alpha>] | <end>" },
  { pattern: "' (<short>)", before: "[^<alpha>]" },
  { pattern: raw`([\x92\u2019] | &apos;) (<short>)`, write: quotationMarks },
  { pattern: "<apostrophe> (n <apostrophe>? | em|till?|cause)" },
  { pattern: "(d|j|l|ol|dunkin) <apostrophe> | o <looseApostrophe> o | cap <apostrophe> n" },
  { pattern: "c'mon | s'mores" },
  { pattern: "y <apostrophe>", before: "<letter>" },
  { pattern: "[A-HJ-XZdlno] <looseApostrophe> <letter>{2,}" },
  { pattern: "<letter>+ [aeiouyAEIOUY] <looseApostrophe> [aeiouA-Z] <letter>*" },
  { pattern: "<apostrophe> [2-9] 0 s" },
  { pattern: "<apostrophe> [0-9]{2}", before: "<gap>" },
  { pattern: "<word> | <typo>", write: withoutSoftHyphens },
];

const ADDRESSES: readonly Rule[] = [
  { pattern: "https? :// <urlPart>+ <urlLast>" },
  { pattern: "(<host>+ .)+ (com|net|org|edu) (<path>)?" },
  { pattern: "www . (<wwwHost>+ .)+ [a-zA-Z]{2,4} (<path>)?" },
  { pattern: raw`(\<|&lt;)? <user> @ (<domain> .)* <domain> (>|&gt;)?` },
];

/** With a dot: at the end of a sentence there is a second one. */
const ABBREVIATIONS: readonly Rule[] = [
  { pattern: "<ending>", before: ". <gap> (<gap>|<upper>|<tag>)", write: withDot },
  { pattern: "(<ending>) .", before: "<any> <any>" },
  { pattern: "<ending>", before: ".", write: withDot },
  { pattern: "(<title>) ." },
  { pattern: `${any(NUMBER_ABBREVIATIONS)} .`, before: "<gap>? <digit>" },
  { pattern: "<alpha>", before: "<newSentence>" },
  { pattern: "<alpha> (. <alpha>)+", before: "<newSentence>", write: withDot },
  { pattern: "<alpha> (. <alpha>)* ." },
  {
    pattern: `[<letter><mark><soft><digit>]+ (. [<letter><mark><soft><digit>]+)* . ${
      any(EXTENSIONS)
    }`,
    before: "[<gap>!,.?]",
  },
  {
    pattern: "(<word> | <typo> | <compound> | <dotted> | <firm>) .",
    before: "[,:;]",
    write: (token) => sign(withoutSoftHyphens(token)),
  },
];

const NUMBERS_AND_COMPOUNDS: readonly Rule[] = [
  {
    pattern: raw`[\-+]? (<digit>+ | <digit>* ([.,:\u066b\u066c<soft>] <digit>+)+)`,
    write: withoutSoftHyphens,
  },
  { pattern: raw`<digit>{1,2} [\-/] <digit>{1,2} [\-/] <digit>{2,4}` },
  { pattern: raw`(<digit>{1,4} <join>)? <digit>{1,4} [/\u2044] <digit>{1,4}`, write: joined },
  { pattern: "<compound> | <dotted>", write: withoutSoftHyphens },
  { pattern: raw`<slashable> (\\? / <slashable>){1,2}` },
  { pattern: "<firm>", write: sign },
  {
    pattern: "(<area>) [0-9]{3,4} <join>? [0-9]{3,5}",
    write: (token) => brackets(joined(token)),
  },
];

const SIGNS: readonly Rule[] = [
  { pattern: raw`[A-Z]* \$ | c\+\+ | (c|f)\#` },
  { pattern: raw`\# <wordly>+ | @ [<alpha>_] [<alpha>0-9_]*` },
  {
    pattern: raw`[\<>]? [:;=] [\-o*']? [()DPdpO{@|\\\[\]]`,
    before: "[^<alpha>0-9]",
    write: roundBrackets,
  },
  {
    pattern: raw`<eye> _ <eye> | \( (<eye> [_.]? <eye> | <openEye> \- <openEye>) \)`,
    write: roundBrackets,
  },
  { pattern: "'", before: raw`<alpha> [^\t\n\r\x20\xa0]`, write: () => "`" },
  { pattern: '"|&quot;', before: "[<alpha>0-9$]", write: (mark) => doubleQuote(mark, "``") },
  { pattern: '"|&quot;', write: (mark) => doubleQuote(mark, "''") },
  {
    pattern: raw`[\x60\x91-\x94\xab\xbb\u2018-\u201f\u2039\u203a]{1,2} | '{1,2} | &apos;`,
    write: quotationMarks,
  },
  { pattern: raw`\-{2,4} | [\x96\x97\u2013-\u2015]`, write: () => "--" },
  { pattern: raw`.{3,5} | . ([\x20\xa0] .){2,4} | [\x85\u2026]`, write: () => "..." },
  { pattern: raw`[!?]+ | \-{5,} | _+ | \*+ | (\\\*)+ | \#+ | @+ | \<\< | >>` },
  { pattern: raw`[\xb2\xb3\xb9\u2070\u2074-\u2079]+ | [\u2080-\u2089]+` },
  { pattern: raw`[()\[\]{}]`, write: brackets },
  { pattern: "<soft>", write: withoutSoftHyphens },
  { pattern: raw`[\x80\xa2-\xa4\xbc-\xbe\u20a0\u20ac\u2153\u2154]`, write: sign },
  { pattern: raw`[<sign>.,;:\-+$%&=/\<>|~\^\u2044]` },
];

/** The entity in capitals has no translation. */
function doubleQuote(mark: string, as: string): string {
  return mark === '"' || mark === "&quot;" ? as : mark;
}

/** All rules; of two that match equally far the first counts. */
export const RULES: readonly Rule[] = [
  ...MARKUP,
  ...WORDS,
  ...ADDRESSES,
  ...ABBREVIATIONS,
  ...NUMBERS_AND_COMPOUNDS,
  ...SIGNS,
];
