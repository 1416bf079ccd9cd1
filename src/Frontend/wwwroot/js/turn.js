/** @typedef {"unsent"|"sending"|"accepted"|"queued"|"answering"|"finished"} Stage */

/** Makes an id nobody else makes. Not randomUUID: that is missing on a page served without TLS in an agency's own network. */
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Makes a question of this page that the server does not know yet. */
export function newTurn(question, { messageId = newId(), language, after = null }) {
  return { ...blank(), messageId, question, language, after, stage: "sending", askedAt: new Date().toISOString(), isOwn: true };
}

/** Makes a turn the server has taken and not answered yet. */
export function acceptedTurn(shown) {
  return { ...blank(), number: shown.turn, messageId: shown.messageId, question: shown.question, askedAt: shown.askedAt, stage: "accepted" };
}

/** Makes a turn of the history. */
export function savedTurn(shown) {
  return {
    ...blank(),
    ...shown,
    stage: "finished",
    text: shown.answer,
    botlet: shown.botlet ? { id: shown.botlet, name: null } : null,
    failure: shown.failureCode ? { code: shown.failureCode, message: shown.answer, retryAt: null } : null,
  };
}

function blank() {
  return {
    number: null,
    messageId: null,
    question: "",
    askedAt: null,
    language: null,
    parent: undefined,
    after: null,
    stage: "sending",
    text: "",
    kind: null,
    botlet: null,
    queue: null,
    sources: [],
    notices: [],
    suggestions: [],
    usage: null,
    answerBy: null,
    failure: null,
    attempt: 1,
    ticketFor: null,
    isOwn: false,
  };
}

/** Drops all that was told of an answer: it begins anew. */
export function beginAgain(turn, attempt) {
  Object.assign(turn, { text: "", queue: null, sources: [], notices: turn.notices.filter((notice) => notice.code === "crisis"), stage: "accepted", kind: null, failure: null, attempt });
}

/** Changes a turn by one event of the server. */
export function applyEvent(turn, event, now = Date.now()) {
  switch (event.type) {
    case "accepted":
      if (turn.stage === "sending" || turn.stage === "unsent")
        turn.stage = "accepted";
      break;
    case "routed":
      turn.botlet = { id: event.botlet, name: event.name };
      turn.language = event.language;
      break;
    case "queued":
      turn.stage = "queued";
      turn.queue = nextPlace(turn.queue, event, now);
      break;
    case "source":
      turn.sources = [...turn.sources.filter((source) => source.index !== event.index), event].sort((a, b) => a.index - b.index);
      break;
    case "token":
      turn.stage = "answering";
      turn.queue = null;
      turn.text += event.text;
      break;
    case "notice":
      if (!turn.notices.some((notice) => notice.code === event.code && notice.text === event.text))
        turn.notices.push({ code: event.code, text: event.text });
      break;
    case "usage":
      turn.usage = event;
      break;
    case "done":
      Object.assign(turn, { stage: "finished", queue: null, text: event.answer, kind: event.kind, suggestions: event.suggestions ?? [] });
      turn.answerBy = event.answerBy ? now + event.answerBy * 1000 : null;
      break;
    case "failed":
      Object.assign(turn, { stage: "finished", queue: null, kind: event.code === "refused" ? "Refusal" : "Failed", failure: failureOf(event, now) });
      break;
    case "restarted":
      beginAgain(turn, event.attempt);
      break;
  }
}

/** What a person is told of a failure. */
export function failureOf({ code, message, retryAfterSeconds }, now = Date.now()) {
  return { code, message, retryAt: retryAfterSeconds ? now + retryAfterSeconds * 1000 : null };
}

/**
 * The next state of a wait. Times are kept as moments, so that the page counts down by itself; place and times fall and never rise, unless the server says
 * why they had to.
 */
function nextPlace(last, event, now) {
  const expectedAt = now + event.expectedSeconds * 1000;
  const promisedAt = now + event.promisedSeconds * 1000;
  if (!last)
    return { place: event.place, expectedAt, promisedAt, since: now, cause: event.cause ?? null };
  const isExplained = event.cause !== null && event.cause !== undefined;
  const fall = (before, after) => (isExplained ? after : Math.min(before, after));
  return {
    place: fall(last.place, event.place),
    expectedAt: fall(last.expectedAt, expectedAt),
    promisedAt: fall(last.promisedAt, promisedAt),
    since: last.since,
    cause: event.cause ?? last.cause,
  };
}
