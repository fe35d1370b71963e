import { type Field, readJson } from "../io/json.ts";

/** The metrics of the paper's tables, by the names the library gives them. */
export type PaperScores = Readonly<Record<string, number>>;

/** The paper's tables, as printed; a score that the paper leaves out is absent. */
export interface Paper {
  /** The data set: pictures and captions of its splits. */
  dataset: {
    name: string;
    images: Readonly<Record<string, number>>;
    captions: Readonly<Record<string, number>>;
  };
  /** The best models, beside others that the paper quotes. */
  table1: readonly { model: string; dataset: string; quoted: boolean; scores: PaperScores }[];
  /** Hyper-parameters of CNN+LSTM after one epoch; `varied` names the setting under study. */
  table2: readonly {
    varied: string;
    settings: Readonly<Record<string, number>>;
    scores: PaperScores;
  }[];
  /** Scores on the validation split, epoch by epoch. */
  table3: readonly { model: string; epoch: number; scores: PaperScores }[];
  /** What two models said about five test pictures. */
  table4: readonly { picture: number; captions: Readonly<Record<string, string>> }[];
}

/**
 * Reads the paper's tables from `data/paper.json`.
 *
 * The paper's "CIDEr" is called `CIDEr-D` here, because that is the formula behind it.
 *
 * @throws {TypeError} If a field is missing or of a wrong type, with its position.
 *
 * @example
 * ```ts
 * import { readPaper } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const { table2 } = await readPaper("data/paper.json");
 * const layers = table2.filter(({ varied }) => varied === "layers");
 * assert.deepEqual(layers.map(({ scores }) => scores["BLEU-1"]), [.375, .423, .449, .363, .365]);
 * ```
 */
export async function readPaper(path: string): Promise<Paper> {
  const root = await readJson(path);
  const rows = (table: string) => root.get(table).get("rows").items(`${table}, row`);
  const dataset = root.get("dataset");
  return {
    dataset: {
      name: dataset.get("name").string(),
      images: numbers(dataset.get("images")),
      captions: numbers(dataset.get("captions")),
    },
    table1: rows("table1").map((row) => ({
      model: row.get("model").string(),
      dataset: row.get("dataset").string(),
      quoted: row.get("quoted").boolean(),
      scores: numbers(row.get("scores")),
    })),
    table2: rows("table2").map((row) => ({
      varied: row.get("varied").string(),
      settings: numbers(row.get("settings")),
      scores: numbers(row.get("scores")),
    })),
    table3: rows("table3").map((row) => ({
      model: row.get("model").string(),
      epoch: row.get("epoch").integer(),
      scores: numbers(row.get("scores")),
    })),
    table4: rows("table4").map((row) => ({
      picture: row.get("picture").integer(),
      captions: {
        "CNN+LSTM": row.get("CNN+LSTM").string(),
        "CLIP+LSTM": row.get("CLIP+LSTM").string(),
      },
    })),
  };
}

/**
 * The scores of a model's best epoch in table 3; the paper chooses by CIDEr.
 *
 * @throws {RangeError} If table 3 has no such model.
 */
export function bestEpoch(paper: Paper, model: string): { epoch: number; scores: PaperScores } {
  const rows = paper.table3.filter((row) => row.model === model);
  if (rows.length === 0) {
    const models = [...new Set(paper.table3.map((row) => row.model))].join(", ");
    throw new RangeError(
      `Cannot find the paper's scores: table 3 has ${models}, current value is ${model}`,
    );
  }
  const { epoch, scores } = rows.reduce((best, row) =>
    row.scores["CIDEr-D"] > best.scores["CIDEr-D"] ? row : best
  );
  return { epoch, scores };
}

/** Printed scores as a table takes them: values without intervals. */
export function printed(scores: PaperScores): Record<string, { value: number }> {
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, { value }]));
}

function numbers(field: Field): Record<string, number> {
  return Object.fromEntries(field.keys().map((name) => [name, field.get(name).number()]));
}
