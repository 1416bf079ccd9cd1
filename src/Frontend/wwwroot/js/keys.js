/**
 * What the browser keeps: the conversation of this tab, the draft, questions not sent yet, a few choices. Secrets stay in storage; they never enter an address.
 * Where storage is blocked everything still works, until the page is left.
 */
const memory = new Map();

function storage(kind) {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

function read(kind, name) {
  try {
    const text = storage(kind)?.getItem(`govstack.${name}`) ?? null;
    return text === null ? memory.get(name) ?? null : JSON.parse(text);
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(kind, name, value) {
  if (value === null)
    memory.delete(name);
  else
    memory.set(name, value);
  try {
    if (value === null)
      storage(kind)?.removeItem(`govstack.${name}`);
    else
      storage(kind)?.setItem(`govstack.${name}`, JSON.stringify(value));
  } catch {
    // Full or blocked: the memory holds it.
  }
}

const slot = (kind, name) => ({
  get: () => read(kind, name),
  set: (value) => write(kind, name, value),
});

/** The conversation this tab shows: {id, secret}. */
export const openConversation = slot("sessionStorage", "conversation");

/** What stands in the question box. */
export const draft = slot("sessionStorage", "draft");

/** Questions the server has not taken yet: [{messageId, text, language, after}]. */
export const unsent = slot("sessionStorage", "unsent");

/** When WebSockets were found blocked here, in milliseconds. */
export const socketsBlockedAt = slot("sessionStorage", "sockets-blocked");

/** The language chosen. */
export const chosenLanguage = slot("localStorage", "language");

/** Opinions given in this browser: {"conversation/turn": true|false}. */
export const opinions = slot("localStorage", "opinions");

/** The colour scheme chosen. Plain text: theme.js reads it before any module runs. */
export const chosenTheme = {
  get: () => {
    try {
      return localStorage.getItem("govstack.theme");
    } catch {
      return null;
    }
  },
  set: (value) => {
    try {
      localStorage.setItem("govstack.theme", value);
    } catch {
      // It holds for this page.
    }
  },
};

/** Forgets all but language and colours. */
export function forgetPerson() {
  for (const kept of [openConversation, draft, unsent, opinions])
    kept.set(null);
}
