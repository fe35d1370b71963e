import { basename } from "node:path";
import type { AnnotationCounts } from "../../datasets/annotations.ts";
import type { ReferenceFile } from "../../datasets/caption_files.ts";
import { scoreReport } from "../../metrics/score_all.ts";
import type { Difference } from "../../statistics/paired_differences.ts";
import type { ScoredFile } from "./score_file.ts";

/** What belongs to a score besides its value. */
export interface ScoreSettings {
  tokenizer: string;
  references: ReferenceFile;
}

/** One file of captions and what became of it, as the output file holds it. */
export function fileReport(
  { file, matched, scored, intervals }: ScoredFile,
  { tokenizer, references }: ScoreSettings,
): object {
  const { settings, corpus, images } = scoreReport(scored);
  const { captions, rejected, precanned, both } = references.counts;
  return {
    settings: {
      captions: basename(file),
      images: settings.images,
      withoutReference: matched.withoutReference,
      missing: matched.missing,
      annotations: { captions, rejected, precanned, both },
      tokenizer,
      lineBreaks: scored.lineBreaks,
    },
    corpus,
    intervals,
    images,
  };
}

/** What the user should know of what was left out or changed; nothing where all is as usual. */
export function remarks(files: readonly ScoredFile[], { counts }: ReferenceFile): string[] {
  const lines: string[] = [];
  const dropped = marked(counts);
  if (dropped > 0) {
    lines.push(
      `${dropped} of ${counts.captions} annotations were marked as rejected or precanned and left out.`,
    );
  }
  for (const { file, matched: { withoutReference, missing }, scored: { lineBreaks } } of files) {
    const name = basename(file);
    if (withoutReference.length > 0) {
      lines.push(
        `${name}: nobody described ${some(withoutReference)}; captioned, but not scored.`,
      );
    }
    if (missing.length > 0) {
      lines.push(
        `${name}: no caption of ${some(missing)}; such scores compare with no others.`,
      );
    }
    if (lineBreaks === 1) lines.push(`${name}: 1 line break was taken for a blank.`);
    if (lineBreaks > 1) lines.push(`${name}: ${lineBreaks} line breaks were taken for blanks.`);
  }
  return lines;
}

function marked({ rejected, precanned, both }: AnnotationCounts): number {
  return rejected + precanned - both;
}

function some(ids: readonly number[], most = 5): string {
  const shown = ids.slice(0, most).join(", ");
  const what = ids.length === 1 ? "picture" : `${ids.length} pictures:`;
  return `${what} ${shown}${ids.length > most ? " …" : ""}`;
}

/** The whole output file: the first file's report, then what it was compared with. */
export function outputOf(
  [first, second]: readonly ScoredFile[],
  settings: ScoreSettings,
  differences?: Record<string, Difference>,
): object {
  return {
    ...fileReport(first, settings),
    ...second && { differences, against: fileReport(second, settings) },
  };
}
