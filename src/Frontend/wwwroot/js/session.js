import * as api from "./api.js";
import { Fault } from "./api.js";
import * as keys from "./keys.js";
import { Link } from "./link/link.js";
import { acceptedTurn, applyEvent, failureOf, newTurn, savedTurn } from "./turn.js";

const AGAIN_MS = 1000;

/**
 * The open conversation: its turns, and what the person may do with them. It knows nothing of the page; it tells what changed:
 * "list" (turns came or went), "turn" (one changed; detail: turn and event), "link" (the line; detail: state), "gone" (it cannot be opened).
 */
export class Session extends EventTarget {
  turns = [];
  key = null;

  /** Whether a conversation is being opened whose turns are not here yet. */
  isOpening = false;
  #link;
  #orphans = [];
  #retryNow = null;
  #asking = Promise.resolve();

  constructor() {
    super();
    this.#link = new Link({
      onEvent: (event) => this.#take(event),
      onIdle: () => this.#settle(),
      onLost: (fault) => this.#lose(fault),
      onState: (state) => this.#tell("link", state),
    });
  }

  /** The way events come: "hub" or "sse". */
  get way() {
    return this.#link.way;
  }

  /** The turns still without an end. */
  get pending() {
    return this.turns.filter((turn) => turn.stage !== "finished");
  }

  /** Opens a conversation: reads its history, then what is still to come. */
  async open(key) {
    this.isOpening = true;
    this.#adopt(key);
    this.turns = [];
    this.#tell("list");
    await this.refresh();
  }

  /** Sends what was written before the page was left and never reached the server. */
  resume() {
    for (const kept of keys.unsent.get() ?? []) {
      if (kept.conversation === (this.key?.id ?? null) && !this.turns.some((turn) => turn.messageId === kept.messageId))
        this.#post(this.#add(newTurn(kept.text, kept)));
    }
  }

  /** Leaves the conversation for the start page. Nothing is cancelled. */
  leave() {
    this.isOpening = false;
    this.#adopt(null);
    this.turns = [];
    keys.unsent.set(null);
    this.#tell("list");
  }

  /** Reads the history anew, keeping what the server does not know yet. */
  async refresh() {
    const key = this.key;
    try {
      const shown = await api.readConversation(key);
      if (key !== this.key)
        return;
      const known = [...shown.turns.map(savedTurn), ...shown.unanswered.map(acceptedTurn)];
      const ids = new Set(known.map((turn) => turn.messageId));
      this.turns = [...known.map((turn) => this.#keep(turn)), ...this.turns.filter((turn) => !turn.number && !ids.has(turn.messageId))];
      this.isOpening = false;
      this.#linkTickets();
      this.#tell("list");
      if (shown.unanswered.length > 0 || this.#openTicket() !== undefined)
        this.#link.rewind(shown.nextEvent);
    } catch (fault) {
      if (key === this.key && fault instanceof Fault)
        this.#lose(fault);
      else if (key === this.key)
        this.#tryAgain(() => this.refresh());
    }
  }

  /** Whether there are questions before the first one shown. */
  get hasEarlier() {
    return (this.turns[0]?.parent ?? 0) > 0;
  }

  /** Reads questions before the first one shown. */
  async readEarlier() {
    const { key } = this;
    const earlier = await api.readTurns(key, this.turns[0].parent);
    if (key !== this.key)
      return;
    this.turns = [...earlier.map(savedTurn), ...this.turns];
    this.#linkTickets();
    this.#tell("list");
  }

  /** Asks. Quick questions go out one after another, in the order they were asked. */
  ask(question, options) {
    const turn = this.#add(newTurn(question, options));
    this.#post(turn);
    return turn;
  }

  /** Asks a question again, or another in its place: the conversation goes on from before it. */
  async askInstead(turn, question, language) {
    const after = await this.#parentOf(turn);
    await Promise.all(this.pending.map((other) => this.stop(other)));   // What was asked after it is no longer on the page.
    this.turns = this.turns.slice(0, this.turns.indexOf(turn));
    this.#tell("list");
    return this.ask(question, { language, after });
  }

  /** Stops a turn, or takes back one that was not sent. */
  async stop(turn) {
    if (turn.number === null) {
      turn.isWithdrawn = true;
      this.remove(turn);
      return;
    }

    await this.#link.stop(turn.number);
  }

  /** Takes a question off the page that was refused or never sent. */
  remove(turn) {
    this.turns = this.turns.filter((other) => other !== turn);
    this.#rememberUnsent();
    this.#tell("list");
  }

  /** Shows another branch: the one that ends at a checkpoint. */
  async switchTo(checkpoint) {
    await api.fork(this.key, checkpoint);
    await this.refresh();
  }

  /** Ends the waiting between two attempts to reach the server. */
  tryNow() {
    this.#retryNow?.();
    this.#link.tryNow();
  }

  #adopt(key) {
    this.key = key;
    this.#orphans = [];
    this.#asking = Promise.resolve();
    this.#link.turnTo(key);
    keys.openConversation.set(key);
  }

  #add(turn) {
    this.turns = [...this.turns, turn];
    this.#rememberUnsent();
    this.#tell("list");
    return turn;
  }

  #post(turn) {
    const before = this.#asking;
    this.#asking = (async () => {
      await before;
      await this.#send(turn);
    })();
  }

  async #send(turn) {
    if (!this.turns.includes(turn))
      return;
    try {
      if (this.key === null)
        await this.#begin();
      if (!this.turns.includes(turn))
        return;
      const { key } = this;
      const { messageId, question, language, after } = turn;
      this.#rememberUnsent();
      const place = await this.#link.ask({ messageId, text: question, language, after });
      if (key !== this.key)
        return;   // Asked, and left since: it is answered there.
      if (turn.isWithdrawn) {
        await this.#link.stop(place.turn);
        return;
      }

      turn.number = place.turn;
      turn.stage = turn.stage === "sending" || turn.stage === "unsent" ? "accepted" : turn.stage;
      this.#link.follow(place.firstEvent);
      this.#rememberUnsent();
      this.#tell("turn", { turn, event: { type: "accepted" } });
      this.#claimOrphans();
    } catch (fault) {
      if (fault?.name === "AbortError")
        return;
      Object.assign(turn, {
        stage: "finished",
        kind: "Refusal",
        failure: failureOf({ code: fault.code ?? "internal", message: fault.text ?? null, retryAfterSeconds: fault.retryAfterSeconds ?? null }),
      });
      this.#rememberUnsent();
      this.#tell("turn", { turn, event: { type: "failed" } });
      if (fault.code === "not-your-conversation")
        this.#lose(fault);
    }
  }

  // The first question makes the conversation, not the visit: who only looks leaves no trace.
  async #begin() {
    for (let delay = AGAIN_MS; ; delay = Math.min(delay * 2, 30_000)) {
      try {
        const key = await api.startConversation();
        const asking = this.#asking;
        this.#adopt(key);
        this.#asking = asking;
        this.#tell("link", { isReached: true });
        return;
      } catch (fault) {
        if (fault instanceof Fault && fault.code !== "unavailable")
          throw fault;
        await new Promise((resolve) => this.#tryAgain(resolve, delay));
      }
    }
  }

  #tryAgain(act, delay = 2 * AGAIN_MS) {
    this.#tell("link", { isReached: false, retryAt: Date.now() + delay, isSecondFailure: true });
    const timer = setTimeout(() => go(), delay);
    const go = () => {
      clearTimeout(timer);
      this.#retryNow = null;
      act();
    };
    this.#retryNow = go;
  }

  #rememberUnsent() {
    const waiting = this.turns
      .filter((turn) => turn.number === null && turn.stage !== "finished")
      .map(({ messageId, question, language, after }) => ({ conversation: this.key?.id ?? null, messageId, text: question, language, after }));
    keys.unsent.set(waiting.length > 0 ? waiting : null);
  }

  #take(event) {
    if (event.type === "restarted" && event.turn === 0) {
      this.refresh();
      return;
    }

    const turn = this.#find(event);
    if (turn === undefined) {
      this.#orphans.push(event);
      return;
    }

    applyEvent(turn, event);
    this.#tell("turn", { turn, event });
  }

  #find(event) {
    const known = this.turns.find((turn) => turn.number === event.turn);
    if (known !== undefined)
      return known;
    if (event.type === "accepted") {
      const asked = this.turns.find((turn) => turn.messageId === event.messageId);
      if (asked === undefined) {
        this.#later(() => this.refresh());   // Asked in another window.
        return undefined;
      }

      asked.number = event.turn;
      this.#later(() => this.#claimOrphans(), 0);
      return asked;
    }

    // The answer to a ticket is a turn of its own that nobody asks: its events begin without "accepted".
    const ticket = event.type === "notice" && event.code === "crisis" ? undefined : this.#openTicket();
    if (ticket === undefined || this.turns.some((turn) => turn.number === null))
      return undefined;
    const promised = { ...acceptedTurn({ turn: event.turn, messageId: `${ticket.messageId}+ticket`, question: ticket.question, askedAt: ticket.askedAt }), parent: ticket.number, ticketFor: ticket.number };
    this.turns = this.turns.toSpliced(this.turns.indexOf(ticket) + 1, 0, promised);
    this.#tell("list");
    return promised;
  }

  #openTicket() {
    return this.turns.find((turn) => turn.kind === "Ticket" && !this.turns.some((other) => other.ticketFor === turn.number || other.parent === turn.number && other.question === turn.question));
  }

  #linkTickets() {
    for (const turn of this.turns) {
      const before = this.turns.find((other) => other.number === turn.parent);
      if (before?.kind === "Ticket" && before.question === turn.question)
        turn.ticketFor = before.number;
    }
  }

  #claimOrphans() {
    const orphans = this.#orphans;
    this.#orphans = [];
    for (const event of orphans)
      this.#take(event);
  }

  // The stream has ended: nothing runs. A turn that still looks unfinished has ended elsewhere, or the line was cut in the middle.
  #settle() {
    if (this.turns.some((turn) => turn.number !== null && turn.stage !== "finished"))
      this.#later(() => this.refresh());
  }

  #lose(fault) {
    if (fault.code === "event-in-future") {
      this.#later(() => this.refresh());
      return;
    }

    const hasOwn = this.turns.some((turn) => turn.number === null);
    if (fault.code === "conversation-not-found" && hasOwn)
      return;   // Nothing was asked in it yet.
    this.leave();
    this.#tell("gone", fault);
  }

  async #parentOf(turn) {
    if (turn.number === null)
      return turn.after;
    if (turn.parent === undefined)
      turn.parent = (await api.readTurn(this.key, turn.number)).parent;
    return turn.parent;
  }

  // A turn that is on the page keeps what only the page knows.
  #keep(turn) {
    const shown = this.turns.find((other) => other.messageId === turn.messageId);
    if (shown === undefined)
      return turn;
    const { isOwn, answerBy, botlet } = shown;
    return Object.assign(shown, turn, { isOwn, answerBy, botlet: botlet?.name ? botlet : turn.botlet });
  }

  #later(act, milliseconds = AGAIN_MS) {
    const key = this.key;
    setTimeout(() => key === this.key && act(), milliseconds);
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
