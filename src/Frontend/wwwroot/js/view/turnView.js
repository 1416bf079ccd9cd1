import { el, icon, replaceWith } from "../dom.js";
import { MarkdownView } from "../markdown.js";
import { hasText, showMoment, showSpan, t } from "../texts/index.js";
import { actionRow, editor, retryButton, stopButton, suggestionList, versionRow } from "./actions.js";
import { crisisCard } from "./emergency.js";
import { feedback } from "./feedback.js";
import { QueueCard } from "./queue.js";
import { citation, sourceList } from "./sources.js";

const LONG_QUESTION = 280;
let count = 0;

/** One question and its answer on the page. It is made once and then changed in place. */
export class TurnView {
  #page;
  #id = `t${++count}`;
  #question = el("header", { class: "question" });
  #crisis = el("div");
  #status = el("div", { class: "status" });
  #made = el("p", { class: "made" });
  #notices = el("ul", { class: "notices" });
  #prose = el("div", { class: "prose", dir: "auto" });
  #after = el("div", { class: "after" });
  #answer;
  #markdown;
  #queue = null;
  #statusKey = "";
  #ticketBy = el("span");

  /** @param {object} turn @param {object} page What the views share: session, agency, announcer, language. */
  constructor(turn, page) {
    this.turn = turn;
    this.#page = page;
    this.#markdown = new MarkdownView(this.#prose, (index) => citation(this.#id, this.turn.sources)(index));
    this.#answer = el("div", { class: "answer", "aria-busy": "false" }, el("h3", { class: "unseen" }, t("turn.answer")), this.#made, this.#notices, this.#prose);
    this.root = el("article", { class: "turn", "aria-labelledby": `${this.#id}-q` }, this.#question, this.#crisis, this.#status, this.#answer, this.#after);
    this.showQuestion();
    this.update();
  }

  /** Shows what has changed. */
  update() {
    const { turn } = this;
    const isFinished = turn.stage === "finished";
    this.root.dataset.stage = turn.stage;
    this.root.classList.toggle("is-promised", turn.ticketFor !== null);
    this.#showCrisis();
    this.#showStatus();
    const text = this.#text();
    const hasAnswer = text !== "" || (isFinished && turn.failure === null);
    this.#answer.hidden = !hasAnswer && turn.notices.length === 0;
    this.#answer.setAttribute("aria-busy", String(turn.stage === "answering"));
    if (turn.language)
      this.#prose.lang = turn.language;
    this.#showMade();
    this.#showNotices();
    this.#markdown.show(text, { isGrowing: !isFinished });
    if (isFinished)
      this.#showEnd(text);
    else
      replaceWith(this.#after, sourceList(this.#id, turn.sources, text, false));
  }

  /** Counts a wait down. @returns What to say of it, or null. */
  tick(now) {
    if (this.turn.kind === "Ticket" && this.turn.answerBy)
      this.#ticketBy.textContent = this.turn.answerBy > now ? t("ticket.by", showSpan((this.turn.answerBy - now) / 1000)) : t("ticket.soon");
    return this.turn.stage === "queued" && this.turn.queue ? this.#queue?.show(this.turn.queue, now) : null;
  }

  /** Shows the question again: after an edit was given up, or when other versions are known. */
  showQuestion(versions = null) {
    const { turn } = this;
    if (versions !== null && this.#question.querySelector("form") !== null)
      return;   // Somebody is writing there.
    const isLong = turn.question.length > LONG_QUESTION || turn.question.split("\n").length > 6;
    const shown = isLong ? `${turn.question.slice(0, LONG_QUESTION / 2).replaceAll("\n", " ").trimEnd()}…` : turn.question;
    replaceWith(
      this.#question,
      el("p", { class: "eyebrow" }, turn.ticketFor === null ? t("turn.you") : t("turn.promised"), turn.askedAt && el("time", { datetime: turn.askedAt }, showMoment(turn.askedAt))),
      el("h2", { id: `${this.#id}-q`, dir: "auto" }, shown),
      isLong && el("details", { class: "whole" }, el("summary", {}, t("turn.whole")), el("p", { dir: "auto" }, turn.question)),
      versions && versionRow(versions, (checkpoint) => this.#page.session.switchTo(checkpoint)),
    );
  }

  /** Puts the question into a box to be changed. */
  edit() {
    const opener = document.activeElement;
    const give = () => {
      this.showQuestion();
      this.update();
      opener?.focus();
    };
    replaceWith(this.#question, editor(this.turn.question, `${this.#id}-edit`, (text) => this.#page.askInstead(this.turn, text), give));
    this.#question.querySelector("textarea").focus();
  }

  // The crisis text stands in the card above; the answer begins after it.
  #text() {
    const crisis = this.turn.notices.find((notice) => notice.code === "crisis")?.text;
    const text = this.turn.text;
    if (crisis === undefined)
      return this.turn.failure?.message === text ? "" : text;
    if (text.startsWith(crisis))
      return text.slice(crisis.length).trimStart();
    return crisis.startsWith(text) ? "" : text;
  }

  #showCrisis() {
    const crisis = this.turn.notices.find((notice) => notice.code === "crisis");
    if (crisis && this.#crisis.childElementCount === 0)
      this.#crisis.append(crisisCard(crisis.text, this.#page.agency?.emergency ?? []));
  }

  #showStatus() {
    const { turn } = this;
    const key = [turn.stage, turn.number !== null, turn.sources.length > 0, this.#page.isBehind(turn)].join();
    if (key === this.#statusKey) {
      this.tick(Date.now());
      return;
    }

    this.#statusKey = key;
    if (turn.stage === "finished") {
      this.#status.replaceChildren();
      return;
    }

    this.#queue = turn.stage === "queued" ? new QueueCard() : null;
    const words = {
      sending: t("turn.sending"),
      unsent: t("turn.unsent"),
      accepted: this.#page.isBehind(turn) ? `${t("turn.accepted")} ${t("turn.after")}` : t("turn.finding"),
      answering: t("turn.writing"),
    }[turn.stage];
    replaceWith(
      this.#status,
      this.#queue ? this.#queue.root : el("p", { class: "step" }, el("span", { class: "pulse", "aria-hidden": "true" }), words),
      stopButton(turn, () => this.#page.session.stop(turn)),
    );
    this.tick(Date.now());
  }

  #showMade() {
    const { turn } = this;
    // What a person in danger was told is an answer, whatever failed after it.
    const name = turn.notices.some((notice) => notice.code === "crisis") ? "Crisis" : turn.kind;
    const kind = turn.stage === "finished" && name && hasText(`kind.${name}`) ? t(`kind.${name}`) : null;
    const service = turn.botlet ? this.#page.serviceName(turn.botlet) : null;
    const parts = [service && el("strong", {}, service), kind && el("span", {}, kind)].filter(Boolean);
    this.#made.hidden = parts.length === 0;
    this.#made.dataset.kind = turn.kind ?? "";
    if (this.#made.textContent !== parts.map((part) => part.textContent).join(""))
      replaceWith(this.#made, ...parts);
  }

  #showNotices() {
    const shown = this.turn.notices.filter((notice) => notice.code !== "crisis");
    this.#notices.hidden = shown.length === 0;
    for (const notice of shown.slice(this.#notices.childElementCount))
      this.#notices.append(el("li", { "data-code": notice.code }, icon("info"), el("span", {}, notice.text)));
    while (this.#notices.childElementCount > shown.length)
      this.#notices.lastElementChild.remove();
  }

  #showEnd(text) {
    const { turn } = this;
    const { session, agency } = this.#page;
    const isSaved = turn.number !== null && turn.number > 0 && session.key !== null;
    const isAnswer = turn.failure === null && turn.kind !== "Ticket";
    replaceWith(
      this.#after,
      turn.kind === "Stopped" && el("p", { class: "note" }, text === "" ? t("kind.stopped.none") : t("kind.stopped.text")),
      turn.kind === "Ticket" && this.#ticket(),
      turn.failure && this.#failure(),
      sourceList(this.#id, turn.sources, isAnswer ? text : "", true),
      actionRow(this.#page, turn, text, { isSaved, isAnswer, edit: () => this.edit() }),
      isSaved && isAnswer && feedback(session.key, turn, agency?.limits?.commentChars ?? 2000),
      suggestionList(turn.suggestions, (question) => this.#page.ask(question)),
    );
  }

  #ticket() {
    const { turn } = this;
    this.tick(Date.now());
    return el(
      "div",
      { class: "ticket" },
      turn.answerBy && el("p", { class: "ticket-by" }, icon("clock"), this.#ticketBy),
      el("button", { type: "button", class: "button small", onclick: (event) => this.#page.copy(this.#page.conversationLink(), event.currentTarget) }, icon("link"), t("ticket.link")),
      el("p", { class: "hint" }, t("ticket.hint")),
    );
  }

  #failure() {
    const { turn } = this;
    const { failure } = turn;
    const words = failure.message ?? t(hasText(`fault.${failure.code}`) ? `fault.${failure.code}` : "fault.internal");
    return el(
      "div",
      { class: "failure" },
      el("p", {}, icon("alert"), el("span", {}, words)),
      failure.code !== "too-long" && failure.code !== "empty" && retryButton(failure.retryAt, () => this.#page.retry(turn)),
    );
  }
}
