import { el, icon } from "../dom.js";
import { showMoment, t } from "../texts/index.js";
import { dial } from "./emergency.js";
import { link } from "../markdown.js";

const RECENT = 3;

/** The start page under the question box: services with examples, recent conversations, and what people should know. */
export function startPage(agency, past, { ask, open }) {
  return [
    past.length > 0 && recent(past.slice(0, RECENT), open),
    agency && services(agency.botlets, ask),
    trust(agency),
  ];
}

function services(botlets, ask) {
  return el(
    "section",
    { class: "services", "aria-labelledby": "services" },
    el("h2", { id: "services" }, t("start.services")),
    el("ul", { class: "cards" }, ...botlets.map((botlet) => el(
      "li",
      { class: "card" },
      el("h3", {}, botlet.name),
      el("p", {}, botlet.description),
      el("ul", { class: "examples" }, ...botlet.examples.map((question) =>
        el("li", {}, el("button", { type: "button", class: "example", dir: "auto", onclick: () => ask(question) }, el("span", {}, question), icon("next"))))),
    ))),
  );
}

function recent(past, open) {
  return el(
    "section",
    { class: "recent", "aria-labelledby": "recent" },
    el("h2", { id: "recent" }, t("start.recent")),
    conversationList(past, null, open),
  );
}

/** A list of conversations; a click opens one. */
export function conversationList(past, currentId, open) {
  return el("ul", { class: "past" }, ...past.map((conversation) => el("li", {}, el(
    "button",
    { type: "button", "aria-current": conversation.id === currentId ? "true" : null, onclick: () => open(conversation) },
    el("span", { class: "past-title", dir: "auto" }, conversation.title || t("past.untitled")),
    el("span", { class: "facts" }, conversation.id === currentId ? t("past.current") : showMoment(conversation.updatedAt)),
  ))));
}

function trust(agency) {
  const days = agency?.limits?.deleteDays ?? 365;
  const point = (name, title, ...content) => el("li", {}, icon(name), el("div", {}, el("h3", {}, title), ...content));
  return el(
    "section",
    { class: "trust", "aria-labelledby": "trust" },
    el("h2", { id: "trust" }, t("start.trust")),
    el(
      "ul",
      {},
      point("page", t("trust.sources.title"), el("p", {}, t("trust.sources.text"))),
      point("shield", t("trust.private.title"), el("p", {}, t("trust.private.text", days))),
      point("clock", t("trust.wait.title"), el("p", {}, t("trust.wait.text"))),
      agency && point("phone", t("trust.person.title"), contact(agency.contact)),
    ),
  );
}

/** Where people reach people. */
export function contact({ name, phone, url, hours }) {
  return el(
    "p",
    { class: "contact" },
    (url && link(url, name)) ?? name,
    phone && [el("br"), dial(phone, "", phone)],
    hours && [el("br"), el("span", { class: "facts" }, hours)],
  );
}
