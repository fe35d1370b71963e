import { plural } from "./vocabulary.ts";

/** Things in the project's captions, and as many others. */
const THINGS = [
  "bicycle|bike|microwave|microwave oven|sofa|couch|cat|kitten|kitty|dog|puppy|hound|bird|parrot|tree",
  "palm tree|lamp|laptop|laptop computer|computer|notebook|keyboard|thermostat|coin|quarter|key|door key",
  "receipt|bill|card|greeting card|letter|document|book|paperback|novel|mug|cup|bottle|pill bottle",
  "medicine bottle|prescription bottle|flask|tin|jar|bag|sack|packet|package|carton|box|container",
  "shirt|t-shirt|jacket|coat|sock|stocking|shoe|sneaker|car|automobile|vehicle|bus|coach|phone|cell phone",
  "mobile phone|smartphone|remote|remote control|television|tv|tv set|pizza|pie|cake|dessert|sandwich",
  "hamburger|apple|flower|rose|blossom|chair|seat|armchair|bed|mattress|sign|street sign|road sign",
  "stop sign|knife|blade|toy|clock|candle|backpack|suitcase|umbrella|hat|helmet|glove|belt|scarf|towel",
  "bucket|basket|bowl|plate|spoon|fork|pan|kettle|teapot|toaster|fridge|washing machine|vacuum cleaner",
  "printer|camera|radio|speaker|headphone|charger|wire|battery|magazine|newspaper|envelope|stamp|ticket",
  "map|poster|painting|mirror|vase|pillow|curtain|truck|boat|train|motorcycle|scooter|horse|cow|sheep",
  "rabbit|duck|fish|banana|orange|tomato|carrot|potato|cookie|muffin|doughnut|bread|teddy bear|guitar",
  "piano|ball|kite|skateboard|surfboard|tie|toothbrush|hair dryer|perfume bottle|license plate|fire truck",
].join("|").split("|");

const words = (text: string) => text.split("|");

/** Words that may stand for each other; of a phrase of several words all are exchanged at once. */
export const WORD_CLASSES: readonly (readonly string[])[] = [
  THINGS,
  THINGS.map(plural),
  words(
    "countertop|counter|kitchen counter|table|table top|desk|floor|carpet|ground|grass|lawn|pavement|sidewalk|" +
      "mat|placemat|blanket|quilt|bookshelf|shelf|rack|ledge|window sill|stove|cooktop|wall|porch|bench|step|" +
      "driveway|doormat|tray|dresser|nightstand|bathtub|sink|beach|road|platform|stage|roof",
  ),
  words(
    "kitchen|bedroom|bathroom|living room|hallway|garage|garden|yard|classroom|office|supermarket|store|" +
      "parking lot|park|library|hospital|basement|restaurant|airport|museum|dining room|waiting room",
  ),
  words(
    "cook|nurse|boy|girl|man|woman|lady|guy|child|toddler|person|shopper|customer|young man|elderly woman|" +
      "little girl|teacher|farmer|driver|waiter|doctor|player|tourist|baby|old man|neighbor",
  ),
  words(
    "boys|girls|men|women|ladies|kids|children|people|students|shoppers|nurses|cooks|teachers|tourists|players",
  ),
  words(
    "black|white|blue|brown|green|beige|gold|orange|red|silver|tan|purple|gray|grey|pink|multicolored|yellow|" +
      "dark blue|light green|black and white|turquoise|maroon|cream colored|light brown|dark green|bright red",
  ),
  words(
    "glass|marble|stainless steel|metal|wooden|wood|carpeted|leather|cardboard|granite|ceramic|plastic|tiled|" +
      "concrete|brick|paper|cotton|wool|rubber|stone|bamboo|brass|cloth",
  ),
  words(
    "thin|short|thick|tiny|medium-sized|small|tall|long|giant|big|huge|wide|large|little|round|square|heavy|" +
      "narrow|enormous|slim|shallow",
  ),
  words(
    "shiny|striped|unopened|empty|closed|dirty|clean|crumpled|sealed|new|old|broken|folded|happy|blurry|used|" +
      "open|full|wet|dusty|faded|colorful|transparent|fuzzy|spotted|torn",
  ),
  words("two|three|four|five|six|seven|eight|nine|ten|twenty|2|3|12|eleven|fifteen|6|30"),
  words(
    "soup|orange juice|dish soap|sweet corn|diced tomatoes|coffee|ground coffee|peanut butter|soy sauce|" +
      "vegetable broth|chicken noodle soup|sparkling water|green beans|kidney beans|baking powder|brown rice|" +
      "shampoo|lotion|olives|vitamins|water|milk|cola|tea|flour|sugar|salt|tuna|cereal|honey|beer|ice cream|" +
      "tomato sauce|olive oil|hand cream|cat food|apple juice|red wine|potato chips",
  ),
  words(
    "low fat|keep refrigerated|happy birthday|best before 12/05|net wt 16 oz|page 12|room 204|made in italy|" +
      "exit|open|sale|do not disturb|100 % natural|use before june|stop|danger|no parking|gluten free|" +
      "made in china|push to open|net wt 12 oz|handle with care|exp 03/09|50 % off|thank you|drink me|" +
      "new recipe|floor 3|gate 12|please knock|best before june",
  ),
  words(
    "touching|opening|grabbing|holding|pushing|carrying|eating|photographing|showing|pouring|" +
      "wearing|using|cutting|washing|painting|buying|throwing|lifting|cleaning|fixing|folding|pulling",
  ),
  words(
    "touches|opens|grabs|holds|pushes|carries|eats|photographs|pours|wears|uses|cuts|washes|paints|" +
      "buys|throws|lifts|cleans|fixes|folds|pulls",
  ),
  words(
    "touched|opened|grabbed|held|pushed|carried|eaten|photographed|read|poured|worn|used|cut|washed|painted|" +
      "bought|thrown|lifted|cleaned|fixed|pulled",
  ),
  words(
    "touch|open|grab|hold|push|carry|eat|photograph|show|read|pour|wear|use|wash|paint|buy|lift|clean",
  ),
  words("sitting|standing|lying|resting|leaning|hanging"),
  words("sits|stands|lies|rests|leans|hangs"),
  words("located|placed|situated|parked"),
  words(
    "on top of|in front of|next to|close to|under|underneath|beside|near|behind|above|across from|" +
      "to the left of|to the right of|below|outside of|on the side of",
  ),
  words("hand|left hand|thumb|wrist|fingers|lap|leg|right hand|arm|foot"),
  words("john|mary|grandma|dr. lee|dad|mom|anna|mr. brown|peter"),
  words("his|her|its|their|my|our"),
  words("row|pile|stack|set|group|bunch|pair|couple|lot|dozen|number"),
  words("rows|piles|lots|dozens|pairs|plenty"),
  words("picture|photo|image|photograph|close-up|close up"),
  words("top|bottom|middle|corner|bottom half|left side|right side"),
  words("lid|label|screen|cover|handle|button"),
  words("january|june|july|may|august|december"),
  words("oz|lb|lbs|ml|kg|cups|inches"),
];
