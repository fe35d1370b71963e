import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "#lib/setup";
import { COMMANDS, runCommand, TASKS } from "./command.ts";

/** What the contract of each command promises; one without a line here must still have `--help`. */
const CONTRACTS: Readonly<Record<string, readonly string[]>> = {
  "bench": ["[name]"],
  "caption": ["<image...>", "--run <folder>", "--json"],
  "check": [],
  "compare": ["[what]", "encoders", "rotation", "--seeds <n>", "--images <n>", "--out <folder>"],
  "data": ["mini", "vizwiz", "coco", "flickr8k", "flickr30k", "resnet50", "clip-vit-b32"],
  "data mini": ["--images <n>", "--seed <n>", "--dir <folder>"],
  "data meteor": ["--dir <folder>"],
  "data spice": ["--dir <folder>"],
  "data vizwiz": ["--images <n>", "--mirror <url>", "--dir <folder>", "--accept-checksum <sha256>"],
  "data clip-vit-b32": ["--image-tower", "--mirror <url>", "--dir <folder>"],
  "encode": [
    "--encoder <name>",
    "--weights <path>",
    "--images <path...>",
    "--out <folder>",
    "--shard <i/n>",
    "--precision <name>",
    "--no-grid",
  ],
  "evaluate": [
    "--run <folder>",
    "--split <name>",
    "--study <name>",
    "--images <n>",
    "--out <file>",
    "--against <folder>",
  ],
  "lab": ["[arguments...]"],
  "mini_pretrain": ["--encoder <name>", "--out <folder>"],
  "notebooks": [],
  "rehearse": ["--images <n>", "--keep"],
  "reproduce": ["--study <name>", "--notebook <start>", "--images <n>", "--full", "--mirror <url>"],
  "score": [
    "--captions <file>",
    "--references <file>",
    "--metrics <names>",
    "--tokenizer <mode>",
    "--paraphrases <table>",
    "--spice <engine>",
    "--allow-missing",
    "--against <file>",
    "--out <file>",
  ],
  "spice_train": ["fresh", "sentences", "label", "fit", "report"],
  "tokenize": ["--mode <mode>", "--shift"],
  "train": [
    "--experiment <name>",
    "--study <name>",
    "--set <key=value>",
    "--seed <n>",
    "--out <folder>",
    "--resume",
  ],
  "tsne": [
    "--in <file>",
    "--tensor <name>",
    "--method <name>",
    "--perplexity <n>",
    "--init <start>",
    "--seed <n>",
    "--out <file>",
  ],
};

/** Commands that hand arguments they do not know on to another program. */
const OPEN = new Set(
  COMMANDS.filter((name) =>
    readFileSync(join(ROOT, "lib", "cli", `${name}.ts`), "utf8").includes("allowUnknownOption()")
  ),
);

/** The task that runs a command. */
function taskOf(name: string): string | undefined {
  return Object.keys(TASKS).find((task) => TASKS[task].command.endsWith(`lib/cli/${name}.ts`));
}

Deno.test("every contract has its command", () => {
  const files = new Set(Object.keys(CONTRACTS).map((call) => call.split(" ")[0]));
  assert.deepEqual([...files].filter((name) => !COMMANDS.includes(name)), []);
});

for (const call of new Set([...COMMANDS, ...Object.keys(CONTRACTS)])) {
  const [name, ...words] = call.split(" ");
  Deno.test(`${call} --help shows its task's name and the options of its contract`, async () => {
    const { code, stdout, stderr } = await runCommand(name, ...words, "--help");
    assert.deepEqual([code, stderr], [0, ""]);
    const task = taskOf(name);
    assert.ok(task, "no task of deno.json runs it");
    assert.ok(stdout.startsWith(`Usage: ${["deno task", task, ...words].join(" ")}`), stdout);
    for (const option of CONTRACTS[call] ?? []) assert.ok(stdout.includes(option), option);
  });
}

for (const name of COMMANDS.filter((name) => !OPEN.has(name))) {
  Deno.test(`${name} refuses an option that it does not know with status 2 and one line`, async () => {
    const { code, stdout, stderr } = await runCommand(name, "--no-such-option");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^error: [^\n]+\n$/);
  });
}

/** Calls with wrong arguments, and a word that the one line about them must have. */
const WRONG: readonly (readonly [string, RegExp])[] = [
  ["bench nothing", /'nothing'/],
  ["caption", /'image'/],
  ["check extra", /too many arguments/],
  ["data nothing", /'nothing'/],
  ["data mini --images 19", /whole number from 20/],
  ["data mini --seed -1", /whole number from 0/],
  ["encode --encoder mini-resnet --images README.md", /'--out <folder>'/],
  ["encode --encoder vgg --images README.md --out runs/x", /mini-resnet/],
  ["evaluate --run runs/x", /'--out <file>'/],
  ["evaluate --out x.json", /'--run <folder>'/],
  ["evaluate --run runs/x --out x.json --split test", /val, dev/],
  ["evaluate --run runs/x --out x.json --images 19", /whole number from 20/],
  ["mini_pretrain", /'--encoder <name>'/],
  ["mini_pretrain --encoder vgg", /resnet/],
  ["notebooks --notebook 99", /must start with one of 01-data/],
  ["reproduce --study imagenet", /mini/],
  ["reproduce --notebook 99", /must start with one of 01-data/],
  ["train --experiment cnn-lstm", /'--out <folder>'/],
  ["train --out runs/x", /'--experiment <name>'/],
  ["train --experiment transformer-xl --out runs/x", /cnn-lstm/],
  ["train --experiment cnn-lstm --out runs/x --seed one", /whole number from 0/],
  ["train --experiment cnn-lstm --out runs/x --set depth=2", /"depth=2".*layers/],
  ["train --experiment cnn-lstm --out runs/x --set layers=0", /"layers".*from 1/],
  ["train --experiment vit-lstm --study coco --out runs/x", /run on mini alone/],
  ["train --experiment cnn-lstm --study coco --out runs/x --set updates=9", /key among .*epochs/],
];

Deno.test("wrong arguments end with status 2 and one line that says what is right", async () => {
  for (const [call, reason] of WRONG) {
    const [name, ...args] = call.split(" ");
    const { code, stdout, stderr } = await runCommand(name, ...args);
    assert.deepEqual([code, stdout], [2, ""], `${call}\n${stderr}`);
    assert.match(stderr, /^error: [^\n]+\n$/, call);
    assert.match(stderr, reason, call);
  }
});
