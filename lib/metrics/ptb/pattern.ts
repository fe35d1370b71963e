import { type CharacterSet, complement, setOfText, union } from "./character_set.ts";

/** A regular expression as a tree. */
export type Pattern =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly parts: readonly Pattern[] }
  | {
    readonly kind: "repeat";
    readonly part: Pattern;
    readonly least: number;
    readonly most: number;
  };

/** What patterns call by name: sets of characters and other patterns. */
export type Names = ReadonlyMap<string, Pattern>;

/** The pattern that matches one of the characters. */
export function setPattern(set: CharacterSet): Pattern {
  return { kind: "set", set };
}

/**
 * Parses a pattern.
 *
 * The notation is that of regular expressions with four differences: blanks mean nothing (a blank is
 * `\x20`); `<name>` stands for a named pattern, within brackets for a named set; letters outside of
 * brackets match in upper and lower case, those within brackets as they stand; a dot is a dot.
 *
 * @throws {SyntaxError} If the text is no pattern, or a name is unknown.
 */
export function parsePattern(source: string, names: Names = new Map()): Pattern {
  return new PatternParser(source, names).parse();
}

const CONTROLS: Readonly<Record<string, string>> = { f: "\f", n: "\n", r: "\r", t: "\t" };

class PatternParser {
  readonly #source: string;
  readonly #names: Names;
  #at = 0;

  constructor(source: string, names: Names) {
    this.#source = source;
    this.#names = names;
  }

  parse(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#source.length) throw this.#error("no more text");
    return pattern;
  }

  #choice(): Pattern {
    const parts = [this.#sequence()];
    while (this.#skip("|")) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0] : { kind: "choice", parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#peek() !== "" && !"|)".includes(this.#peek())) parts.push(this.#repeated());
    return parts.length === 1 ? parts[0] : { kind: "sequence", parts };
  }

  #repeated(): Pattern {
    let part = this.#atom();
    for (;;) {
      if (this.#skip("*")) part = { kind: "repeat", part, least: 0, most: Infinity };
      else if (this.#skip("+")) part = { kind: "repeat", part, least: 1, most: Infinity };
      else if (this.#skip("?")) part = { kind: "repeat", part, least: 0, most: 1 };
      else if (this.#peek() === "{") part = { kind: "repeat", part, ...this.#bounds() };
      else return part;
    }
  }

  #bounds(): { least: number; most: number } {
    const [, least, comma, most] = this.#take(/\{(\d+)(,?)(\d*)\}/y, "bounds such as {1,4}");
    return { least: +least, most: comma ? most ? +most : Infinity : +least };
  }

  #atom(): Pattern {
    if (this.#skip("(")) {
      const inner = this.#choice();
      if (!this.#skip(")")) throw this.#error('")"');
      return inner;
    }
    if (this.#skip("[")) return setPattern(this.#brackets());
    if (this.#peek() === "<") return this.#named();
    if ("*+?{".includes(this.#peek())) throw this.#error("something to repeat");
    const character = this.#character();
    return setPattern(setOfText(character.toLowerCase() + character.toUpperCase()));
  }

  #brackets(): CharacterSet {
    const negated = this.#skip("^"), sets: CharacterSet[] = [];
    while (!this.#skip("]")) {
      if (this.#peek() === "<") {
        const named = this.#named();
        if (named.kind !== "set") throw this.#error("a set within brackets");
        sets.push(named.set);
        continue;
      }
      const first = this.#character().charCodeAt(0);
      const last = this.#skip("-") ? this.#character().charCodeAt(0) : first;
      sets.push([first, last + 1]);
    }
    const set = union(sets);
    return negated ? complement(set) : set;
  }

  #named(): Pattern {
    const [, name] = this.#take(/<(\w+)>/y, "a name");
    const named = this.#names.get(name);
    if (named === undefined) throw this.#error(`a known name, current value is "${name}"`);
    return named;
  }

  /** One character, as it stands or escaped. */
  #character(): string {
    const [, code2, code4, escaped, plain] = this.#take(
      /\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))|([^\s\\])/iy,
      "a character",
    );
    const code = code2 ?? code4;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return plain ?? CONTROLS[escaped] ?? escaped;
  }

  #take(expression: RegExp, wanted: string): string[] {
    this.#peek();
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (!found) throw this.#error(wanted);
    this.#at = expression.lastIndex;
    return found;
  }

  /** The next character that is no blank, or "" at the end. */
  #peek(): string {
    while (/\s/.test(this.#source[this.#at] ?? "")) this.#at++;
    return this.#source[this.#at] ?? "";
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #error(wanted: string): SyntaxError {
    return new SyntaxError(
      `Cannot parse pattern "${this.#source}": character ${this.#at} must begin ${wanted}`,
    );
  }
}
