/** An error the server has told: its code is stable, its message is for the person. */
export class Fault extends Error {
  constructor(code, message, retryAfterSeconds = null) {
    super(message ?? code);
    this.code = code;
    this.text = message ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Reads RFC 9457 problem details. */
  static of(problem, status = 500) {
    return new Fault(problem?.code ?? (status >= 500 ? "unavailable" : "internal"), problem?.detail ?? problem?.title ?? null, problem?.retryAfterSeconds ?? null);
  }
}

/** Sends a request. @throws {Fault} The server said no. @throws {TypeError} It could not be reached. */
export async function send(path, { method = "GET", secret, body, headers = {}, signal } = {}) {
  const response = await fetch(path, {
    method,
    signal,
    cache: "no-store",
    headers: {
      ...(secret ? { Authorization: `Bearer ${secret}` } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.ok)
    return response;
  // A gateway in front of a server that is down answers in its place, in HTML: that is "cannot be reached", not an answer.
  const isOurs = (response.headers.get("Content-Type") ?? "").includes("json");
  if (!isOurs && response.status >= 502)
    throw new TypeError(`The gateway answered ${response.status}.`);
  throw Fault.of(isOurs ? await response.json().catch(() => null) : null, response.status);
}

const json = async (path, options) => (await send(path, options)).json();
const at = (key, rest = "") => `/api/conversations/${encodeURIComponent(key.id)}${rest}`;

/** What the agency is and offers, in a language. */
export const readAgency = (language) => json(language ? `/api/agency?language=${encodeURIComponent(language)}` : "/api/agency");

/** Makes a conversation: its id and its secret. Sets the person's cookie. */
export const startConversation = () => json("/api/conversations", { method: "POST", body: {} });

/** Reads a conversation with its latest turns. */
export const readConversation = (key, signal) => json(at(key), { secret: key.secret, signal });

/** Reads one saved turn. */
export const readTurn = (key, number) => json(at(key, `/checkpoints/${number}`), { secret: key.secret });

/** Reads the turns that lead to a checkpoint, oldest first. */
export const readTurns = async (key, checkpoint) => (await json(at(key, `/turns?checkpoint=${checkpoint}`), { secret: key.secret })).turns;

/** Lists the checkpoints of every branch. */
export const readCheckpoints = (key) => json(at(key, "/checkpoints"), { secret: key.secret });

/** Makes an earlier checkpoint the current one. */
export const fork = (key, checkpoint) => json(at(key, "/fork"), { method: "POST", secret: key.secret, body: { checkpoint } });

/** Says what the person thought of an answer. */
export const rate = (key, turn, helpful, comment) =>
  send(at(key, `/turns/${turn}/feedback`), { method: "POST", secret: key.secret, body: { helpful, comment: comment || null } });

/** Reads all that is kept of a conversation. */
export const exportConversation = async (key) => (await send(at(key, "/export"), { secret: key.secret })).blob();

/** Deletes a conversation. */
export const deleteConversation = (key) => send(at(key), { method: "DELETE", secret: key.secret });

/** Lists the conversations of this browser's cookie. */
export const readMine = async () => (await json("/api/me/conversations")).conversations;

/** Deletes all of them, and the cookie. */
export const deleteMine = () => json("/api/me", { method: "DELETE" });
