/** Where a text stops being JSON. */
export interface JsonError {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  /** What was expected and what is there. */
  reason: string;
}

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
// deno-lint-ignore no-control-regex
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /(?:true|false|null)(?!\w)/y;

/**
 * Finds the first place where a text is not JSON (RFC 8259).
 *
 * Only for texts that `JSON.parse` has refused: engines word their reasons differently and leave out
 * the position in some of them.
 */
export function locateJsonError(text: string): JsonError {
  const scanner = new Scanner(text);
  const { at, reason } = scanner.run() ?? { at: text.length, reason: "it is not JSON" };
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1, reason };
}

/** A place and what is wrong there. */
interface Fault {
  at: number;
  reason: string;
}

/** Walks over a text with a stack of open brackets, so that depth is no limit. */
class Scanner {
  #text: string;
  #at = 0;
  #open: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The first fault, or none. */
  run(): Fault | undefined {
    for (;;) {
      const opened = this.#value();
      if (opened === "fault") return this.#fault("a value");
      if (opened === "list") continue;
      const fault = opened === "object" ? this.#key() : this.#close();
      if (fault !== "next") return fault;
    }
  }

  /** Reads a value, or the start of one that is not empty. */
  #value(): "object" | "list" | "done" | "fault" {
    if (this.#take("{")) {
      if (this.#take("}")) return "done";
      this.#open.push("}");
      return "object";
    }
    if (this.#take("[")) {
      if (this.#take("]")) return "done";
      this.#open.push("]");
      return "list";
    }
    const known = this.#match(STRING) || this.#match(NUMBER) || this.#match(WORD);
    return known ? "done" : "fault";
  }

  /** Closes what ends after a value, up to the next value or the end of the text. */
  #close(): Fault | undefined | "next" {
    for (;;) {
      const bracket = this.#open.at(-1);
      if (bracket === undefined) {
        this.#match(BLANK);
        return this.#at < this.#text.length ? this.#fault("the end of the file") : undefined;
      }
      if (this.#take(bracket)) this.#open.pop();
      else if (!this.#take(",")) return this.#fault(`"," or "${bracket}"`);
      else return bracket === "]" ? "next" : this.#key();
    }
  }

  /** Reads a field's name and the colon. */
  #key(): Fault | "next" {
    if (!this.#match(STRING)) return this.#fault('a field name in "quotes"');
    return this.#take(":") ? "next" : this.#fault('":"');
  }

  #take(character: string): boolean {
    this.#match(BLANK);
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): boolean {
    if (pattern !== BLANK) this.#match(BLANK);
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fault(expected: string): Fault {
    this.#match(BLANK);
    const found = this.#at < this.#text.length
      ? `found ${
        JSON.stringify(/^(?:[\w.+-]{1,20}|.)/su.exec(this.#text.slice(this.#at, this.#at + 20))![0])
      }`
      : "the file ends";
    return { at: this.#at, reason: `expected ${expected}, ${found}` };
  }
}
