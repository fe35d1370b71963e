import type { Random } from "../../tensor/random.ts";
import { Canvas, type Picture, type Rgb } from "./canvas.ts";
import { contrast, mix } from "./colours.ts";

/** What a print needs to know. */
export interface Print {
  /** Width by height of the printed surface. */
  aspect: number;
  /** Pixels of its longer side. */
  detail: number;
  colour: Rgb;
  accent: Rgb;
  text: readonly string[];
  random: Random;
}

const PAPER: Rgb = [240, 238, 230], INK: Rgb = [24, 24, 28];

/** The front of a package: maker, goods, a picture or a badge, small print. */
export function packageFront(print: Print): Picture {
  const { random, colour, accent } = print;
  const canvas = new Canvas(print.aspect, print.detail, colour);
  const w = canvas.span, cx = w / 2;
  const [brand, goods, ...small] = print.text;
  const style = random.integer(4);
  if (style === 0) canvas.rectangle(0, 0, w, 34, accent);
  if (style === 1) canvas.ellipse(cx, 30, w * 0.46, 24, accent);
  if (style === 2) stripes(canvas, accent, random);
  if (style === 3) canvas.rectangle(w * 0.08, 8, w * 0.84, 40, PAPER);
  foodPicture(canvas, random, cx + random.uniform(-0.1, 0.1) * w, 74, Math.min(w * 0.36, 24));
  const behind = style === 2 ? colour : style === 3 ? PAPER : accent;
  const ink = style === 3 ? (random.chance(0.5) ? colour : INK) : contrast(behind);
  canvas.text(brand.toUpperCase(), cx, style === 3 ? 19 : 17, {
    width: w * 0.8,
    size: 24,
    colour: ink,
  });
  const goodsInk = style === 0 ? contrast(colour) : style === 2 ? contrast(colour) : ink;
  const lines = goods.length > 9 ? goods.split(" ") : [goods];
  let y = style === 0 ? 43 : 34;
  for (const line of lines.slice(0, 2)) {
    canvas.text(line.toUpperCase(), cx, y, { width: w * 0.76, size: 14, colour: goodsInk });
    y += 12;
  }
  for (const line of small.slice(0, 2)) {
    canvas.text(line, random.uniform(0.3, 0.7) * w, y + random.uniform(30, 42), {
      width: w * 0.5,
      size: 6,
      colour: contrast(colour),
    });
    y += 7;
  }
  if (random.chance(0.4)) {
    burst(canvas, w * random.uniform(0.15, 0.85), random.uniform(55, 65), w * 0.13, random);
  }
  return canvas.finish();
}

function stripes(canvas: Canvas, colour: Rgb, random: Random): void {
  const count = 2 + random.integer(4), w = canvas.span, slope = random.uniform(-30, 30);
  for (let k = 0; k < count; k++) {
    const y = 48 + (50 / count) * k;
    canvas.fill([[0, y, w, y + slope, w, y + slope + 22 / count, 0, y + 22 / count]], colour);
  }
}

/** Blobs that pass for a photograph of what is inside. */
function foodPicture(canvas: Canvas, random: Random, x: number, y: number, r: number): void {
  const hue = random.pick<Rgb>([[206, 60, 30], [226, 160, 40], [120, 150, 50], [150, 90, 44], [
    236,
    214,
    160,
  ]]);
  if (random.chance(0.6)) {
    canvas.ellipse(x, y + r * 0.15, r * 1.1, r * 0.72, [236, 234, 228]);
    canvas.ellipse(x, y + r * 0.12, r * 0.92, r * 0.55, mix(hue, INK, 0.25));
  }
  for (let k = 0; k < 9; k++) {
    const angle = random.uniform(0, 6.28), d = r * 0.6 * Math.sqrt(random.uniform());
    const size = r * random.uniform(0.14, 0.34);
    canvas.ellipse(
      x + d * Math.cos(angle),
      y + 0.6 * d * Math.sin(angle),
      size,
      size * 0.8,
      mix(hue, random.chance(0.5) ? PAPER : INK, random.uniform(0, 0.35)),
    );
  }
}

