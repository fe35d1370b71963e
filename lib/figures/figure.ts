/** A chart: a Vega-Lite specification that JupyterLab draws and {@link renderSvg} turns into SVG. */
export interface Chart {
  /** Tells the three kinds apart. */
  readonly kind: "chart";
  /** What the chart shows, in a sentence or two: its alternative text. */
  readonly description: string;
  /** The specification, with its data. */
  readonly spec: VegaLiteSpec;
}

/** A drawing: an SVG document with `<title>` and `<desc>`. */
export interface Drawing {
  /** Tells the three kinds apart. */
  readonly kind: "drawing";
  /** What the drawing shows: its alternative text. */
  readonly description: string;
  /** The document, complete. */
  readonly svg: string;
  /** Width in CSS pixels. */
  readonly width: number;
  /** Height in CSS pixels. */
  readonly height: number;
}

/** A piece of HTML whose styles are written in the elements, so that it shows anywhere. */
export interface Page {
  /** Tells the three kinds apart. */
  readonly kind: "page";
  /** The same content as plain text. */
  readonly description: string;
  /** The markup. */
  readonly html: string;
}

/** What the functions of this area make: plain data that a notebook shows and a test reads. */
export type Figure = Chart | Drawing | Page;

/** A Vega-Lite 5 specification, features of version 5.6 at most, with its data inside. */
export interface VegaLiteSpec {
  /** Version of the language. */
  readonly $schema: string;
  /** Alternative text. */
  readonly description: string;
  /** Data, marks, encodings and looks. */
  readonly [property: string]: unknown;
}
