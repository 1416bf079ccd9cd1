import { el, icon, replaceWith } from "../dom.js";
import { chosenTheme } from "../keys.js";
import { currentLanguage, languageName, t } from "../texts/index.js";

/** The tools of the header: language, colours, menu. */
export function showTools(root, { languages, onLanguage, onMenu, onNew, hasTurns }) {
  replaceWith(
    root,
    hasTurns && el("button", { type: "button", class: "button quiet new", "aria-label": t("page.new"), onclick: onNew }, icon("edit"), el("span", { class: "wide-only" }, t("page.new"))),
    languages.length > 1 && languageChoice(languages, onLanguage),
    themeButton(),
    el("button", { type: "button", class: "button quiet", id: "menu", "aria-label": t("page.menu"), "aria-haspopup": "dialog", onclick: onMenu }, icon("menu"), el("span", { class: "wide-only" }, t("page.menu"))),
  );
}

function languageChoice(languages, onLanguage) {
  const choice = el(
    "select",
    { "aria-label": t("page.language"), class: "language" },
    ...languages.map((tag) => el("option", { value: tag, lang: tag, selected: tag === currentLanguage() }, languageName(tag))),
  );
  choice.addEventListener("change", () => onLanguage(choice.value));
  return choice;
}

const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function themeButton() {
  const button = el("button", { type: "button", class: "button quiet icon-only", id: "theme" });
  const show = () => {
    button.setAttribute("aria-label", t(isDark() ? "page.light" : "page.dark"));
    replaceWith(button, icon(isDark() ? "sun" : "moon"));
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    chosenTheme.set(next);
    show();
  });
  show();
  return button;
}

/** The footer: whose page this is, and how to use it without script. */
export function showFooter(root, agency) {
  replaceWith(root, el(
    "div",
    { class: "bottom-inner" },
    agency && el("p", {}, el("strong", {}, agency.name)),
    agency && el("p", { class: "facts" }, t("data.text", agency.limits.visibleDays, agency.limits.deleteDays)),
    el("p", {}, el("a", { href: "/ask" }, t("footer.plain"))),
  ));
}
