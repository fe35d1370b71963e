/** Made-up makers of goods; later ones are rarer, so that some occur only a few times. */
export const BRANDS = [
  "Marlo",
  "Sunvale",
  "Dr Pim",
  "Kettle Farm",
  "Orello",
  "Bluebay",
  "Nutra",
  "Zesta",
  "Hartman",
  "Golden Mill",
  "Vivo",
  "Castello",
  "Polar",
  "Tamiko",
  "Greenleaf",
  "Brava",
  "Mister Oat",
  "Lumina",
  "Tropico",
  "Old Forge",
] as const;

const STARTS = "Bel Cor Dan Fer Gal Hol Jun Kal Lor Mon Nor Pel Quin Ros Sel Tor Ul Ven Wex Yor Zan"
  .split(" ");
const ENDS =
  "ada amo eco ella eron etti iano ico ido ilia ino ista ita ola ona oro otti umo una ura".split(
    " ",
  );

/** All makers, the common ones first; the many made-up ones after them are rare. */
export const RARE_BRANDS: readonly string[] = STARTS.flatMap((a) => ENDS.map((b) => a + b));

/** What print on goods says, by what it is about: the goods themselves, then smaller lines. */
export const GOODS = {
  food: [
    "tomato soup",
    "chicken soup",
    "green beans",
    "sweet corn",
    "black beans",
    "tuna",
    "peanut butter",
    "strawberry jam",
    "honey",
    "oatmeal",
    "corn flakes",
    "crackers",
    "cookies",
    "pasta",
    "rice",
    "potato chips",
    "popcorn",
    "dog food",
    "cat food",
    "tea",
    "coffee",
    "peaches",
    "pasta sauce",
    "chili",
    "cake mix",
    "almonds",
  ],
  drink: [
    "orange juice",
    "apple juice",
    "milk",
    "cola",
    "ginger ale",
    "root beer",
    "water",
    "iced tea",
    "lemonade",
    "red wine",
    "beer",
    "olive oil",
    "ketchup",
    "shampoo",
    "dish soap",
    "lotion",
    "vinegar",
    "soy sauce",
  ],
  care: [
    "toothpaste",
    "hand cream",
    "sunscreen",
    "lotion",
    "face wash",
    "ointment",
    "hair gel",
    "glue",
  ],
  title: [
    "the silent river",
    "cooking for two",
    "world history",
    "the last garden",
    "learn spanish",
    "a winter story",
    "modern biology",
    "the lost key",
    "garden birds",
    "holy bible",
    "mathematics",
    "short stories",
    "the blue door",
    "music theory",
    "home repair",
  ],
} as const;

/** Small print. */
export const SMALL_PRINT = [
  "net wt 12 oz",
  "original",
  "family size",
  "low sodium",
  "no added sugar",
  "100% natural",
  "new recipe",
  "extra",
  "organic",
  "ready to serve",
  "value pack",
  "light",
  "with vitamin c",
  "keep cool",
] as const;

/** What shirts, mugs and cups say. */
export const LOGOS = [
  "hello",
  "love",
  "team",
  "best dad",
  "new york",
  "coffee",
  "music",
  "relax",
  "1984",
  "run",
  "state university",
  "happy",
] as const;

/** Authors on book covers. */
export const AUTHORS = [
  "A. Moreau",
  "J. Linden",
  "Mary Holt",
  "T. Okafor",
  "R. Castell",
  "Ella Brandt",
] as const;