function burst(canvas: Canvas, x: number, y: number, r: number, random: Random): void {
  const line: number[] = [];
  for (let k = 0; k < 28; k++) {
    const d = k & 1 ? r * 0.78 : r, a = k * Math.PI / 14;
    line.push(x + d * Math.cos(a), y + d * Math.sin(a));
  }
  canvas.fill([line], random.pick<Rgb>([[250, 220, 40], [220, 30, 40], [250, 250, 250]]));
  canvas.text(random.pick(["NEW", "2x", "+20%", "FREE"]), x, y, {
    width: r * 1.3,
    size: r * 0.7,
    colour: INK,
  });
}

/** The side or back of a package: a table, rows of small print and a bar code. */
export function packageBack(print: Print): Picture {
  const { random } = print;
  const canvas = new Canvas(print.aspect, print.detail, print.colour), w = canvas.span;
  canvas.rectangle(w * 0.08, 8, w * 0.84, 48, PAPER);
  canvas.text("Nutrition Facts", w / 2, 14, { width: w * 0.7, size: 8, colour: INK });
  canvas.rectangle(w * 0.12, 19, w * 0.76, 1.2, INK);
  rows(canvas, random, { x: w * 0.12, y: 22, width: w * 0.76, until: 54, colour: INK });
  rows(canvas, random, {
    x: w * 0.08,
    y: 60,
    width: w * 0.84,
    until: 78,
    colour: contrast(print.colour),
  });
  barCode(canvas, random, w * 0.3, 80, w * 0.6, 16);
  return canvas.finish();
}

/** Lines of text too small to read: short bars. */
function rows(
  canvas: Canvas,
  random: Random,
  area: { x: number; y: number; width: number; until: number; colour: Rgb; height?: number },
): void {
  const height = area.height ?? 1.5;
  for (let y = area.y; y < area.until; y += height * 2.1) {
    let x = area.x;
    const end = area.x + area.width * random.uniform(0.6, 1);
    while (x < end) {
      const length = height * random.uniform(1.2, 6);
      canvas.rectangle(x, y, Math.min(length, end - x), height, area.colour, 0.75);
      x += length + height * 0.9;
    }
  }
}

function barCode(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  canvas.rectangle(x, y, width, height, [250, 250, 250]);
  for (let at = x + width * 0.06; at < x + width * 0.94;) {
    const bar = width * random.pick([0.012, 0.024, 0.036]);
    canvas.rectangle(at, y + 1.2, bar, height - 3.4, INK);
    at += bar + width * random.pick([0.014, 0.028]);
  }
}

/** A label around a can or bottle: the front twice, the small print between. */
export function wrapAround(print: Print): Picture {
  const { random, colour, accent, text } = print;
  const canvas = new Canvas(print.aspect, print.detail, colour);
  const w = canvas.span, [brand, goods = "", ...small] = text;
  const style = random.integer(3), band = random.uniform(24, 40);
  if (style === 0) canvas.rectangle(0, 0, w, band, accent);
  if (style === 1) {
    const wave: number[] = [0, 100];
    for (let k = 0; k <= 32; k++) wave.push(w * k / 32, 62 + 9 * Math.sin(k * Math.PI / 4));
    canvas.fill([[...wave, w, 100]], accent);
  }
  if (style === 2) {
    canvas.rectangle(0, 8, w, 3, accent);
    canvas.rectangle(0, 88, w, 4, accent);
  }
  for (const cx of [w * 0.5, w * 0.02, w * 1.02]) {
    if (style === 2) canvas.ellipse(cx, 36, w * 0.17, 24, accent);
    const ink = contrast(style === 1 ? colour : accent);
    canvas.text(brand.toUpperCase(), cx, style === 0 ? band / 2 : 34, {
      width: w * 0.3,
      size: style === 0 ? band * 0.7 : 26,
      colour: ink,
      slope: style === 1 ? -0.25 : 0,
    });
    canvas.text(goods.toUpperCase(), cx, 60, {
      width: w * 0.3,
      size: 13,
      colour: contrast(style === 1 ? mix(colour, accent, 0.4) : colour),
    });
    foodPicture(canvas, random, cx, 82, 13);
  }
  for (const x of [w * 0.2, w * 0.72]) {
    canvas.rectangle(x - w * 0.01, 14, w * 0.11, 44, PAPER, 0.9);
    rows(canvas, random, { x, y: 17, width: w * 0.09, until: 55, colour: INK });
    if (small[0] !== undefined) {
      canvas.text(small[0], x + w * 0.05, 66, {
        width: w * 0.12,
        size: 8,
        colour: contrast(colour),
      });
    }
  }
  return canvas.finish();
}

