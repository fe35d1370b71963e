import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { locateJsonError } from "./json_syntax.ts";

/**
 * One value of a JSON file that knows where it stands, so that a wrong one can be named.
 *
 * Reads are strict: what is asked for must be there and of its type. Messages read
 * `Cannot read "val.json": annotation 17 has no "image_id"`.
 *
 * @example
 * ```ts
 * import { parseJson } from "#lib/io";
 * import assert from "node:assert/strict";
 *
 * const root = parseJson('{"images": [{"id": 7}, {"id": "x"}]}', "val.json");
 * const images = root.get("images").items("image");
 * assert.equal(images[0].get("id").integer(), 7);
 * assert.throws(
 *   () => images[1].get("id").integer(),
 *   new TypeError('Cannot read "val.json": image 1: "id" must be a whole number, current value is "x"'),
 * );
 * ```
 */
export class Field {
  /** The value as it was parsed. */
  readonly value: unknown;
  /** What the user calls the file. */
  readonly file: string;
  /** Where the value stands, "annotation 17" for instance; empty for the whole file. */
  readonly place: string;
  #key: string;

  /** Wraps a value; {@linkcode parseJson} and {@linkcode readJson} make the first one. */
  constructor(value: unknown, file: string, place = "", key = "") {
    this.value = value;
    this.file = file;
    this.place = place;
    this.#key = key;
  }

  /** The field of an object. @throws {TypeError} If this is no object or has no such field. */
  get(key: string): Field {
    const field = this.find(key);
    if (field) return field;
    throw new TypeError(`${this.#start()}${this.#name()} has no ${JSON.stringify(key)}`);
  }

  /** The field of an object, or `undefined` where it has none. @throws {TypeError} If this is no object. */
  find(key: string): Field | undefined {
    const object = this.#object();
    if (!Object.hasOwn(object, key)) return undefined;
    const place = this.#key ? joined(this.place, this.#key) : this.place;
    return new Field(object[key], this.file, place, key);
  }

  /** The names of an object's fields. @throws {TypeError} If this is no object. */
  keys(): string[] {
    return Object.keys(this.#object());
  }

  /**
   * The items of a list, named `annotation 0`, `annotation 1` … for `items("annotation")`.
   *
   * @throws {TypeError} If this is no list.
   */
  items(name?: string): Field[] {
    const { value } = this;
    if (!Array.isArray(value)) this.#mustBe("a list");
    const place = name ?? joined(this.place, this.#key || "item");
    return (value as unknown[]).map((item, i) => new Field(item, this.file, `${place} ${i}`));
  }

  /** Text. @throws {TypeError} If it is not. */
  string(): string {
    return typeof this.value === "string" ? this.value : this.#mustBe("text");
  }

  /**
   * A plain file name: what somebody else wrote must not lead to another folder.
   *
   * @throws {TypeError} If it is not text.
   * @throws {RangeError} If it is not plain.
   */
  fileName(): string {
    const name = this.string();
    if (/^[^/\\\0]+$/u.test(name) && name !== "." && name !== "..") return name;
    this.refuse(`must be a plain file name, current value is ${JSON.stringify(name)}`);
  }

  /** A finite number. @throws {TypeError} If it is not. */
  number(): number {
    return Number.isFinite(this.value) ? this.value as number : this.#mustBe("a number");
  }

  /** A whole number that is exact, to ±(2⁵³ − 1). @throws {TypeError} If it is not. */
  integer(): number {
    return Number.isSafeInteger(this.value) ? this.value as number : this.#mustBe("a whole number");
  }

  /** True or false. @throws {TypeError} If it is neither. */
  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.#mustBe("true or false");
  }

  /** Refuses the value: `Cannot read "…": <where> <reason>`. @throws {RangeError} Always. */
  refuse(reason: string): never {
    throw new RangeError(`${this.#start()}${this.#name()} ${reason}`);
  }

  #object(): Record<string, unknown> {
    const { value } = this;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? value as Record<string, unknown> : this.#mustBe("an object");
  }

  #mustBe(type: string): never {
    throw new TypeError(
      `${this.#start()}${this.#name()} must be ${type}, current value is ${short(this.value)}`,
    );
  }

  #start(): string {
    return `Cannot read "${this.file}": `;
  }

  #name(): string {
    const key = this.#key ? JSON.stringify(this.#key) : "";
    if (this.place && key) return `${this.place}: ${key}`;
    return this.place || key || "the file";
  }
}

/**
 * Parses JSON text.
 *
 * @param file How errors name the text.
 * @throws {SyntaxError} With line, column and what was expected there.
 */
export function parseJson(text: string, file: string): Field {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return new Field(JSON.parse(plain), file);
  } catch (error) {
    const { line, column, reason } = locateJsonError(plain);
    throw new SyntaxError(
      `Cannot read "${file}": line ${line}, column ${column}: ${reason}`,
      { cause: error },
    );
  }
}

/**
 * Reads a JSON file; errors name it by its last part.
 *
 * @throws {SyntaxError} With line and column, if the text is not JSON.
 * @throws {Error} If the file is missing or cannot be read.
 */
export async function readJson(path: string): Promise<Field> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${reason(error)}`, { cause: error });
  }
  return parseJson(text, basename(path));
}

function joined(place: string, key: string): string {
  return place ? `${place}: ${key}` : key;
}

/** A value as it fits into a message. */
function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === "ENOENT") return "the file is missing";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return message;
}
