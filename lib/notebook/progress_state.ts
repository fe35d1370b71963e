import { escapeText } from "../figures/escape.ts";
import { html, MUTED } from "../figures/html.ts";
import { count } from "../figures/numbers.ts";
import { MODEL_STYLES } from "../figures/palette.ts";
import type { Progress } from "../types.ts";

/** What a progress bar shows at one moment. */
export interface ProgressState extends Progress {
  /** What is being done. */
  title: string;
  /** Milliseconds since the start. */
  elapsed: number;
  /** Milliseconds that are left at the speed so far, where that can be told. */
  left?: number;
  /** Whether this is the last state. */
  ended: boolean;
}

/** Writes a duration for a reader: `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Writes a state as one line of text. */
export function progressLine(state: ProgressState): string {
  return `${state.title}: ${details(state)}`;
}

/** Share that is done, 0 to 1; undefined while the total is not known. */
export function share({ done, total }: Progress): number | undefined {
  return total > 0 ? Math.min(1, done / total) : undefined;
}

/** `1,200 of 2,500 updates · loss 3.21 · 41 s, 45 s left`. */
function details(state: ProgressState): string {
  const { done, total, unit, note, warning, elapsed, left, ended } = state;
  const amount = total > 0 && !(ended && done >= total)
    ? `${count(done)} of ${count(total)} ${unit}`
    : `${count(done)} ${unit}`;
  const time = ended
    ? `in ${duration(elapsed)}`
    : duration(elapsed) + (left === undefined ? "" : `, about ${duration(left)} left`);
  const remark = [note, warning].map((each) => each ? ` · ${each}` : "").join("");
  return ended ? `${amount} ${time}${remark}` : `${amount}${remark} · ${time}`;
}

/** Draws a state as a bar of HTML, its styles in the elements. */
export function progressHtml(state: ProgressState): string {
  const part = share(state) ?? (state.ended ? 1 : 0);
  const bar = html("div", {
    style: {
      width: `${(100 * part).toFixed(1)}%`,
      height: "6px",
      "background-color": MODEL_STYLES["cnn-lstm"].mark,
    },
  });
  const track = { margin: "4px 0", height: "6px", "background-color": "rgba(128, 136, 146, 0.25)" };
  return html(
    "div",
    { style: { "max-width": "560px", "line-height": "1.4", "font-size": "14px" } },
    [
      html("div", {}, escapeText(state.title)),
      html("div", { style: track }, bar),
      html("div", {
        style: { color: MUTED, "font-size": "12.5px", "font-variant-numeric": "tabular-nums" },
      }, escapeText(details(state))),
    ].join(""),
  );
}
