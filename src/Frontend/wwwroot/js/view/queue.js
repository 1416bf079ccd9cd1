import { el } from "../dom.js";
import { hasText, showSpan, t } from "../texts/index.js";

/** Shows a place in line and the wait, counted down by the page's own clock between the server's words. */
export class QueueCard {
  #place = el("p", { class: "queue-place" });
  #wait = el("p", { class: "queue-wait" });
  #bar = el("progress", { max: "1" });
  #cause = el("p", { class: "queue-cause" });

  constructor() {
    this.#bar.setAttribute("aria-label", t("queue.progress"));
    this.root = el("div", { class: "queue" }, this.#place, this.#wait, this.#bar, this.#cause, el("p", { class: "hint" }, t("queue.keep")));
  }

  /** Shows the wait as it is now. @returns What to say of it. */
  show(queue, now = Date.now()) {
    const expected = (queue.expectedAt - now) / 1000;
    const promised = (queue.promisedAt - now) / 1000;
    write(this.#place, t("queue.place", queue.place));
    write(this.#wait, words(expected, promised));
    this.#bar.value = Math.min(1, (now - queue.since) / Math.max(1, queue.promisedAt - queue.since));
    this.#cause.hidden = !queue.cause;
    write(this.#cause, queue.cause ? t(hasText(`queue.cause.${queue.cause}`) ? `queue.cause.${queue.cause}` : "queue.cause.other") : "");
    return expected > 0 ? t("say.queue", queue.place, showSpan(expected)) : null;
  }
}

function words(expected, promised) {
  if (promised <= 0)
    return t("queue.broken");
  if (expected <= 0)
    return `${t("queue.soon").replace(/\.$/, "")}, ${t("queue.promised", showSpan(promised))}.`;
  return `${t("queue.expected", showSpan(expected))}, ${t("queue.promised", showSpan(promised))}.`;
}

function write(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}
