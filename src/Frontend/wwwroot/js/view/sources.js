import { el, icon } from "../dom.js";
import { link } from "../markdown.js";
import { languageName, showDate, t } from "../texts/index.js";

/** Finds the numbers an answer cites. */
export const citedIn = (text) => new Set([...text.matchAll(/\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\](?!\()/g)].flatMap((match) => match[1].split(/[,;]/).map(Number)));

/** Makes the citation [n] of an answer: a link that goes to the source and tells its title. */
export function citation(turnId, sources) {
  return (index) => {
    const source = sources.find((one) => one.index === index);
    if (source === undefined)
      return null;
    return el("a", {
      class: "cite",
      href: `#${turnId}-s${index}`,
      "aria-label": t("sources.cite", index, source.title),
      onclick: (event) => {
        event.preventDefault();
        goTo(document.getElementById(`${turnId}-s${index}`));
      },
    }, String(index));
  };
}

/** Shows the pages an answer cites, and behind a click those that were looked at beside them. Without an answer: the pages that may help. */
export function sourceList(turnId, sources, text, isFinished) {
  const cited = citedIn(text);
  const first = sources.filter((source) => cited.has(source.index));
  const others = sources.filter((source) => !cited.has(source.index));
  const shown = first.length > 0 || !isFinished ? first : others;
  if (shown.length === 0)
    return null;
  return el(
    "section",
    { class: "sources", "aria-labelledby": `${turnId}-sources` },
    el("h3", { id: `${turnId}-sources` }, t(text === "" ? "sources.help" : "sources.title")),
    el("ol", {}, ...shown.map((source) => entry(turnId, source))),
    isFinished && shown === first && others.length > 0
      && el("details", {}, el("summary", {}, t("sources.also", others.length)), el("ol", {}, ...others.map((source) => entry(turnId, source)))),
  );
}

function entry(turnId, source) {
  const title = el("span", {}, source.title);
  const anchor = link(source.url, title, icon("external"));
  anchor?.setAttribute("aria-describedby", "new-tab");
  const facts = [anchor && new URL(source.url).hostname.replace(/^www\./, ""), t("sources.updated", showDate(source.updated)), languageName(source.language)];
  return el(
    "li",
    { id: `${turnId}-s${source.index}`, value: String(source.index), tabindex: "-1", lang: source.language },
    el("span", { class: "index", "aria-hidden": "true" }, String(source.index)),
    el("div", {}, anchor ?? title, source.heading && el("span", { class: "heading" }, source.heading), el("span", { class: "facts", lang: document.documentElement.lang }, facts.filter(Boolean).join(" · "))),
  );
}

function goTo(item) {
  item?.closest("details")?.setAttribute("open", "");
  item?.scrollIntoView({ block: "center" });
  item?.focus({ preventScroll: true });
}
