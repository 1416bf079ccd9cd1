import { rate } from "../api.js";
import { el, icon, replaceWith } from "../dom.js";
import { opinions } from "../keys.js";
import { t } from "../texts/index.js";

/** Asks whether an answer helped, and for a comment once the person has said so. */
export function feedback(key, turn, commentChars) {
  const name = `${key.id}/${turn.number}`;
  const root = el("div", { class: "feedback", role: "group", "aria-label": t("rate.question") });
  const thumbs = { true: thumb(true), false: thumb(false) };
  const after = el("div", { class: "feedback-after" });
  root.append(el("div", { class: "feedback-row" }, el("span", { "aria-hidden": "true" }, t("rate.question")), thumbs.true, thumbs.false), after);
  mark(opinions.get()?.[name]);
  return root;

  function thumb(isHelpful) {
    const words = isHelpful ? "yes" : "no";
    return el("button", {
      type: "button",
      class: "button small",
      "aria-pressed": "false",
      "aria-label": t(`rate.${words}`),
      onclick: () => give(isHelpful),
    }, icon(isHelpful ? "up" : "down"), t(`rate.${words}.short`));
  }

  function mark(isHelpful) {
    thumbs.true.setAttribute("aria-pressed", String(isHelpful === true));
    thumbs.false.setAttribute("aria-pressed", String(isHelpful === false));
  }

  async function give(isHelpful, comment) {
    try {
      await rate(key, turn.number, isHelpful, comment);
      opinions.set({ ...opinions.get(), [name]: isHelpful });
      mark(isHelpful);
      replaceWith(after, el("p", { role: "status" }, t("rate.thanks")), ...(comment ? [] : [commentForm(isHelpful)]));
    } catch {
      replaceWith(after, el("p", { role: "alert" }, t("rate.failed")));
    }
  }

  function commentForm(isHelpful) {
    const id = `comment-${turn.number}`;
    const box = el("textarea", { id, rows: "2", maxlength: String(commentChars), dir: "auto", "aria-describedby": `${id}-hint` });
    return el(
      "form",
      {
        class: "comment",
        onsubmit: (event) => {
          event.preventDefault();
          if (box.value.trim() !== "")
            give(isHelpful, box.value);
        },
      },
      el("label", { for: id }, t("rate.comment")),
      box,
      el("p", { class: "hint", id: `${id}-hint` }, t("rate.comment.hint")),
      el("button", { type: "submit", class: "button small" }, t("rate.send")),
    );
  }
}
