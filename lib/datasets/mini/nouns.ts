import type { Kind } from "./kinds.ts";
import type { PlaceName } from "./places.ts";

/** What people call a kind of thing; the first is the commonest. */
export const NOUNS: Record<Kind, readonly string[]> = {
  "can": ["can", "can", "tin can", "tin"],
  "bottle": ["bottle", "bottle", "bottle", "container"],
  "jar": ["jar", "jar", "small jar", "container"],
  "box": ["box", "box", "package", "packet"],
  "carton": ["carton", "carton", "box"],
  "bag": ["bag", "bag", "package", "packet"],
  "tube": ["tube", "tube", "squeeze tube"],
  "book": ["book", "book", "paperback book", "book cover"],
  "banknote": ["dollar bill", "bill", "banknote", "bank note", "piece of money"],
  "remote control": ["remote control", "remote", "tv remote", "television remote control"],
  "keyboard": ["keyboard", "computer keyboard", "keyboard"],
  "computer screen": ["computer screen", "computer monitor", "screen", "monitor"],
  "phone": ["phone", "cell phone", "smartphone", "mobile phone"],
  "mug": ["mug", "coffee mug", "mug", "coffee cup"],
  "cup": ["cup", "cup", "drinking cup", "coffee cup"],
  "plate": ["plate of food", "plate with food on it", "plate of food", "dinner plate"],
  "shirt": ["shirt", "t-shirt", "shirt", "tee shirt"],
  "shoe": ["shoe", "shoe", "sneaker", "single shoe"],
  "plant": ["plant", "potted plant", "house plant", "green plant"],
  "dog": ["dog", "dog", "dog", "puppy"],
  "cat": ["cat", "cat", "cat", "kitty"],
  "glasses": [
    "pair of glasses",
    "pair of eyeglasses",
    "pair of glasses",
    "pair of reading glasses",
  ],
  "watch": ["watch", "wrist watch", "watch", "wristwatch"],
  "pen": ["pen", "pen", "ballpoint pen", "ink pen"],
  "lamp": ["lamp", "table lamp", "lamp", "lamp shade"],
  "chair": ["chair", "chair", "dining chair"],
  "ball": ["ball", "ball", "round ball", "toy ball"],
  "keys": ["set of keys", "bunch of keys", "key ring with keys", "set of keys"],
};

/** What people call a place, ready to follow "on". */
export const PLACE_NOUNS: Record<PlaceName, readonly string[]> = {
  table: ["table", "table", "wooden table", "table top"],
  counter: ["counter", "counter", "counter top", "kitchen counter", "granite counter"],
  desk: ["desk", "desk", "wooden desk", "table"],
  carpet: ["carpet", "carpet", "rug", "carpeted floor"],
  couch: ["couch", "couch", "sofa", "cushion"],
  grass: ["grass", "grass", "lawn"],
  bed: ["bed", "bed", "blanket", "bed sheet"],
  floor: ["floor", "floor", "wooden floor", "hardwood floor"],
};

/** What each colour is also called. */
export const COLOUR_WORDS: Partial<Record<string, readonly string[]>> = {
  turquoise: ["turquoise", "teal", "light blue"],
  beige: ["beige", "tan", "cream colored"],
  gray: ["gray", "grey", "gray"],
  silver: ["silver", "silver", "metallic"],
  purple: ["purple", "purple", "violet"],
  brown: ["brown", "brown", "dark brown"],
  blue: ["blue", "blue", "blue", "dark blue"],
};
