import {
  CAPITAL_ABBREVIATIONS,
  FINAL_ABBREVIATIONS,
  SENTENCE_OPENERS,
  TITLE_ABBREVIATIONS,
} from "./words.ts";

const raw = String.raw;

/** The pattern of any of the words. */
export function any(words: readonly string[]): string {
  return `(${words.join("|")})`;
}

/** The pattern of any of the words, beginning with a capital. */
function capitalized(words: readonly string[]): string {
  return any(words.map((word) => `[${word[0].toUpperCase()}]${word.slice(1)}`));
}

/**
 * Parts of rules by name, in the notation of `parsePattern`; each may call those before it and the
 * sets of `characterSets`.
 */
export const FRAGMENTS: readonly (readonly [string, string])[] = [
  // Words
  ["apostrophe", raw`['\x92\u2019] | &apos;`],
  ["looseApostrophe", raw`['\x60\x91\x92\u2018\u2019\u201b] | &apos;`],
  ["wordly", "[<letter><mark><soft>] | & [aeiouAEIOU] (acute|grave|uml) ;"],
  ["word", "<wordly> (<wordly>|<digit>)*"],
  ["typo", "<word> ([.!?] <word>)+"],
  ["short", "s|d|m|ll|re|ve"],
  // Compounds; the second kind is less free in its letters and more in its marks.
  ["alnum", "[<letter><digit>]"],
  ["elided", "((d|o|l) <looseApostrophe> <alnum>)? <alnum>+"],
  ["compound", raw`<elided> ([\-_\u058a\u2010\u2011] <elided>)*`],
  ["dotted", raw`[<alpha>0-9] [<alpha>0-9.,<soft>]* (\- ([<alpha>0-9<soft>]+ | (<alpha> .){2,}))+`],
  ["slashable", raw`[<alpha>0-9]+ (\-<alpha>+)*`],
  ["firm", raw`[A-Z]+ ((&|\+|&amp;) [A-Z]+)+`],
  // Abbreviations, without their dot
  [
    "ending",
    `${any(FINAL_ABBREVIATIONS)} | ${capitalized(CAPITAL_ABBREVIATIONS)} | P? P T [ey] S?`,
  ],
  ["title", `${any(TITLE_ABBREVIATIONS)} | M [ft] G`],
  // Markup
  ["tagName", raw`<alpha> [<alpha>0-9.:_\-]*`],
  ["attribute", raw`<tagName> (\x20* = \x20* ("[^"]*" | '[^']*'))?`],
  ["openTag", raw`<tagName> (\x20+ <attribute>)* \x20* /? \x20*`],
  ["tag", raw`\< ([!?] [<alpha>\-] [^>\n\r]* | / <tagName> \x20* | <openTag>) >`],
  ["newSentence", `. <gap>+ (${capitalized(SENTENCE_OPENERS)} | <tag>) <gap>`],
  // Addresses
  ["urlPart", raw`[^\t\n\f\r\x20"()\<>{|}]`],
  ["urlLast", raw`[^\t\n\f\r\x20!"(),.\-\<>?{|}]`],
  ["path", raw`/ [^\t\n\f\r\x20"()\<>|]+ <urlLast>`],
  ["host", raw`[^\t\n\f\r\x20!"$'()\x2c-\x60{|}]`],
  ["wwwHost", raw`[^\t\n\f\r\x20!"(),.\<>?{|}]`],
  ["user", raw`[a-zA-Z0-9] [^\t\n\f\r\x20"()\<>{|}\xa0]*`],
  ["domain", raw`[^\t\n\f\r\x20"().\<>{|}\xa0]+`],
  // Numbers
  ["join", raw`[\-\x20\xa0]`],
  ["area", raw`\+{0,2} ([0-9]{2,4} <join>)? [0-9]{2,4} <join> | \( [0-9]{2,3} \) [\x20\xa0]?`],
  // Faces
  ["eye", raw`[\-\^x=~\<>']`],
  ["openEye", raw`[\^x=~\<>']`],
];
