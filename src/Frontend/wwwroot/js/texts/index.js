import en from "./en.js";
import es from "./es.js";

// One more language is one more file of the same keys, and its line here.
const LANGUAGES = { en, es };

let words = en;
let language = "en";

/** Chooses the language of the page; English where there are no texts for it. */
export function setLanguage(tag) {
  language = tag;
  words = LANGUAGES[tag] ?? en;
}

/** Gets the language chosen. */
export const currentLanguage = () => language;

/**
 * Gets a text. Functions in the tables take the arguments; so each language can count in its own way.
 * @param {string} key
 * @param {...unknown} values
 * @returns {string}
 */
export function t(key, ...values) {
  const text = words[key] ?? en[key];
  if (text === undefined)
    throw new Error(`There is no text "${key}".`);
  return typeof text === "function" ? text(...values) : text;
}

/** Whether there is a text of this key. */
export const hasText = (key) => key in en;

/** Names a language in itself: "Español". */
export function languageName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** Writes a date as the page's language does. */
export const showDate = (date) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));

/** Writes a point in time, in the person's own time zone. */
export const showMoment = (date) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(date));

/** Writes a length of time in words: "50 seconds", "3 minutes". Rounded up: a wait is never told shorter than it is. */
export function showSpan(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 120)
    return t("time.seconds", whole);
  return whole < 7200 ? t("time.minutes", Math.ceil(whole / 60)) : t("time.hours", Math.ceil(whole / 3600));
}
