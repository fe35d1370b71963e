import assert from "node:assert/strict";
import { Lexer } from "../../../lib/metrics/ptb/lexer.ts";
import type { Rule } from "../../../lib/metrics/ptb/rules.ts";

function tokens(rules: readonly Rule[], text: string): string[] {
  const found: string[] = [];
  new Lexer(rules).scan(text, (token) => found.push(token));
  return found;
}

Deno.test("Lexer takes the longest match, and of equal ones the first rule's", () => {
  const rules = [
    { pattern: "ab", write: () => "first" },
    { pattern: "[a-z]+", write: (token: string) => token },
  ];
  assert.deepEqual(tokens(rules, "ab abc"), ["first", "abc"]);
});

Deno.test("Lexer counts what must follow for the length of a match, and reads it again", () => {
  const rules = [{ pattern: "a", before: "b" }, { pattern: "[ab]", write: () => "-" }];
  assert.deepEqual(tokens(rules, "aba"), ["a", "-", "-"]);
  // Longest token first: of "aaab" three letters, not two or one.
  assert.deepEqual(tokens([{ pattern: "a+", before: "a*b" }], "aaab"), ["aaa"]);
});

Deno.test("Lexer drops what no rule knows and what is written as nothing", () => {
  const rules = [{ pattern: "x", write: () => "" }, { pattern: "y" }];
  assert.deepEqual(tokens(rules, "xy?\0yx"), ["y", "y"]);
});

Deno.test("Lexer knows the end of the text", () => {
  const rules = [{ pattern: "a", before: "<end>", write: () => "last" }, { pattern: "a" }];
  assert.deepEqual(tokens(rules, "aa"), ["a", "last"]);
});

Deno.test("Lexer finds the same where a long look ahead was in vain before", () => {
  // Each "<" looks for a ">" that comes late or never.
  const rules = [{ pattern: "\\< [^>]* >", write: () => "tag" }, { pattern: "[^>]" }];
  const text = "<".repeat(300) + "b";
  assert.equal(tokens(rules, text).length, 301);
  assert.deepEqual(tokens(rules, `${text}>`), ["tag"]);
});