/** A book cover: a picture of shapes, title and author. */
export function bookCover(print: Print): Picture {
  const { random, colour, accent } = print;
  const canvas = new Canvas(print.aspect, print.detail, colour), w = canvas.span;
  const [title, author = ""] = print.text;
  if (random.chance(0.6)) {
    const sky = mix(colour, PAPER, random.uniform(0.1, 0.5));
    canvas.rectangle(0, 38, w, 44, sky);
    canvas.ellipse(w * random.uniform(0.25, 0.75), 52, 9, 9, mix(accent, PAPER, 0.4));
    for (let k = 0; k < 4; k++) {
      const x = random.uniform(-0.2, 0.9) * w, width = random.uniform(0.3, 0.8) * w;
      canvas.fill(
        [[x, 82, x + width / 2, random.uniform(50, 72), x + width, 82]],
        mix(accent, INK, random.uniform(0.1, 0.7)),
      );
    }
  } else {
    for (let k = 0; k < 6; k++) {
      const r = random.uniform(4, 16);
      canvas.ellipse(
        random.uniform(0.1, 0.9) * w,
        random.uniform(45, 80),
        r,
        r,
        k & 1 ? accent : mix(accent, colour, 0.5),
        0.85,
      );
    }
  }
  let y = 13;
  for (const line of split(title)) {
    canvas.text(line.toUpperCase(), w / 2, y, {
      width: w * 0.84,
      size: 15,
      colour: contrast(colour),
    });
    y += 12.5;
  }
  canvas.text(author, w / 2, 91, { width: w * 0.7, size: 8, colour: contrast(colour) });
  return canvas.finish();
}

function split(title: string): string[] {
  const words = title.split(" ");
  if (words.length < 3) return words;
  const half = Math.ceil(words.length / 2);
  return [words.slice(0, half).join(" "), words.slice(half).join(" ")];
}

/** A banknote: frame, rosette, a head in an oval, the value in the corners. */
export function banknoteFace(print: Print): Picture {
  const { random, colour } = print, pale = mix(colour, PAPER, 0.62), deep = mix(colour, INK, 0.4);
  const canvas = new Canvas(print.aspect, print.detail, pale),
    w = canvas.span,
    [value] = print.text;
  canvas.rectangle(4, 6, w - 8, 88, mix(colour, PAPER, 0.35));
  canvas.rectangle(9, 12, w - 18, 76, pale);
  for (let k = 0; k < 16; k++) {
    const a = k * Math.PI / 8;
    canvas.ellipse(
      w * 0.26 + 15 * Math.cos(a),
      50 + 15 * Math.sin(a),
      13,
      13,
      k & 1 ? colour : pale,
      0.3,
    );
  }
  const x = w * (random.chance(0.7) ? 0.52 : 0.72);
  canvas.ellipse(x, 50, 27, 36, mix(colour, PAPER, 0.2));
  canvas.ellipse(x, 47, 20, 27, mix(deep, INK, 0.2));
  canvas.ellipse(x + 1, 48, 13, 19, mix(pale, colour, 0.25));
  canvas.fill([[x - 26, 84, x - 12, 66, x + 12, 66, x + 26, 84]], deep);
  for (const [cx, cy] of [[20, 22], [w - 20, 22], [20, 78], [w - 20, 78]]) {
    canvas.text(value, cx, cy, { width: 26, size: 20, colour: deep });
  }
  canvas.text("NATIONAL BANK", w * 0.5, 9.5, { width: w * 0.4, size: 7, colour: deep });
  rows(canvas, random, { x: w * 0.68, y: 66, width: w * 0.18, until: 84, colour: deep });
  canvas.text(value, w * 0.26, 50, { width: 30, size: 26, colour: deep });
  return canvas.finish();
}

