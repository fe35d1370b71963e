import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseJson, readJson } from "../../lib/io/json.ts";
import { locateJsonError } from "../../lib/io/json_syntax.ts";

const TEXT = '{"images": [{"id": 7, "size": [1.5, 2]}, {"id": null}], "name": "val", "ok": true}';

Deno.test("Field reads values of the types that are asked for", () => {
  const root = parseJson(TEXT, "val.json");
  const [first] = root.get("images").items("image");
  assert.equal(first.get("id").integer(), 7);
  assert.deepEqual(first.get("size").items().map((size) => size.number()), [1.5, 2]);
  assert.equal(root.get("name").string(), "val");
  assert.equal(root.get("ok").boolean(), true);
  assert.equal(root.find("absent"), undefined);
  assert.deepEqual(root.keys(), ["images", "name", "ok"]);
});

Deno.test("Field does not take what every object inherits for a field", () => {
  assert.equal(parseJson("{}", "a.json").find("toString"), undefined);
  assert.throws(() => parseJson("{}", "a.json").get("constructor"), TypeError);
});

Deno.test("Field names file, place and value of what is wrong", () => {
  const root = parseJson(TEXT, "val.json");
  const [first, second] = root.get("images").items("image");
  const messages: [() => unknown, Error][] = [
    [
      () => second.get("id").integer(),
      new TypeError(
        'Cannot read "val.json": image 1: "id" must be a whole number, current value is null',
      ),
    ],
    [
      () => first.get("size").items()[0].integer(),
      new TypeError(
        'Cannot read "val.json": image 0: size 0 must be a whole number, current value is 1.5',
      ),
    ],
    [
      () => root.get("name").get("x"),
      new TypeError('Cannot read "val.json": "name" must be an object, current value is "val"'),
    ],
    [
      () => root.items(),
      new TypeError(
        `Cannot read "val.json": the file must be a list, current value is ${
          JSON.stringify(JSON.parse(TEXT)).slice(0, 57)
        }...`,
      ),
    ],
    [
      () => first.get("size").get("x"),
      new TypeError(
        'Cannot read "val.json": image 0: "size" must be an object, current value is [1.5,2]',
      ),
    ],
    [
      () => root.get("images").items()[1].get("x"),
      new TypeError('Cannot read "val.json": images 1 has no "x"'),
    ],
    [
      () => first.get("id").keys(),
      new TypeError(
        'Cannot read "val.json": image 0: "id" must be an object, current value is 7',
      ),
    ],
    [
      () => root.get("name").refuse("must be short"),
      new RangeError('Cannot read "val.json": "name" must be short'),
    ],
  ];
  for (const [read, error] of messages) assert.throws(read, error);
});

Deno.test("parseJson() gives line, column and reason of a syntax error", () => {
  const cases: [string, number, number, string][] = [
    ['{"a": 1,\n "b": tru}', 2, 7, 'expected a value, found "tru"'],
    ["", 1, 1, "expected a value, the file ends"],
    ['{"a": 1', 1, 8, 'expected "," or "}", the file ends'],
    ["[1,\n2,\n]", 3, 1, 'expected a value, found "]"'],
    ['{"a": 1,}', 1, 9, 'expected a field name in "quotes", found "}"'],
    ["{a: 1}", 1, 2, 'expected a field name in "quotes", found "a"'],
    ['{"a" 1}', 1, 6, 'expected ":", found "1"'],
    ["[1 2]", 1, 4, 'expected "," or "]", found "2"'],
    ["[01]", 1, 2, 'expected a value, found "01"'],
    ["[NaN]", 1, 2, 'expected a value, found "NaN"'],
    ['{"a": "x\ny"}', 1, 7, 'expected a value, found "\\""'],
    ["[] x", 1, 4, 'expected the end of the file, found "x"'],
  ];
  for (const [text, line, column, reason] of cases) {
    assert.throws(
      () => parseJson(text, "a.json"),
      {
        name: "SyntaxError",
        message: `Cannot read "a.json": line ${line}, column ${column}: ${reason}`,
      },
    );
  }
});

Deno.test("parseJson() ignores a byte order mark", () => {
  assert.equal(parseJson("\ufeff7", "a.json").integer(), 7);
});

Deno.test("locateJsonError() finds the fault that damage to a valid text makes", () => {
  const text = JSON.stringify({ a: [1, -2.5e3, 'x\\"y', null], b: { c: [[], {}], d: false } });
  for (let at = 0; at < text.length; at++) {
    const damaged = text.slice(0, at) + "\u0001" + text.slice(at + 1);
    const { line, column } = locateJsonError(damaged);
    assert.equal(line, 1);
    // A fault inside a string or number is reported at its start, never behind the damage.
    assert.ok(column <= at + 1 && column >= at - 10, `${at} ${column}`);
  }
});

Deno.test("locateJsonError() copes with deep nesting", () => {
  assert.equal(locateJsonError("[".repeat(200_000)).column, 200_001);
});

Deno.test("readJson() names a file that is missing, or a folder", async () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  await assert.rejects(
    readJson(`${folder}/absent.json`),
    /Cannot read ".*absent.json": the file is missing/,
  );
  await assert.rejects(readJson(folder), /Cannot read ".*": it is a folder/);
});
