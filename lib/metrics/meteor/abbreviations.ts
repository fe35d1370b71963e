/**
 * Words that keep the dot behind them wherever it stands.
 *
 * Found by asking the official program about 1.2 million words (all of up to three letters, all of
 * four in lower case and capitalized, WordNet's words and their beginnings, titles in all
 * spellings): it keeps these, capitalized as here, and no others of them.
 */
export const ABBREVIATIONS: ReadonlySet<string> = new Set([
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ...words("Adj Adm Adv Asst Bart Bldg Brig Bros Capt Cmdr Col Comdr Con Corp Cpl DR Dr Drs Ens"),
  ...words("Gen Gov Hon Hosp Hr Insp Lt MM MR MRS MS Maj Messrs Mlle Mme Mr Mrs Ms Msgr Nos Nr"),
  ...words("Op Ord Pfc Ph Prof Pvt Rep Reps Res Rev Rt Sen Sens Sfc Sgt Sr St Supt Surg rev v vs"),
]);

/** Words that keep the dot before a digit only. */
export const NUMERIC_ABBREVIATIONS: ReadonlySet<string> = new Set(words("Art No pp"));

function words(list: string): string[] {
  return list.split(" ");
}
