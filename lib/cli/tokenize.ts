import { Command, Option } from "commander";
import { ptbTokenize } from "../metrics/ptb_tokenize.ts";
import { runProgram } from "./program.ts";

interface Options {
  mode: "safe" | "official";
  shift?: boolean;
}

/** Tokenizes the lines of standard input; in `safe` mode as they come. */
async function tokenize({ mode, shift }: Options, command: Command): Promise<void> {
  if (shift && mode === "safe") command.error("error: --shift needs --mode official");
  let lineBreaks = 0;
  const write = async (lines: string[]) => {
    const tokenized = ptbTokenize(lines, { mode, shift });
    lineBreaks += tokenized.lineBreaks;
    await print(tokenized.lines.map((line) => `${line}\n`).join(""));
  };
  const all: string[][] = [];
  for await (const lines of linesOfInput({ keepReturns: shift })) {
    if (mode === "safe") await write(lines);
    else all.push(lines);
  }
  await write(all.flat());
  if (lineBreaks > 0) {
    console.error(
      `${lineBreaks} line ${lineBreaks === 1 ? "break" : "breaks"} inside captions ` +
        (shift ? "shifted later lines" : "became spaces"),
    );
  }
}

/** Lines of standard input as they come; a carriage return is part of a line's end unless it is kept. */
async function* linesOfInput({ keepReturns = false }): AsyncGenerator<string[]> {
  const end = keepReturns ? "\n" : /\r?\n/;
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    rest += text;
    if (!text.includes("\n")) continue;
    const lines = rest.split(end);
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== "") yield [rest];
}

/** Writes all of a text, with standard output's pace; ends where nobody reads it any more. */
async function print(text: string): Promise<void> {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(await Deno.stdout.write(bytes));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    throw error;
  }
}

await runProgram(
  new Command("deno task tokenize")
    .description(
      "Turns each line of standard input into the official tokens, joined by single spaces: " +
        "lower case, no punctuation.",
    )
    .addOption(
      new Option(
        "--mode <mode>",
        "each line by itself, or all as one text as the official code does",
      )
        .choices(["safe", "official"]).default("safe"),
    )
    .option("--shift", "official: let \\r, U+2028 and the like inside a line shift all later lines")
    .action(tokenize),
);