/** The buttons of a remote control. */
export function remotePanel(print: Print): Picture {
  const { random, colour } = print, canvas = new Canvas(print.aspect, print.detail, colour);
  const w = canvas.span, ink = contrast(colour), key = mix(colour, ink, 0.16);
  const coloured: Rgb[] = [[200, 30, 30], [40, 140, 60], [220, 190, 40], [40, 80, 190]];
  canvas.ellipse(w * 0.24, 6, w * 0.1, 2.6, [210, 30, 30]);
  const first = random.uniform(13, 17);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 3; column++) {
      const x = w * (0.23 + 0.27 * column), y = first + 7.5 * row;
      canvas.ellipse(x, y, w * 0.1, 2.7, key);
      canvas.text("123456789*0#"[3 * row + column], x, y, {
        width: w * 0.12,
        size: 4.4,
        colour: ink,
      });
    }
  }
  const middle = first + 38;
  canvas.ellipse(w / 2, middle, w * 0.36, 9.6, mix(colour, ink, 0.24));
  canvas.ellipse(w / 2, middle, w * 0.15, 4, colour);
  for (let k = 0; k < 4; k++) {
    canvas.rectangle(w * (0.12 + 0.2 * k), middle + 13, w * 0.15, 2.6, coloured[k]);
  }
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      canvas.ellipse(w * (0.23 + 0.27 * column), middle + 20 + 6 * row, w * 0.09, 2, key);
    }
  }
  canvas.text(random.pick(["VIEWA", "ORION", "TELEX", "SANO"]), w / 2, 96, {
    width: w * 0.5,
    size: 4,
    colour: ink,
  });
  return canvas.finish();
}

/** The keys of a keyboard. */
export function keyboardPanel(print: Print): Picture {
  const { colour } = print, canvas = new Canvas(print.aspect, print.detail, mix(colour, INK, 0.45));
  const w = canvas.span, key = mix(colour, contrast(colour), 0.1), ink = contrast(colour);
  const lines = ["`1234567890-=<", ">QWERTYUIOP[]", "^ASDFGHJKL;'#", "+ZXCVBNM,./+"];
  const unitWidth = (w - 6) / 15;
  lines.forEach((line, row) => {
    let x = 3, y = 5 + 18.5 * row;
    const wide = (w - 6 - line.length * unitWidth) / 2 + unitWidth;
    [...line].forEach((letter, i) => {
      const width = i === 0 || i === line.length - 1 ? wide : unitWidth;
      canvas.rectangle(x + 0.9, y + 1, width - 1.8, 15.5, mix(key, INK, 0.25));
      canvas.rectangle(x + 1.6, y + 1, width - 3.2, 13, key);
      if (i > 0 && i < line.length - 1) {
        canvas.text(letter, x + width * 0.42, y + 6.5, { width: 6, size: 9, colour: ink });
      }
      x += width;
    });
    y += 18;
  });
  for (
    const [from, to] of [[0, 0.09], [0.1, 0.19], [0.2, 0.28], [0.29, 0.68], [0.69, 0.78], [
      0.79,
      0.88,
    ], [0.89, 1]]
  ) {
    canvas.rectangle(3 + from * (w - 6) + 1, 80, (to - from) * (w - 6) - 1, 15, key);
  }
  return canvas.finish();
}

