import { el, icon, replaceWith } from "../dom.js";
import { t } from "../texts/index.js";

const FIRST = 2;

/** Makes a link that dials. Only for numbers of the agency's own settings, never for a model's text. */
export function dial(number, className, ...content) {
  return el("a", { class: className, href: `tel:${number.replace(/[^\d+*#]/g, "")}` }, ...content);
}

/** Shows the emergency numbers: the first ones always, the others on demand. */
export function showEmergency(root, numbers) {
  const entry = ({ number, for: purpose }) => el("li", {}, dial(number, "dial", icon("phone"), el("strong", {}, number)), el("span", { class: "purpose" }, purpose));
  const more = numbers.slice(FIRST);
  replaceWith(
    root,
    el(
      "section",
      { class: "emergency-inner", "aria-label": t("emergency.label") },
      el("ul", { class: "numbers first" }, ...numbers.slice(0, FIRST).map(entry)),
      more.length > 0 && el("details", { class: "more-numbers" }, el("summary", {}, t("emergency.more")), el("ul", { class: "numbers" }, ...more.map(entry))),
    ),
  );
}

/** Shows what a person in danger is told, with the numbers it names large enough for a shaking thumb. */
export function crisisCard(text, numbers) {
  const named = numbers.filter(({ number }) => text.includes(number));
  return el(
    "section",
    { class: "crisis", "aria-label": t("turn.crisis") },
    el("h3", {}, icon("alert"), t("turn.crisis")),
    el("ul", { class: "crisis-numbers" }, ...(named.length > 0 ? named : numbers.slice(0, FIRST)).map(({ number, for: purpose }) =>
      el("li", {}, dial(number, "button danger", icon("phone"), t("emergency.call", number)), el("span", {}, purpose)))),
    el("p", {}, text),
  );
}
