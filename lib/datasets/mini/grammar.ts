import type { Random } from "../../tensor/random.ts";
import { COLOUR_WORDS, NOUNS, PLACE_NOUNS } from "./nouns.ts";
import { FLAGGED, type Quality } from "./quality.ts";
import type { Scene, Thing } from "./scene.ts";

/** What VizWiz's annotators choose where nothing can be told. */
export const CANNED = "Quality issues are too severe to recognize visual content.";

/** One annotator's answer. */
export interface Written {
  caption: string;
  precanned: boolean;
  rejected: boolean;
  /** True if the annotator saw text. */
  text: boolean;
}

/** Answers a picture gets. */
export const WRITERS = 5;
const SHORTEST = 5, LONGEST = 25;

/**
 * Writes the captions of a scene as five people would.
 *
 * @param random A stream of the captions' own.
 */
export function writeCaptions(scene: Scene, random: Random): Written[] {
  const worst = legibility(scene.quality);
  return Array.from({ length: WRITERS }, (_, k) => {
    const own = random.split(k);
    const text = scene.text.length > 0
      ? !scene.quality.hopeless && own.chance(worst > 0.75 ? 0.45 : 0.93)
      : own.chance(0.015);
    const gaveUp = own.chance(
      scene.quality.hopeless ? 0.93 : worst > 0.8 ? 0.3 : worst > 0.6 ? 0.06 : 0.002,
    );
    if (gaveUp) {
      return { caption: CANNED, precanned: true, rejected: false, text: text && own.chance(0.1) };
    }
    const rejected = own.chance(0.026);
    const caption = rejected && own.chance(0.6)
      ? own.pick(USELESS)
      : scene.quality.hopeless
      ? own.pick(GUESSES)
      : write(scene, own, text);
    return { caption, precanned: false, rejected, text };
  });
}

/** How hard a picture is to make out, 0 to 1 and above. */
function legibility({ blur, dark, bright, framing, obstruction }: Quality): number {
  return Math.max(blur, 0.95 * dark, 0.9 * bright, 0.55 * framing, 0.8 * obstruction);
}

const USELESS = [
  "I can not see what is in this picture.",
  "this is a nice picture of something",
  "Picture is of some kind of item",
  "the image is there and it is good",
  "It looks like an object of some type",
];

const GUESSES = [
  "A very blurry picture of something on a surface.",
  "A dark image where nothing much can be seen",
  "Something is in front of the camera and hides the rest.",
  "An out of focus picture of an unknown object.",
  "a blurred object of some color in a room",
];

/** The ways of writing, and how common each is. */
const STYLES: readonly [(scene: Scene, say: Phrases) => string, number][] = [
  [plain, 5],
  [detailed, 4],
  [viewpoint, 3],
  [reading, 3],
  [terse, 2.2],
  [surroundings, 2.4],
];

function write(scene: Scene, random: Random, text: boolean): string {
  for (let attempt = 0;; attempt++) {
    const say = new Phrases(scene, random.split(attempt), text);
    const style = random.pick(STYLES.map(([f]) => f), STYLES.map(([, w]) => w));
    const words = tidy(style(scene, say)).split(" ");
    if (words.length >= SHORTEST && words.length <= LONGEST) return finish(words, random);
    if (attempt > 20) return `A ${scene.colour} ${NOUNS[scene.kind][0]} in the picture.`;
  }
}

/** Phrases about a scene in one annotator's words, drawn afresh at each call. */
class Phrases {
  constructor(readonly scene: Scene, readonly random: Random, readonly text: boolean) {}

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  pick(...options: readonly string[]): string {
    return this.random.pick(options);
  }

  /** One of the options, or nothing. */
  maybe(probability: number, ...options: readonly string[]): string {
    return this.chance(probability) ? this.pick(...options) : "";
  }

  colour(name: string): string {
    return this.random.pick(COLOUR_WORDS[name] ?? [name]);
  }

  noun(thing: Thing): string {
    return this.random.pick(NOUNS[thing.kind]);
  }

  /** "red plastic bottle": colour mostly, material sometimes. */
  described(thing: Thing, fully = 0.75): string {
    const { kind, material, colour } = thing;
    const animal = kind === "dog" || kind === "cat";
    const noun = this.noun(thing);
    const tone = this.maybe(kind === "banknote" ? 0.35 : fully, this.colour(colour));
    const second =
      tone !== "" && (kind === "can" || kind === "box" || kind === "bag" || kind === "shirt") &&
        this.chance(0.25)
        ? `and ${this.colour(thing.accent)}`
        : "";
    const stuff = this.maybe(
      animal || kind === "banknote" || kind === "keys"
        ? 0
        : material === "cardboard" || material === "paper"
        ? 0.14
        : 0.34,
      adjective(material),
    );
    if (kind === "plant") return this.plant(tone, stuff);
    if (
      noun.startsWith("pair of ") || noun.startsWith("set of ") || noun.startsWith("bunch of ") ||
      noun.startsWith("plate ")
    ) {
      const [head, of, ...rest] = noun.split(" ");
      if (head === "plate") return `${tone} ${stuff} ${noun}`;
      return `${head} ${of} ${tone} ${second} ${stuff} ${rest.join(" ")}`;
    }
    return `${tone} ${second} ${stuff} ${noun}`;
  }

