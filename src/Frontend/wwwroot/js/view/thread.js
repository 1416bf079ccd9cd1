import { el, replaceWith } from "../dom.js";
import { t } from "../texts/index.js";
import { findVersions } from "../versions.js";
import { citedIn } from "./sources.js";
import { TurnView } from "./turnView.js";

/** The turns of a conversation on the page: shows what changed once a frame, says it to screen readers, and keeps what is read in view. */
export class Thread {
  root = el("div", { class: "thread" });
  #page;
  #views = new Map();
  #changed = new Set();
  #isDrawing = false;
  #newest = null;
  #isFollowing = false;

  constructor(page) {
    this.#page = page;
    page.session.addEventListener("turn", ({ detail }) => this.#take(detail));
    setInterval(() => this.#tick(), 1000);
    for (const moved of ["wheel", "touchmove", "keydown"])
      addEventListener(moved, (event) => (this.#isFollowing &&= !isScroll(event)), { passive: true });
  }

  /** Forgets what is drawn: the language has changed. */
  clear() {
    this.#views.clear();
  }

  /** Shows the turns there are. */
  show() {
    const { turns } = this.#page.session;
    for (const turn of this.#views.keys()) {
      if (!turns.includes(turn))
        this.#views.delete(turn);
    }

    const isNew = turns.length > 0 && turns.at(-1) !== this.#newest && turns.at(-1).isOwn && turns.at(-1).stage === "sending";
    for (const turn of turns) {
      if (this.#views.has(turn))
        this.#changed.add(turn);
      else
        this.#views.set(turn, new TurnView(turn, this.#page));
    }

    replaceWith(this.root, this.#page.session.hasEarlier && this.#earlier(), ...turns.map((turn) => this.#views.get(turn).root));
    this.#newest = turns.at(-1) ?? null;
    this.#isFollowing = turns.length > 0 && (isNew || this.#isFollowing);
    this.#draw();
    this.#showVersions();
  }

  #earlier() {
    return el("button", { type: "button", class: "button earlier", onclick: () => this.#page.session.readEarlier() }, t("turn.earlier"));
  }

  #take({ turn, event }) {
    this.#changed.add(turn);
    this.#speak(turn, event);
    if (event.type === "done" || event.type === "failed")
      for (const other of this.#page.session.pending)
        this.#changed.add(other);   // The next in line is no longer behind another.
    this.#drawSoon();
    if (event.type === "done" && turn.after !== null)
      this.#showVersions();
  }

  #drawSoon() {
    if (this.#isDrawing)
      return;
    this.#isDrawing = true;
    // A hidden page draws no frames; its state must still be right when somebody looks.
    if (document.hidden)
      setTimeout(() => this.#draw(), 200);
    else
      requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#isDrawing = false;
    for (const turn of this.#changed)
      this.#views.get(turn)?.update();
    this.#changed.clear();
    this.#follow();
  }

  // Until the person scrolls, the newest question moves up to where its answer can be read from the first word on, and stays there while it grows.
  #follow() {
    if (!this.#isFollowing)
      return;
    this.#views.get(this.#newest)?.root.scrollIntoView({ block: "start", behavior: "instant" });
    this.#isFollowing = this.#newest.stage !== "finished";
  }

  #tick() {
    const now = Date.now();
    for (const [turn, view] of this.#views) {
      const words = view.tick(now);
      if (words && turn === this.#page.session.pending[0])
        this.#page.announcer.sayQueue(words);
    }
  }

  #speak(turn, event) {
    const { announcer } = this.#page;
    switch (event.type) {
      case "accepted":   // Told twice: by the answer to the question, and by the stream.
        if (!turn.isReceived) {
          turn.isReceived = true;
          announcer.say(t("say.sent"));
        }

        break;
      case "token":
        if (!turn.isSpoken) {
          turn.isSpoken = true;
          announcer.say(t("say.started"));
        }

        break;
      case "notice":
        if (event.code === "crisis")
          announcer.alarm(`${t("turn.crisis")}. ${event.text}`);
        break;
      case "done":
        announcer.say(turn.kind === "Ticket" ? t("say.ticket") : turn.kind === "Stopped" ? t("say.stopped") : t("say.done", countCited(turn)));
        break;
      case "failed":
        announcer.alarm(turn.failure.message ?? t("fault.internal"));
        break;
    }
  }

  async #showVersions() {
    const { key, turns, pending } = this.#page.session;
    const numbers = turns.filter((turn) => turn.number > 0).map((turn) => turn.number);
    const hasBranches = numbers.some((number, index) => number !== index + 1);
    if (key === null || pending.length > 0 || !hasBranches)
      return;
    const versions = await findVersions(key, turns).catch(() => new Map());
    for (const [turn, view] of this.#views) {
      if (versions.has(turn.number))
        view.showQuestion(versions.get(turn.number));
    }
  }
}

const SCROLL_KEYS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " ", "Tab"]);
const isScroll = (event) => event.type !== "keydown" || (SCROLL_KEYS.has(event.key) && !(event.target instanceof HTMLTextAreaElement && event.key !== "Tab"));

function countCited(turn) {
  const cited = citedIn(turn.text);
  return turn.sources.filter((source) => cited.has(source.index)).length || turn.sources.length;
}
