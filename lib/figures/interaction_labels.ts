import {
  type Frame,
  HEIGHT,
  type InteractionCell,
  type InteractionOptions,
  marksReach,
  pixel,
} from "./interaction_frame.ts";
import { decimals } from "./numbers.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { spread } from "./spread.ts";
import { textWidth } from "./text_width.ts";

const LABEL_GAP = 16, TEXT = { size: 12 } as const;

/** A model and its value. */
interface Named {
  model: string;
  value: number;
}

/** How far the first place is from the y axis, so that the names of its models stand between. */
export function labelRoom(
  first: readonly InteractionCell[],
  lines: number,
  options: InteractionOptions,
): number {
  const widths = first.map((cell) => textWidth(nameOf(cell, options), TEXT));
  return Math.ceil(Math.max(...widths) + 18 + marksReach(lines));
}

/** Name and mean of the models at the first place, left of their marks. */
export function startLabels(
  rows: readonly Named[],
  frame: Frame,
  options: InteractionOptions,
): object[] {
  const { before, lines, domain } = frame;
  const wanted = rows.map(({ value }) => pixel(value, domain));
  const ys = spread(wanted, LABEL_GAP, [0, HEIGHT]);
  const x = before - marksReach(lines.length) - 8;
  return rows.flatMap((row, i) => {
    const place = { x, y: ys[i], align: "right" };
    const halo = { ...place, stroke: NEUTRAL.page, strokeWidth: 4 }; // level lines pass behind
    return [text(nameOf(row, options), halo), named(row, options, place)];
  });
}

/** The lines and the level lines by name, right of the panel, moved apart where they would touch. */
export function endLabels(
  rows: readonly (Named & { line: string })[],
  frame: Frame,
  options: InteractionOptions,
): object[] {
  const { references = [] } = options;
  const wanted = [...rows, ...references].map(({ value }) => pixel(value, frame.domain));
  const ys = spread(wanted, LABEL_GAP, [0, HEIGHT]);
  const x = frame.width + 6;
  return [
    ...rows.flatMap((row, i) => [
      text(row.line, { x, y: ys[i], color: NEUTRAL.ink, fontWeight: "bold" }),
      named(row, options, { x: x + textWidth(row.line, { ...TEXT, bold: true }) + 6, y: ys[i] }),
    ]),
    ...references.map((reference, i) => named(reference, options, { x, y: ys[rows.length + i] })),
  ];
}

function nameOf(
  { model, value }: Named,
  { digits = 3 }: InteractionOptions,
): string {
  return `${modelStyle(model).label} ${decimals(value, digits)}`;
}

/** A model's name and value in its colour. */
function named(
  row: Named,
  options: InteractionOptions,
  place: { x: number; y: number; align?: string },
): object {
  return text(nameOf(row, options), { ...place, color: modelStyle(row.model).ink });
}

function text(label: string, look: object): object {
  return {
    data: { values: [{ label }] },
    mark: { type: "text", align: "left", baseline: "middle", ...look },
    encoding: { text: { field: "label", type: "nominal" } },
  };
}
