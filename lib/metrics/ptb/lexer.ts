import { Automaton, DEAD } from "./automaton.ts";
import { characterSets } from "./characters.ts";
import { END } from "./character_set.ts";
import { FRAGMENTS } from "./fragments.ts";
import { parsePattern, type Pattern, setPattern } from "./pattern.ts";
import { type Rule, RULES } from "./rules.ts";

/** A rule whose token must come before something: where the one ends and the other begins. */
interface Split {
  token: Automaton;
  before: Automaton;
}

/** How far a scan may look beyond the last match until it remembers where it has been. */
const FAR = 64;

/** More than texts need; a `Set` holds 16 million. */
const MOST_DEAD_ENDS = 2 ** 22;

/**
 * Splits text into tokens by rules: at each place the one that matches furthest.
 *
 * One automaton follows all rules at once. Where a long look ahead was in vain, the states on its way
 * are remembered as dead ends, so that the time is linear in the length of any text (Reps, 1998).
 */
export class Lexer {
  readonly #rules: readonly Rule[];
  readonly #automaton: Automaton;
  /** For each rule its token and what must follow, if anything must. */
  readonly #patterns: readonly { token: Pattern; before?: Pattern }[];
  /** Made when they are needed, which most are not in everyday captions. */
  readonly #splits = new Map<number, Split>();
  /** Pairs of place and state that lead to no further match, in the text at hand. */
  #deadEnds = new Set<number>();
  /** What the last scan found: the end of the match and the rule. */
  #end = 0;
  #rule = -1;

  constructor(rules: readonly Rule[] = RULES) {
    const names = namedPatterns();
    this.#rules = rules;
    this.#patterns = rules.map(({ pattern, before }) => ({
      token: parsePattern(pattern, names),
      ...before !== undefined && { before: parsePattern(before, names) },
    }));
    this.#automaton = new Automaton(
      this.#patterns.map(({ token, before }): Pattern =>
        before ? { kind: "sequence", parts: [token, before] } : token
      ),
    );
  }

  /** Gives each token of a text, and "\n" where a line ends. */
  scan(text: string, give: (token: string) => void): void {
    this.#deadEnds.clear();
    for (let start = 0; start < text.length;) {
      this.#longest(text, start);
      if (this.#rule < 0) {
        start++; // A character that no rule knows is dropped.
        continue;
      }
      const split = this.#split(this.#rule);
      const stop = split === undefined ? this.#end : endOfToken(text, start, this.#end, split);
      const token = text.slice(start, stop), { write } = this.#rules[this.#rule];
      const written = write === undefined ? token : write(token);
      if (written !== "") give(written);
      start = stop;
    }
  }

  #split(rule: number): Split | undefined {
    const { token, before } = this.#patterns[rule];
    if (before === undefined) return undefined;
    let split = this.#splits.get(rule);
    if (split === undefined) {
      split = { token: new Automaton([token]), before: new Automaton([before]) };
      this.#splits.set(rule, split);
    }
    return split;
  }

  /** Finds the longest match that begins at a place. */
  #longest(text: string, start: number): void {
    const automaton = this.#automaton, { classes, width } = automaton;
    const way: number[] = [];
    let table = automaton.table, state = 0;
    this.#end = start;
    this.#rule = -1;
    for (let at = start; at <= text.length;) {
      const unit = at < text.length ? text.charCodeAt(at) : END;
      let next = table[state * width + classes[unit]];
      if (next < DEAD) {
        next = automaton.step(state, unit);
        table = automaton.table;
      }
      if (next === DEAD) break;
      state = next;
      at++;
      const rule = automaton.accepts[state];
      if (rule >= 0) {
        this.#end = at;
        this.#rule = rule;
        way.length = 0;
      } else if (at - this.#end > FAR) {
        const pair = at * 2 ** 20 + state;
        if (this.#deadEnds.has(pair)) break;
        way.push(pair);
      }
    }
    for (const pair of way) {
      if (this.#deadEnds.size === MOST_DEAD_ENDS) this.#deadEnds.clear();
      this.#deadEnds.add(pair);
    }
  }
}

/** The end of the longest token that fills the match together with what it must come before. */
function endOfToken(text: string, start: number, end: number, { token, before }: Split): number {
  const stops: number[] = [];
  for (let at = start, state = 0; at < end && state !== DEAD;) {
    state = token.step(state, unitAt(text, at++));
    if (state !== DEAD && token.accepts[state] >= 0) stops.push(at);
  }
  return stops.findLast((stop) => matches(text, stop, end, before))!;
}

function matches(text: string, start: number, end: number, automaton: Automaton): boolean {
  let state = 0;
  for (let at = start; at < end && state !== DEAD; at++) {
    state = automaton.step(state, unitAt(text, at));
  }
  return state !== DEAD && automaton.accepts[state] >= 0;
}

function unitAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : END;
}

function namedPatterns(): Map<string, Pattern> {
  const names = new Map<string, Pattern>();
  for (const [name, set] of Object.entries(characterSets())) names.set(name, setPattern(set));
  for (const [name, source] of FRAGMENTS) names.set(name, parsePattern(source, names));
  return names;
}
