import * as api from "../api.js";
import { el, icon, replaceWith } from "../dom.js";
import { forgetPerson } from "../keys.js";
import { t } from "../texts/index.js";
import { contact, conversationList } from "./start.js";

/** The menu: past conversations, and what a person can do with their data. */
export class Panel {
  #page;
  #dialog;
  #confirm;

  constructor(page) {
    this.#page = page;
    this.#dialog = el("dialog", { class: "panel", "aria-labelledby": "panel-title", onclick: (event) => event.target === this.#dialog && this.#dialog.close() });
    this.#confirm = el("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" });
    document.body.append(this.#dialog, this.#confirm);
  }

  /** Opens it and reads the list. */
  async open() {
    this.#show(null);
    this.#dialog.showModal();
    try {
      this.#show(await api.readMine());
    } catch {
      this.#show([], t("past.failed"));
    }
  }

  #show(past, failure = null) {
    const { session } = this.#page;
    replaceWith(
      this.#dialog,
      el(
        "div",
        { class: "panel-inner" },
        el("div", { class: "panel-head" }, el("h2", { id: "panel-title", tabindex: "-1", autofocus: true }, t("past.title")), this.#closeButton()),
        el("button", { type: "button", class: "button primary wide", onclick: () => this.#leave(() => this.#page.startAnew()) }, icon("edit"), t("page.new")),
        failure ? el("p", { role: "alert" }, failure)
          : past === null ? el("p", { class: "hint" }, "…")
            : past.length === 0 ? el("p", {}, t("past.none")) : conversationList(past, session.key?.id, (conversation) => this.#leave(() => this.#page.open(conversation))),
        el("p", { class: "hint" }, t("past.hint")),
        this.#data(),
        this.#page.agency && el("section", { class: "data" }, el("h2", {}, t("trust.person.title")), contact(this.#page.agency.contact)),
      ),
    );
  }

  #data() {
    const { session, agency } = this.#page;
    const hasOpen = session.key !== null && session.turns.length > 0;
    const action = (name, text, act, kind = "") => el("button", { type: "button", class: `button small ${kind}`, onclick: act }, icon(name), t(text));
    return el(
      "section",
      { class: "data", "aria-labelledby": "data-title" },
      el("h2", { id: "data-title" }, t("data.title")),
      agency && el("p", {}, t("data.text", agency.limits.visibleDays, agency.limits.deleteDays)),
      el(
        "div",
        { class: "stack" },
        hasOpen && action("page", "data.export-one", () => this.#export()),
        el("a", { class: "button small", href: "/api/me/export", download: "my-conversations.json" }, icon("page"), t("data.export")),
        hasOpen && action("close", "data.delete-one", () => this.#askToDelete("data.delete-one.title", () => api.deleteConversation(session.key))),
        action("close", "data.delete", () => this.#askToDelete("data.delete.title", async () => {
          await api.deleteMine();
          forgetPerson();
        }), "danger-quiet"),
      ),
    );
  }

  async #export() {
    try {
      const { key } = this.#page.session;
      const address = URL.createObjectURL(await api.exportConversation(key));
      el("a", { href: address, download: `conversation-${key.id}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch {
      this.#page.announcer.alarm(t("data.failed"));
    }
  }

  #askToDelete(title, remove) {
    const failed = el("p", { role: "alert" });
    const confirm = async () => {
      try {
        await remove();
        this.#confirm.close();
        this.#leave(() => this.#page.startAnew());
        this.#page.announcer.say(t("data.deleted"));
      } catch {
        failed.textContent = t("data.failed");
      }
    };
    replaceWith(
      this.#confirm,
      el("h2", { id: "confirm-title" }, t(title)),
      el("p", { id: "confirm-text" }, t("data.delete.text")),
      failed,
      el(
        "div",
        { class: "buttons" },
        el("button", { type: "button", class: "button danger", onclick: confirm }, t("data.delete.yes")),
        el("button", { type: "button", class: "button", autofocus: true, onclick: () => this.#confirm.close() }, t("data.delete.no")),
      ),
    );
    this.#confirm.showModal();
  }

  #leave(then) {
    this.#dialog.close();
    then();
  }

  #closeButton() {
    return el("button", { type: "button", class: "button icon-only quiet", "aria-label": t("page.close"), onclick: () => this.#dialog.close() }, icon("close"));
  }
}