/** What a screen shows: a window with text, an error, a chat, or a lock screen with the time. */
export function screenContent(print: Print & { shows: string }): Picture {
  const { random, shows, accent } = print;
  const ground = shows === "lock" || shows === "error"
    ? mix(accent, [20, 40, 120], 0.5)
    : mix(accent, PAPER, 0.88);
  const canvas = new Canvas(print.aspect, print.detail, ground), w = canvas.span;
  const tall = print.aspect < 1, unit = tall ? 0.5 : 1;
  if (shows === "lock") {
    for (let k = 0; k < 5; k++) {
      canvas.ellipse(
        random.uniform(0, w),
        random.uniform(20, 100),
        w * 0.4,
        26,
        mix(ground, random.chance(0.5) ? PAPER : INK, 0.18),
        0.6,
      );
    }
    canvas.text(`${1 + random.integer(12)}:${10 + random.integer(50)}`, w / 2, 26, {
      width: w * 0.7,
      size: 22,
      colour: PAPER,
    });
    rows(canvas, random, { x: w * 0.3, y: 42, width: w * 0.4, until: 45, colour: PAPER });
  } else if (shows === "chat") {
    canvas.rectangle(0, 0, w, 9, accent);
    for (let y = 14, k = 0; y < 84; y += 16, k++) {
      const mine = random.chance(0.5), x = mine ? w * 0.32 : w * 0.06;
      canvas.rectangle(x, y, w * 0.62, 13, mine ? mix(accent, PAPER, 0.55) : [214, 214, 218]);
      rows(canvas, random, {
        x: x + w * 0.04,
        y: y + 3,
        width: w * 0.5,
        until: y + 10,
        colour: INK,
        height: 2.2 * unit,
      });
    }
  } else {
    canvas.rectangle(0, 0, w, 6, mix(accent, INK, 0.5));
    const x = w * random.uniform(0.05, 0.2),
      y = random.uniform(12, 30),
      width = w * 0.68,
      height = 58;
    canvas.rectangle(x, y, width, height, [246, 246, 248]);
    canvas.rectangle(x, y, width, 7, shows === "error" ? [40, 90, 200] : accent);
    canvas.rectangle(x + width - 6, y + 1, 5, 5, [220, 50, 40]);
    const title = shows === "error"
      ? "Cannot start the program"
      : random.pick(["Inbox", "My documents", "Settings", "Daily news"]);
    canvas.text(title, x + width * 0.42, y + 14, { width: width * 0.76, size: 7, colour: INK });
    rows(canvas, random, {
      x: x + 4,
      y: y + 21,
      width: width - 12,
      until: y + height - 10,
      colour: [60, 60, 70],
      height: 2,
    });
    if (shows === "error") canvas.rectangle(x + width - 28, y + height - 9, 22, 6, [200, 202, 208]);
  }
  return canvas.finish();
}

/** A word across a chest, a mug or a cup, with a simple figure. */
export function logoPrint(
  print: Print & { at?: readonly [number, number]; width?: number },
): Picture {
  const { random, colour, accent, text, at = [0.5, 40], width = 0.5 } = print;
  const canvas = new Canvas(print.aspect, print.detail, colour), w = canvas.span;
  const ink = random.chance(0.5) ? accent : contrast(colour);
  const x = at[0] * w, y = at[1];
  if (random.chance(0.5)) {
    canvas.ellipse(x, y - 13, 9, 9, accent);
    canvas.ellipse(x + 3, y - 15, 5, 5, colour);
  }
  const lines = text.length === 0 ? [] : split(text[0]);
  lines.forEach((line, k) =>
    canvas.text(line.toUpperCase(), x, y + 11 * k, { width: w * width, size: 17, colour: ink })
  );
  if (random.chance(0.35)) {
    canvas.rectangle(x - w * width / 2, y + 11 * lines.length, w * width, 2, ink);
  }
  return canvas.finish();
}

/** A watch face: marks and two hands. */
export function watchFace(print: Print): Picture {
  const { random, accent } = print, face: Rgb = random.chance(0.5) ? [240, 238, 230] : [22, 22, 26];
  const canvas = new Canvas(1, print.detail, face), ink = contrast(face);
  for (let k = 0; k < 12; k++) {
    const a = k * Math.PI / 6;
    canvas.text(k === 0 ? "12" : `${k}`, 50 + 38 * Math.sin(a), 50 - 38 * Math.cos(a), {
      width: 12,
      size: 11,
      colour: ink,
    });
  }
  const hand = (angle: number, length: number, half: number, colour: Rgb) => {
    const s = Math.sin(angle), c = Math.cos(angle);
    canvas.fill([[
      50 + half * c,
      50 + half * s,
      50 + length * s,
      50 - length * c,
      50 - half * c,
      50 - half * s,
    ]], colour);
  };
  hand(random.uniform(0, 6.28), 22, 2.6, ink);
  hand(random.uniform(0, 6.28), 33, 2, ink);
  hand(random.uniform(0, 6.28), 36, 0.9, accent);
  return canvas.finish();
}
