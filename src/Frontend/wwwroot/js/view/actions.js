import { el, icon } from "../dom.js";
import { showSpan, t } from "../texts/index.js";

/** The button that stops an answer, or takes back a question that waits. */
export function stopButton(turn, stop) {
  const isRunning = turn.stage === "answering";
  return el("button", {
    type: "button",
    class: "button small stop",
    onclick: (event) => {
      event.currentTarget.disabled = true;
      stop();
    },
  }, icon("stop"), t(isRunning ? "act.stop" : "act.stop.waiting"));
}

/** The button that asks again, once the time has come that the server named. */
export function retryButton(retryAt, retry) {
  const label = el("span", {}, t("act.retry"));
  const button = el("button", { type: "button", class: "button small", onclick: retry }, icon("again"), label);
  const wait = () => {
    const left = (retryAt - Date.now()) / 1000;
    button.disabled = left > 0;
    label.textContent = left > 0 ? t("act.retry.in", showSpan(left)) : t("act.retry");
    if (left > 0)
      setTimeout(() => button.isConnected && wait(), 1000);
  };
  if (retryAt)
    wait();
  return button;
}

/** Copy, another answer, another question; and how the answer was made. */
export function actionRow(page, turn, text, { isSaved, isAnswer, edit }) {
  const buttons = [
    isAnswer && text !== "" && button("copy", "act.copy", (event) => page.copy(asText(turn, text), event.currentTarget)),
    isSaved && isAnswer && turn.kind !== "Crisis" && button("again", "act.regenerate", () => page.regenerate(turn)),
    turn.ticketFor === null && button("edit", "act.edit", edit),
    !isSaved && button("close", "act.remove", () => page.session.remove(turn)),
  ];
  return el("div", { class: "actions" }, el("div", { class: "buttons" }, ...buttons), turn.usage && making(turn));
}

const button = (name, text, onclick) => el("button", { type: "button", class: "button small quiet", onclick }, icon(name), el("span", {}, t(text)));

// What is copied can be checked by whoever gets it: the sources go along.
function asText(turn, text) {
  const sources = turn.sources.filter(({ index }) => text.includes(`[${index}]`)).map(({ index, title, url }) => `[${index}] ${title}: ${url}`);
  return [text, ...(sources.length > 0 ? ["", `${t("sources.title")}:`, ...sources] : [])].join("\n");
}

function making({ usage, attempt }) {
  const rows = [
    [t("how.model"), usage.model],
    [t("how.provider"), [usage.provider, usage.region].filter(Boolean).join(", ")],
    [t("how.wait"), usage.waitSeconds >= 0.5 ? showSpan(usage.waitSeconds) : t("how.no-wait")],
    [t("how.tokens"), usage.inputTokens + usage.outputTokens > 0 && t("how.tokens.value", usage.inputTokens, usage.outputTokens)],
    [t("how.reason"), usage.reason],
    [t("how.attempt"), attempt > 1 && String(attempt)],
  ].filter(([, value]) => value);
  return el("details", { class: "making" }, el("summary", {}, t("how.title")), el("dl", {}, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
}

/** Follow-up questions; one click asks. */
export function suggestionList(suggestions, ask) {
  if (suggestions.length === 0)
    return null;
  return el(
    "section",
    { class: "suggestions" },
    el("h3", {}, t("act.suggestions")),
    el("ul", {}, ...suggestions.map((question) => el("li", {}, el("button", { type: "button", class: "suggestion", dir: "auto", onclick: () => ask(question) }, question, icon("next"))))),
  );
}

/** The box in which a question is changed. */
export function editor(question, id, save, cancel) {
  const box = el("textarea", { id, rows: "3", dir: "auto" });
  box.value = question;
  const submit = (event) => {
    event.preventDefault();
    if (box.value.trim() !== "")
      save(box.value);
  };
  const keys = (event) => {
    if (event.key === "Escape")
      cancel();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing)
      submit(event);
  };
  return el(
    "form",
    { class: "editor", onsubmit: submit, onkeydown: keys },
    el("label", { for: id }, t("act.edit")),
    box,
    el("div", { class: "buttons" }, el("button", { type: "submit", class: "button primary small" }, t("act.edit.save")), el("button", { type: "button", class: "button small", onclick: cancel }, t("act.edit.cancel"))),
  );
}

/** Goes between the versions of an edited question. */
export function versionRow({ index, leaves }, show) {
  const step = (name, text, to) => el("button", { type: "button", class: "button icon-only quiet", "aria-label": t(text), disabled: leaves[to] === undefined, onclick: () => show(leaves[to]) }, icon(name));
  return el(
    "div",
    { class: "versions", role: "group", "aria-label": t("act.versions") },
    step("previous", "act.version.previous", index - 1),
    el("span", {}, t("act.version", index + 1, leaves.length)),
    step("next", "act.version.next", index + 1),
  );
}
