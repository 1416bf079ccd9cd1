import { draft } from "../keys.js";
import { t } from "../texts/index.js";

const SHOW_COUNT_FROM = 0.75;
const encoder = new TextEncoder();

/** The question box. It is the plain form of the page; with script it sends without leaving the page. */
export class Composer {
  #form;
  #box;
  #count;
  #announcer;
  #limit = 32 * 1024;

  constructor(form, { onAsk, announcer }) {
    this.#form = form;
    this.#box = form.elements.question;
    this.#count = form.querySelector("#ask-count");
    this.#announcer = announcer;
    form.noValidate = true;   // Our own words say what is missing.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(onAsk);
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send(onAsk);
      }
    });
    this.#box.addEventListener("input", () => this.#changed());
    this.#box.value = draft.get() ?? this.#box.value;
    this.#changed();
  }

  /** Sets the longest question, in bytes of UTF-8. */
  set limit(bytes) {
    this.#limit = bytes;
  }

  /** Puts the cursor into the box; not where that brings up a keyboard over the answer. */
  focus() {
    if (matchMedia("(pointer: coarse)").matches)
      this.#box.blur();
    else
      this.#box.focus();
  }

  /** Puts a text into the box, in front of nothing that stands there. */
  fill(text) {
    this.#box.value = text;
    this.#changed();
  }

  /** Writes labels in the page's language. */
  translate(hasTurns) {
    this.#form.querySelector("#ask-label").textContent = t(hasTurns ? "ask.label.next" : "ask.label");
    this.#form.querySelector("#send").textContent = t("ask.send");
    this.#form.querySelector("#ask-hint").textContent = t("ask.hint");
    this.#box.placeholder = hasTurns ? "" : t("ask.placeholder");
    this.#changed();
  }

  #send(onAsk) {
    const text = this.#box.value;
    if (text.trim() === "") {
      this.#refuse(t("ask.empty"));
      return;
    }

    if (this.#bytes() > this.#limit) {
      this.#refuse(t("ask.too-long", this.#limit / 1024));
      return;
    }

    this.fill("");
    this.#count.textContent = "";
    onAsk(text);
  }

  #refuse(words) {
    this.#box.setAttribute("aria-invalid", "true");
    this.#count.textContent = words;
    this.#announcer.alarm(words);
    this.#box.focus();
  }

  #changed() {
    draft.set(this.#box.value === "" ? null : this.#box.value);
    const bytes = this.#bytes();
    const isTooLong = bytes > this.#limit;
    this.#box.toggleAttribute("aria-invalid", false);
    if (isTooLong)
      this.#box.setAttribute("aria-invalid", "true");
    const words = isTooLong
      ? t("ask.too-long", this.#limit / 1024)
      : bytes > this.#limit * SHOW_COUNT_FROM ? t("ask.bytes", Math.ceil(bytes / 1024), this.#limit / 1024) : "";
    if (this.#count.textContent !== words)
      this.#count.textContent = words;
    this.#grow();
  }

  // One letter is at most three bytes here, so that short texts need no encoding at each key.
  #bytes() {
    const { value } = this.#box;
    return value.length * 3 <= this.#limit * SHOW_COUNT_FROM ? value.length : encoder.encode(value).length;
  }

  #grow() {
    if (CSS.supports("field-sizing", "content"))
      return;
    this.#box.rows = Math.min(8, Math.max(2, this.#box.value.split("\n").length));
  }
}
