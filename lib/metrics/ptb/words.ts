/*
 * Words that the official lexer knows one by one. They were found by asking it: all strings of up to
 * five letters and 70,000 words of a dictionary, with a dot, an apostrophe or a word behind.
 */

/** Keep their dot, and a sentence that ends with one gets another dot. */
export const FINAL_ABBREVIATIONS: readonly string[] = words(
  "al co ct ga jr ky md mo rd rt sq sr va vt ala apr aug bhd cos dak dec esq est etc ext feb fla " +
    "fri inc ind jan jul jun kan ltd mar mon neb nev nov oct plc sep seq sys tel thu tue wed wis wyo " +
    "ariz assn bldg blvd bros colo conn corp intl kans mich minn mont okla penn sept tenn tues univ " +
    "wisc calif thurs ph.d",
);

/** As the former, but only when they begin with a capital. */
export const CAPITAL_ABBREVIATIONS: readonly string[] = words(
  "az la pa ark del ill ore tex mass miss wash",
);

/** Keep their dot, with a name or number to come. */
export const TITLE_ABBREVIATIONS: readonly string[] = words(
  "cf dr ft lt mr ms mt ph st vs wm adj adm adv ave cie col cpl det drs ens gen gov hon jos maj mme " +
    "mrs pfc pvt rep rev sen sfc sgt spc ste alex asst atty brig capt cmdr dept elec govs insp invt " +
    "mlle msgr natl pres prof reps sens supt assoc attys comdr lieut profs supts treas messrs",
);

/** Keep their dot before a number. */
export const NUMBER_ABBREVIATIONS: readonly string[] = words(
  "ca no op pp art fig nos figs prop",
);

/** Extensions of names of files. */
export const EXTENSIONS: readonly string[] = words(
  "bat bmp c cgi class cpp dll doc docx exe gif gz h htm html jar java jpeg jpg mov mp3 pdf php pl " +
    "png ppt ps py sql tar txt wav x xml zip",
);

/** Begin a sentence, where they have a capital, after an acronym or a single letter with a dot. */
export const SENTENCE_OPENERS: readonly string[] = words(
  "mr. ms. a about according after an as at but earlier he her here however if in it last many more now " +
    "once one other our she since so some such that the their then there these they this we what " +
    "when while you yet",
);

function words(text: string): string[] {
  return text.split(" ");
}
