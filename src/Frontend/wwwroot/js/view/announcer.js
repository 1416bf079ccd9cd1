const QUEUE_EVERY_MS = 15_000;

/**
 * Speaks to screen readers through two live regions: the polite one for the start and the end of an answer and for the queue, the assertive one for a crisis and
 * for errors. Never for each token.
 */
export class Announcer {
  #polite;
  #assertive;
  #queueAt = 0;

  constructor(polite, assertive) {
    this.#polite = polite;
    this.#assertive = assertive;
  }

  /** Says something when the person pauses. */
  say(text) {
    this.#put(this.#polite, text);
  }

  /** Says something at once. */
  alarm(text) {
    this.#put(this.#assertive, text);
  }

  /** Says how the wait goes, at most every 15 seconds. */
  sayQueue(text) {
    const now = Date.now();
    if (now - this.#queueAt < QUEUE_EVERY_MS)
      return;
    this.#queueAt = now;
    this.say(text);
  }

  // The same words twice would be no change, and no change is not read: an invisible mark makes one.
  #put(region, text) {
    region.textContent = region.textContent === text ? `${text}\u200b` : text;
  }
}
