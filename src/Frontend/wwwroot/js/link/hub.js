import { Fault } from "../api.js";

const PATIENCE_MS = 5000;

/** The conversation over a WebSocket. */
export class Hub {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  name = "hub";

  /** Whether it can be used without connecting anew. */
  get isOpen() {
    return this.#connection.state === "Connected";
  }

  /** Opens the socket. @throws {Error} Blocked, or the server is away. */
  static async connect() {
    if (typeof WebSocket !== "function")
      throw new Error("This browser has no WebSocket.");
    await import("/lib/signalr/signalr.min.js");   // Sets globalThis.signalR; only who asks loads it.
    const { HubConnectionBuilder, HttpTransportType, LogLevel } = globalThis.signalR;
    const connection = new HubConnectionBuilder()
      .withUrl("/hubs/chat", { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      .configureLogging(LogLevel.None)
      .build();
    connection.serverTimeoutInMilliseconds = 45_000;
    const start = connection.start();
    await Promise.race([
      start,
      new Promise((_, reject) => setTimeout(() => reject(new Error("The socket did not open in time.")), PATIENCE_MS)),
    ]).catch((fault) => {
      start.then(() => connection.stop(), () => {});
      throw fault;
    });
    return new Hub(connection);
  }

  async ask(key, question) {
    const place = await this.#invoke("Ask", { id: key.id, secret: key.secret, question });
    if (place.refusal)
      throw Fault.of(place.refusal);
    return place;
  }

  /** Reads events until the server ends the stream: nothing runs any more. */
  read(key, from, onEvent, signal) {
    return new Promise((resolve, reject) => {
      const reading = this.#connection.stream("ReadFrom", key.id, key.secret, from).subscribe({
        next: onEvent,
        complete: resolve,
        error: (fault) => reject(understand(fault)),
      });
      signal.addEventListener("abort", () => {
        reading.dispose();
        reject(signal.reason);
      }, { once: true });
    });
  }

  stop(key, turn) {
    return this.#invoke("Stop", key.id, key.secret, turn);
  }

  close() {
    this.#connection.stop().catch(() => {});
  }

  async #invoke(method, ...values) {
    try {
      return await this.#connection.invoke(method, ...values);
    } catch (fault) {
      throw understand(fault);
    }
  }
}

// The hub tells faults as codes in the message of a HubException; all else is the line.
function understand(fault) {
  const code = /HubException: ([a-z-]+)/.exec(fault?.message ?? "")?.[1];
  return code ? new Fault(code) : fault;
}
