import * as api from "./api.js";
import { el } from "./dom.js";
import * as keys from "./keys.js";
import { Session } from "./session.js";
import { setLanguage, t } from "./texts/index.js";
import { Announcer } from "./view/announcer.js";
import { Banner } from "./view/banner.js";
import { Composer } from "./view/composer.js";
import { showEmergency } from "./view/emergency.js";
import { Panel } from "./view/panel.js";
import { startPage } from "./view/start.js";
import { Thread } from "./view/thread.js";
import { showFooter, showTools } from "./view/top.js";

const AGENCY_AGAIN_MS = 5000;
const find = (id) => document.getElementById(id);

/** The page: it holds the parts together, and is what the views share. */
class Page {
  agency = null;
  language = document.documentElement.lang;
  session = new Session();
  announcer = new Announcer(find("polite"), find("assertive"));
  #banner = new Banner(find("banner"), this.announcer, () => this.session.tryNow());
  #composer = new Composer(find("ask"), { onAsk: (text) => this.ask(text), announcer: this.announcer });
  #thread = new Thread(this);
  #panel = new Panel(this);
  #past = [];
  #title = find("title");

  async begin() {
    this.session.addEventListener("list", () => this.show());
    this.session.addEventListener("link", ({ detail }) => this.#banner.take(detail));
    this.session.addEventListener("gone", () => this.#banner.note(t("state.gone")));
    addEventListener("hashchange", () => this.#openLinked());
    find("brand").addEventListener("click", (event) => {
      event.preventDefault();
      this.startAnew();
    });
    find("skip").addEventListener("click", (event) => {
      event.preventDefault();   // The fragment of the address names a conversation.
      find("question").focus();
    });
    const key = keys.openConversation.get();
    this.session.isOpening = key !== null;   // Until its turns are here, the start page does not flash by.
    await this.#readAgency(keys.chosenLanguage.get());
    if (!(await this.#openLinked()) && key !== null)
      await this.session.open(key);
    this.session.resume();
    if (this.session.key === null)
      this.#readPast();
  }

  /** Asks a question in the open conversation, or in a new one. */
  ask(text) {
    this.#composer.focus();
    return this.session.ask(text, { language: this.language });
  }

  /** Asks another question in the place of one. */
  async askInstead(turn, text) {
    await this.session.askInstead(turn, text, this.language);
    this.#composer.focus();
  }

  /** Asks for another answer to the same question. */
  regenerate(turn) {
    return this.askInstead(turn, turn.question);
  }

  /** Asks again what could not be answered. */
  async retry(turn) {
    if (turn.number > 0) {
      await this.askInstead(turn, turn.question);
      return;
    }

    this.session.remove(turn);
    this.ask(turn.question);
  }

  /** Opens a past conversation. */
  async open({ id, secret }) {
    await this.session.open({ id, secret });
    find("main").focus();
  }

  /** Goes to the start page. What runs goes on running. */
  startAnew() {
    history.replaceState(null, "", location.pathname);
    this.session.leave();
    this.#readPast();
    scrollTo(0, 0);
    this.#composer.focus();
  }

  /** Copies a text and says so on the button that asked for it. */
  async copy(text, button) {
    const label = button.lastChild;
    const words = label.textContent;
    let said = t("act.copied");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = t("act.copy-failed");
    }

    label.textContent = said;
    this.announcer.say(said);
    setTimeout(() => (label.textContent = words), 2500);
  }

  /** The address that opens this conversation again in this browser. The secret is not in it: the person's cookie finds it. */
  conversationLink() {
    return `${location.origin}${location.pathname}#c=${this.session.key.id}`;
  }

  /** Whether a turn waits for another of this conversation. */
  isBehind(turn) {
    return this.session.pending.indexOf(turn) > 0;
  }

  /** Names a service in the page's language. */
  serviceName({ id, name }) {
    return this.agency?.botlets.find((botlet) => botlet.id === id)?.name ?? name ?? id;
  }

  /** Shows the conversation, or the start page where there is none. */
  show() {
    const hasTurns = this.session.turns.length > 0 || this.session.isOpening;
    document.body.classList.toggle("is-talking", hasTurns);
    document.title = t("page.title", this.agency?.name ?? "");
    this.#title.textContent = t(hasTurns ? "thread.title" : "start.title");
    this.#title.classList.toggle("unseen", hasTurns);
    find("below").replaceChildren(...(hasTurns ? [] : startPage(this.agency, this.#past, { ask: (text) => this.ask(text), open: (one) => this.open(one) }).filter(Boolean)));
    find("view").replaceChildren(this.#title, ...(hasTurns ? [this.#thread.root] : [el("p", { class: "lead" }, t("start.lead"))]));
    this.#thread.show();
    this.#composer.translate(hasTurns);
    showTools(find("tools"), {
      hasTurns,
      languages: this.agency?.languages ?? [],
      onLanguage: (tag) => this.#changeLanguage(tag),
      onMenu: () => this.#panel.open(),
      onNew: () => this.startAnew(),
    });
  }

  async #readAgency(language) {
    try {
      this.agency = await api.readAgency(language);
      this.#composer.limit = this.agency.limits.textBytes;
      this.#useLanguage(this.agency.language);
    } catch {
      this.#useLanguage(language ?? this.language);
      this.#banner.note(t("state.no-agency"));
      setTimeout(async () => {
        await this.#readAgency(language);
        if (this.agency !== null)
          this.#banner.note(null);
      }, AGENCY_AGAIN_MS);
    }
  }

  #useLanguage(tag) {
    this.language = tag;
    setLanguage(tag);
    document.documentElement.lang = tag;
    find("skip").textContent = t("page.skip");
    find("new-tab").textContent = t("page.new-tab");
    if (this.agency !== null) {
      find("agency-name").textContent = this.agency.name;
      showEmergency(find("emergency"), this.agency.emergency);
    }

    showFooter(find("footer"), this.agency);
    this.#thread.clear();
    this.show();
  }

  async #changeLanguage(tag) {
    keys.chosenLanguage.set(tag);
    await this.#readAgency(tag);
    find("tools").querySelector("select")?.focus();
  }

  async #readPast() {
    try {
      this.#past = await api.readMine();
    } catch {
      this.#past = [];   // The menu says what is wrong; the start page does without.
    }

    if (this.session.turns.length === 0)
      this.show();   // The list has come.
  }

  async #openLinked() {
    const id = /^#c=([\w-]{1,43})$/.exec(location.hash)?.[1];
    if (id === undefined)
      return false;
    history.replaceState(null, "", location.pathname);
    const mine = await api.readMine().catch(() => []);
    const linked = mine.find((conversation) => conversation.id === id);
    if (linked === undefined) {
      this.#banner.note(t("state.gone"));
      return false;
    }

    await this.open(linked);
    return true;
  }
}

await new Page().begin();
