import { Fault } from "../api.js";
import { socketsBlockedAt } from "../keys.js";
import { http } from "./http.js";
import { Hub } from "./hub.js";

const FIRST_DELAY_MS = 1000;
const LAST_DELAY_MS = 30_000;
const BLOCKED_FOR_MS = 10 * 60_000;
const left = () => new DOMException("Another conversation is open.", "AbortError");

/**
 * The line to the server for one conversation. It picks the way (WebSocket, else our event stream), waits longer after each failure, and goes on reading from
 * the number after the last event seen, so that nothing is missed and nothing is told twice.
 */
export class Link {
  #key = null;
  #next = 0;
  #hub = null;
  #hubFailed = false;
  #leaving = new AbortController();
  #reading = new AbortController();
  #isReading = false;
  #readAgain = false;
  #wake = null;
  #handlers;

  /** @param {{onEvent: Function, onIdle: Function, onLost: Function, onState: Function}} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    addEventListener("online", () => this.tryNow());
  }

  /** The way in use: "hub" or "sse". */
  get way() {
    return this.#hub?.isOpen ? "hub" : "sse";
  }

  /** Turns to a conversation, or to none. What was being read or asked of another is let go. */
  turnTo(key) {
    this.#leaving.abort(left());
    this.#leaving = new AbortController();
    this.#key = key;
    this.#endReading();
    this.#wake?.();
  }

  /** Asks, trying again as long as the server cannot be reached. @returns Where the answer will be. @throws {Fault} The server said no. */
  ask(question) {
    return this.#persist((way, key) => way.ask(key, question));
  }

  /** Stops a turn. */
  stop(turn) {
    return this.#persist((way, key) => way.stop(key, turn));
  }

  /** Makes sure events are read, from this number where none was seen yet. */
  follow(from) {
    if (this.#isReading) {
      this.#readAgain = true;
      return;
    }

    this.#next = Math.max(this.#next, from);
    this.#isReading = true;
    this.#read(this.#key, this.#reading.signal);
  }

  /** Begins reading at a number although later ones were seen: the history was read anew. */
  rewind(from) {
    this.#endReading();
    this.follow(from);
  }

  /** Ends the waiting between two attempts. */
  tryNow() {
    this.#wake?.();
  }

  #endReading() {
    this.#reading.abort(left());
    this.#reading = new AbortController();
    this.#next = 0;
    this.#isReading = false;
    this.#readAgain = false;
  }

  async #read(key, signal) {
    let delay = FIRST_DELAY_MS;
    while (!signal.aborted) {
      try {
        const way = await this.#pick();
        this.#readAgain = false;
        await way.read(key, this.#next, (event) => {
          if (signal.aborted)
            return;
          delay = FIRST_DELAY_MS;
          this.#reached();
          this.#next = Math.max(this.#next, event.number + 1);
          this.#handlers.onEvent(event);
        }, signal);
        if (signal.aborted)
          return;
        this.#reached();
        if (this.#readAgain)
          continue;
        this.#isReading = false;
        this.#handlers.onIdle();
        return;
      } catch (fault) {
        if (signal.aborted)
          return;
        if (fault instanceof Fault && fault.code !== "unavailable" && fault.code !== "internal") {
          this.#isReading = false;
          this.#handlers.onLost(fault);
          return;
        }

        await this.#rest(delay, signal);
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
  }

  async #persist(act) {
    const key = this.#key;
    const signal = this.#leaving.signal;
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LAST_DELAY_MS)) {
      try {
        const result = await act(await this.#pick(), key);
        this.#reached();
        return result;
      } catch (fault) {
        if (fault instanceof Fault && fault.code === "cookie-missing" && this.#hub)
          this.#giveUpHub();   // The socket was opened before the cookie was there; HTTP sets one.
        else if (fault instanceof Fault)
          throw fault;
        if (signal.aborted)
          throw signal.reason;
        await this.#rest(delay, signal);
      }
    }
  }

  async #pick() {
    if (this.#hub?.isOpen)
      return this.#hub;
    if (this.#hubFailed || Date.now() - (socketsBlockedAt.get() ?? 0) < BLOCKED_FOR_MS)
      return http;
    this.#opening ??= Hub.connect().finally(() => (this.#opening = null));
    try {
      this.#hub = await this.#opening;
      return this.#hub;
    } catch {
      this.#hubFailed = true;
      return http;
    }
  }

  #opening = null;

  #giveUpHub() {
    this.#hub.close();
    this.#hub = null;
    this.#hubFailed = true;
  }

  #reached() {
    // Plain HTTP works where the socket did not: sockets are blocked here, and the next page need not try.
    if (this.#hubFailed && !this.#hub?.isOpen)
      socketsBlockedAt.set(Date.now());
    this.#handlers.onState({ isReached: true });
  }

  async #rest(delay, signal) {
    this.#hubFailed = false;   // Nothing works at the moment, so nothing is known about sockets.
    const milliseconds = delay * (0.75 + Math.random() / 2);   // Spread, so that a server that comes back is not met by all at once.
    this.#handlers.onState({ isReached: false, retryAt: Date.now() + milliseconds, isSecondFailure: delay > FIRST_DELAY_MS });
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const wakeOthers = this.#wake;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
        wakeOthers?.();
      };
      signal.addEventListener("abort", resolve, { once: true });
    });
    this.#wake = null;
  }
}
