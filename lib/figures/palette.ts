/** How a model looks in every figure. */
export interface ModelStyle {
  /** What a reader calls it. */
  readonly label: string;
  /** Colour of lines, dots and areas; at least 2.9 : 1 against white. */
  readonly mark: string;
  /** Colour of text; at least 4.5 : 1 against white. */
  readonly ink: string;
}

/**
 * The models by name, one colour each in all notebooks.
 *
 * The colours were searched so that each pair differs by 12 or more (100 × OKLab distance) for
 * ordinary sight, deuteranopia and protanopia (matrices of Machado, Oliveira and Fernandes, 2009,
 * https://doi.org/10.1109/TVCG.2009.113); a test measures it. There is no room for eleven such
 * colours: the rival with CLIP's features and the two encoders that only take part in the
 * comparison of architecture and objective differ from each other and from the rest by 8.5.
 */
export const MODEL_STYLES: Readonly<Record<string, ModelStyle>> = {
  "constant-caption": { label: "Constant caption", mark: "#8499b9", ink: "#566c8e" },
  "nearest-neighbour": { label: "Nearest neighbour", mark: "#683e3a", ink: "#683e3a" },
  "nearest-neighbour-clip": {
    label: "Nearest neighbour (CLIP)",
    mark: "#a49474",
    ink: "#776a4b",
  },
  "cnn-lstm": { label: "CNN+LSTM", mark: "#187ad7", ink: "#1269bb" },
  "clip-lstm": { label: "CLIP+LSTM", mark: "#c04a0b", ink: "#b5450a" },
  "vit-lstm": { label: "ViT+LSTM", mark: "#c828b0", ink: "#c022a8" },
  "resnet-text-lstm": { label: "ResNet (texts)+LSTM", mark: "#4b10d8", ink: "#4b10d8" },
  "clip-attention": { label: "CLIP+LSTM (attention)", mark: "#168371", ink: "#127363" },
  "clip-hard-attention": { label: "CLIP+LSTM (hard attention)", mark: "#812d8c", ink: "#812d8c" },
  "clip-transformer": { label: "CLIP+transformer", mark: "#da8300", ink: "#965a00" },
  "references": { label: "References", mark: "#1f2328", ink: "#1f2328" },
  "paper": { label: "Paper, VizWiz", mark: "#1f2328", ink: "#1f2328" },
};

/** Greys, from text to the faintest line, and the page. */
export const NEUTRAL = {
  ink: "#1f2328",
  secondary: "#59636e",
  faint: "#818b98",
  line: "#c8cfd6",
  grid: "#e7eaee",
  wash: "#f4f6f8",
  page: "#ffffff",
} as const;

/** The font of figures; Liberation Sans has the widths of Helvetica. */
export const FONT = `"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif`;

/** The known names as whole words; "cnn-lstm-x" is none of them. */
const NAMES = `(?<![\\w-])(?:${
  Object.keys(MODEL_STYLES).sort((a, b) => b.length - a.length).join("|")
})(?![\\w-])`;
const KNOWN = new RegExp(NAMES, "g");
const KNOWN_FIRST = new RegExp(`^${NAMES}`);

/**
 * Gives a model's label and colours by its name.
 *
 * A name that begins with a known one belongs to it: `cnn-lstm, 2 layers` has the colour of
 * `cnn-lstm` and the label `CNN+LSTM, 2 layers`; later names are spelled out too, as in
 * `clip-lstm minus cnn-lstm`. Any other name is its own label, in grey.
 *
 * @example
 * ```ts
 * import { modelStyle } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.equal(modelStyle("cnn-lstm, 2 layers").label, "CNN+LSTM, 2 layers");
 * assert.equal(modelStyle("cnn-lstm, 2 layers").mark, modelStyle("cnn-lstm").mark);
 * ```
 */
export function modelStyle(name: string): ModelStyle {
  const label = name.replace(KNOWN, (key) => MODEL_STYLES[key].label);
  const first = KNOWN_FIRST.exec(name)?.[0];
  if (first === undefined) return { label, mark: NEUTRAL.faint, ink: NEUTRAL.secondary };
  return { ...MODEL_STYLES[first], label };
}
