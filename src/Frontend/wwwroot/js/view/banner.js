import { el, icon, replaceWith } from "../dom.js";
import { showSpan, t } from "../texts/index.js";

/** Says what is wrong with the line, and counts down to the next attempt. One message at a time, the gravest first. */
export class Banner {
  #root;
  #announcer;
  #tryNow;
  #retryAt = null;
  #note = null;
  #said = "";

  constructor(root, announcer, tryNow) {
    this.#root = root;
    this.#announcer = announcer;
    this.#tryNow = tryNow;
    addEventListener("online", () => this.show());
    addEventListener("offline", () => this.show());
    setInterval(() => this.#retryAt !== null && this.show(), 1000);
  }

  /** Takes the state of the line. The first failure is not told: most lines are back within a second. */
  take({ isReached, retryAt, isSecondFailure }) {
    const wasAway = this.#retryAt !== null;
    if (isReached)
      this.#retryAt = null;
    else if (isSecondFailure || wasAway)
      this.#retryAt = retryAt;
    if (wasAway && isReached)
      this.#announcer.say(t("state.back"));
    if (wasAway || this.#retryAt !== null)
      this.show();
  }

  /** Shows a message until it is closed, or another comes. */
  note(text) {
    this.#note = text;
    this.show();
  }

  /** Shows what there is to tell. */
  show() {
    const left = this.#retryAt === null ? null : (this.#retryAt - Date.now()) / 1000;
    const [kind, words] = !navigator.onLine ? ["offline", t("state.offline")]
      : left !== null ? ["unreachable", left > 0 ? t("state.unreachable", showSpan(left)) : t("state.trying")]
        : ["note", this.#note];
    this.#root.hidden = words === null;
    if (words === null) {
      this.#said = "";
      this.#root.replaceChildren();
      return;
    }

    if (this.#root.dataset.kind !== kind || this.#root.childElementCount === 0) {
      this.#root.dataset.kind = kind;
      replaceWith(this.#root, icon(kind === "note" ? "info" : "alert"), el("p"), this.#button(kind));
    }

    this.#root.querySelector("p").textContent = words;
    if (this.#said !== kind) {
      this.#said = kind;
      this.#announcer.alarm(words);
    }
  }

  #button(kind) {
    if (kind === "offline")
      return null;
    return kind === "note"
      ? el("button", { type: "button", class: "button small quiet", onclick: () => this.note(null) }, t("page.close"))
      : el("button", { type: "button", class: "button small", onclick: () => this.#tryNow() }, t("state.now"));
  }
}
