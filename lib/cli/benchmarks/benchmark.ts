/** What a benchmark measured: a table, and facts that belong to it. */
export interface Measured {
  /** One object a line of the table; numbers are printed with the digits they have. */
  rows: Readonly<Record<string, string | number>>[];
  /** What the figures were measured with. */
  facts: Readonly<Record<string, string | number>>;
}

/** A benchmark: what it is about, and how to run it. */
export interface Benchmark {
  about: string;
  run(onProgress: (note: string) => void): Promise<Measured>;
}