  plant(tone: string, stuff: string): string {
    const pot = `${tone} ${stuff}`.trim();
    return pot === "" || this.chance(0.2)
      ? this.pick("green plant", "potted plant", "plant with green leaves", "green leafy plant")
      : `${this.pick("green plant", "plant", "potted plant", "house plant")} in a ${pot} pot`;
  }

  /** The thing with maker and contents where these can be read. */
  named(fully = 0.75): string {
    const { scene } = this, { kind, brand, goods } = scene;
    const what = this.described(scene, fully);
    if (!this.text || goods === "" || this.chance(0.16)) return what;
    switch (kind) {
      case "banknote":
        return `${this.pick(goods, words(goods))} ${
          this.pick("dollar bill", "dollar bill", "dollar note", "bill")
        }`;
      case "book":
        return `${what} ${this.pick("titled", "called", "entitled", "with the title")} ${
          this.quoted(goods)
        }`;
      case "computer screen":
      case "phone":
        return `${what} ${this.pick(...SCREENS[goods as keyof typeof SCREENS])}`;
      default: {
        const maker = brand !== "" && this.chance(0.55) ? `${brand} ` : "";
        return `${what} of ${maker}${goods}`;
      }
    }
  }

  quoted(text: string): string {
    const titled = text.replace(/\b[a-z]/g, (c) => c.toUpperCase());
    return this.chance(0.35) ? `"${titled}"` : this.chance(0.6) ? titled : text;
  }

  /** "on a brown wooden table", "in a hand". */
  where(): string {
    const { pose, place, placeColour } = this.scene;
    if (pose === "held") {
      return this.pick(
        "in a person's hand",
        "in a hand",
        "being held in someone's hand",
        "held by a person",
        "in someone's left hand",
        "being held up by a hand",
      );
    }
    const tone = this.maybe(0.5, this.colour(placeColour));
    const noun = this.random.pick(PLACE_NOUNS[place]);
    const article = place === "grass" && noun === "grass"
      ? this.pick("the", "")
      : this.pick("a", "a", "the");
    const verb = this.random.pick(verbs(this.scene));
    return `${verb} ${this.pick("on", "on", "on", "on top of")} ${article} ${tone} ${noun}`;
  }

  /** The other things, or the room. */
  beside(): string {
    const { clutter, pose, place } = this.scene;
    if (clutter.length > 0 && this.chance(0.75)) {
      const other = this.random.pick(clutter);
      return `${this.pick("next to", "with", "beside", "near", "in front of")} a ${
        this.described(other, 0.6)
      }`;
    }
    if (pose === "held") {
      const room = place === "grass" ? "yard" : this.pick("room", "kitchen", "living room");
      return this.pick(
        `in a ${room}`,
        `over a ${PLACE_NOUNS[place][0]}`,
        "in front of a wall",
        "inside of a house",
      );
    }
    return place === "grass"
      ? this.pick("outside", "outdoors", "in a yard")
      : this.pick("in a room", "in a house", "by a wall", "with a wall behind it");
  }

  /** What is wrong with the picture. */
  flaw(): string {
    const { blur, dark, bright, framing, obstruction, rotation } = this.scene.quality;
    const seen: string[] = [];
    if (blur > FLAGGED) seen.push("blurry", "out of focus", "blurred");
    if (dark > FLAGGED) seen.push("dark", "poorly lit", "very dark");
    if (bright > FLAGGED) seen.push("bright", "overexposed");
    if (framing > FLAGGED) seen.push("partial", "cropped", "close up");
    if (obstruction > FLAGGED) seen.push("partly covered", "obscured");
    if (rotation > 0.5) seen.push(this.scene.rotation === 180 ? "upside down" : "sideways");
    return seen.length === 0 ? "" : this.random.pick(seen);
  }
}

const SCREENS = {
  text: ["showing a document", "displaying some text", "with a window of text open"],
  error: [
    "with an error message on it",
    "showing a blue error screen",
    "displaying an error message",
  ],
  window: ["displaying a window with text", "with a program open on it", "showing a web page"],
  chat: ["showing text messages", "with a chat conversation on it", "displaying messages"],
  lock: ["showing the time", "with the time on the screen", "displaying the lock screen"],
} as const;

function adjective(material: string): string {
  return material === "wood"
    ? "wooden"
    : material === "fabric"
    ? "cloth"
    : material === "fur"
    ? "furry"
    : material;
}

function words(value: string): string {
  return { "1": "one", "5": "five", "10": "ten", "20": "twenty", "50": "fifty" }[value] ?? value;
}

