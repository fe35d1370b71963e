import assert from "node:assert/strict";
import { Automaton, DEAD } from "../../../lib/metrics/ptb/automaton.ts";
import { type Names, parsePattern, setPattern } from "../../../lib/metrics/ptb/pattern.ts";

const NAMES: Names = new Map([
  ["digit", setPattern([0x30, 0x3a])],
  ["ab", parsePattern("a b")],
]);

function matches(pattern: string, text: string): boolean {
  const automaton = new Automaton([parsePattern(pattern, NAMES)]);
  let state = 0;
  for (let at = 0; at < text.length && state !== DEAD; at++) {
    state = automaton.step(state, text.charCodeAt(at));
  }
  return state !== DEAD && automaton.accepts[state] === 0;
}

Deno.test("parsePattern() reads choices, sequences and repetitions", () => {
  const cases: [string, string[], string[]][] = [
    ["a|bc", ["a", "bc"], ["", "b", "abc"]],
    ["(ab)*", ["", "ab", "abab"], ["a", "aba"]],
    ["a+b?", ["a", "aab"], ["", "b", "abb"]],
    ["a{2,3}", ["aa", "aaa"], ["a", "aaaa"]],
    ["a{2}b{1,}", ["aab", "aabb"], ["aa", "ab"]],
    ["<ab>?<digit>", ["ab1", "2"], ["ab", "a1"]],
    [".", ["."], ["x"]],
    ["", [""], ["x"]],
  ];
  for (const [pattern, yes, no] of cases) {
    for (const text of yes) assert.ok(matches(pattern, text), `${pattern} must match "${text}"`);
    for (const text of no) {
      assert.ok(!matches(pattern, text), `${pattern} must not match "${text}"`);
    }
  }
});

Deno.test("parsePattern() takes letters in either case, but those in brackets as they stand", () => {
  assert.ok(matches("a", "A") && matches("A", "a") && matches("\\u00e9", "É"));
  assert.ok(matches("[a]", "a") && !matches("[a]", "A"));
});

Deno.test("parsePattern() reads sets: ranges, escapes, names, what is not in them", () => {
  assert.ok(matches("[a-c\\-\\x20<digit>]{6}", "abc- 7"));
  assert.ok(matches("[^a-y<digit>]", "z") && !matches("[^a-y<digit>]", "5"));
  assert.ok(matches("[^a]", "\uffff") && matches("[^a]", "\0") && matches("\\n\\t", "\n\t"));
});

Deno.test("parsePattern() refuses what is no pattern", () => {
  for (const pattern of ["(a", "a)", "[a", "<nobody>", "[<ab>]", "a{x}", "*", "\\"]) {
    assert.throws(
      () => parsePattern(pattern, NAMES),
      /^SyntaxError: Cannot parse pattern /,
      pattern,
    );
  }
});