function verbs({ kind, pose }: Scene): readonly string[] {
  if (kind === "dog" || kind === "cat") return ["laying", "sitting", "lying", "resting", ""];
  if (pose === "lie") return ["laying", "lying", "is laying", "", "", "sitting"];
  return ["sitting", "sitting", "standing", "", "is", "placed"];
}

function plain(scene: Scene, say: Phrases): string {
  if (scene.pose === "held") {
    const who = say.pick("A person", "A hand", "Someone", "A person's hand", "A person", "a hand");
    return `${who} ${
      say.pick("holding", "holding", "is holding", "holds", "holding up")
    } a ${say.named()} ${say.maybe(0.25, say.beside())}`;
  }
  return `A ${say.named()} ${say.where()} ${say.maybe(0.2, say.beside())}`;
}

function detailed(scene: Scene, say: Phrases): string {
  const extra = scene.text.length > 1 && say.text && say.chance(0.35)
    ? say.pick(
      `with ${say.colour(scene.accent)} lettering`,
      `with a ${say.colour(scene.accent)} label`,
      `with writing on the front`,
    )
    : "";
  return `A ${say.named(0.95)} ${extra} ${say.where()} ${say.beside()}`;
}

function viewpoint(_scene: Scene, say: Phrases): string {
  const flaw = say.flaw();
  const view = flaw !== "" && say.chance(0.7)
    ? say.pick(
      `A ${flaw} picture of`,
      `A ${flaw} image of`,
      `${flaw} photo of`,
      `A ${flaw} view of`,
    )
    : say.pick(
      "A close up of",
      "A picture of",
      "The front of",
      "An image of",
      "A photo of",
      "A view of",
      "The top of",
      "Part of",
    );
  return `${view} a ${say.named()} ${say.maybe(0.65, say.where(), say.where(), say.beside())}`;
}

function reading(scene: Scene, say: Phrases): string {
  const { text, kind } = scene;
  if (!say.text || text.length === 0 || ["screen", "keys"].includes(text[0])) {
    return plain(scene, say);
  }
  if (kind === "banknote") return `A ${say.named()} ${say.pick("is", "")} ${say.where()}`;
  const said = kind === "shirt" || kind === "mug" || kind === "cup"
    ? text[0]
    : say.pick(text[0], text.slice(0, 2).join(" "), text[1] ?? text[0]);
  const noun = say.described(scene, 0.7);
  return say.pick(
    `A ${noun} ${say.pick("that says", "with the word", "labeled", "which says", "that reads")} ${
      say.quoted(said)
    } ${say.maybe(0.5, say.where())}`,
    `The ${say.pick("label", "front", "text")} on a ${noun} ${say.pick("says", "reads", "is")} ${
      say.quoted(said)
    }`,
    `A ${noun} ${say.where()} that says ${say.quoted(said)}`,
  );
}

function terse(_scene: Scene, say: Phrases): string {
  return `${say.named(0.9)} ${say.where()} ${say.maybe(0.3, say.beside())}`.replace(
    /\b(a|the) /g,
    (article) => say.chance(0.6) ? "" : article,
  );
}

function surroundings(scene: Scene, say: Phrases): string {
  if (scene.clutter.length > 0 && scene.pose !== "held") {
    const other = say.described(say.random.pick(scene.clutter), 0.5);
    return say.pick(
      `A ${say.named()} and a ${other} ${say.where()}`,
      `There is a ${say.named()} ${say.where()} ${say.pick("with", "near")} a ${other}`,
      `A ${say.random.pick(PLACE_NOUNS[scene.place])} with a ${say.named()} and a ${other} on it`,
    );
  }
  return say.pick(
    `There is a ${say.named()} ${say.where()}`,
    `This is a ${say.named()} ${say.where()} ${say.beside()}`,
    `It is a ${say.named()} ${say.where()}`,
    `A ${say.named()} is ${say.where().replace(/^is /, "")} ${say.beside()}`,
  );
}

/** Single spaces, "an" before vowels, no doubled words. */
function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim()
    .replace(/\b(is) is\b/g, "$1")
    .replace(/\b([Aa]) (?=[aeiou8])/g, "$1n ")
    .replace(/\b([Aa])n (?=one\b|uni)/g, "$1 ");
}

/** Capitals, full stop and slips of the pen, as people leave them. */
function finish(words: string[], random: Random): string {
  if (random.chance(0.05)) slip(words, random);
  let text = words.join(" ");
  const habit = random.uniform();
  text = habit < 0.78
    ? text[0].toUpperCase() + text.slice(1)
    : habit < 0.97
    ? text.toLowerCase()
    : text.toUpperCase();
  return random.chance(0.68) ? `${text}.` : random.chance(0.06) ? `${text} .` : text;
}

/** Swaps, drops or doubles a letter of one longer word. */
function slip(words: string[], random: Random): void {
  const long = words.map((w, i) => [w, i] as const).filter(([w]) => /^[a-z]{5,}$/.test(w));
  if (long.length === 0) return;
  const [word, i] = random.pick(long), at = 1 + random.integer(word.length - 2);
  words[i] = random.pick([
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
  ]);
}
