import { send } from "../api.js";

// Streams show a sign of life every 20 seconds at the latest, and questions are taken sooner: who says nothing for so long has gone. As patient as the hub.
const SILENCE_MS = 45_000;

/** The conversation over plain HTTP: questions as POST, events as server-sent events read by fetch, since EventSource cannot send a secret but in the address. */
export const http = {
  name: "sse",

  ask(key, question) {
    return patiently(null, async (signal) => {
      const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/turns`, {
        method: "POST",
        secret: key.secret,
        body: question,
        headers: { Prefer: "respond-async", Accept: "application/json" },
        signal,
      });
      return response.json();
    });
  },

  /** Reads events until the server ends the stream: nothing runs any more. */
  read(key, from, onEvent, leaving) {
    return patiently(leaving, async (signal, heard) => {
      const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/events?from=${from}`, {
        secret: key.secret,
        headers: { Accept: "text/event-stream" },
        signal,
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        heard();
        const { done, value } = await reader.read();
        if (done)
          return;
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks)
          tell(block, onEvent);
      }
    });
  },

  stop(key, turn) {
    return patiently(null, async (signal) => {
      const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/stop`, { method: "POST", secret: key.secret, body: { turn }, signal });
      return (await response.json()).stopped;
    });
  },

  close() {},
};

/** Does something that ends when the person leaves, or when nothing has been heard of the server for too long. */
async function patiently(leaving, act) {
  const ending = new AbortController();
  const leave = () => ending.abort(leaving.reason);
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ending.abort(new DOMException("The server is silent.", "TimeoutError")), SILENCE_MS);
  };
  leaving?.addEventListener("abort", leave);
  if (leaving?.aborted)
    leave();
  heard();
  try {
    return await act(ending.signal, heard);
  } finally {
    clearTimeout(timer);
    leaving?.removeEventListener("abort", leave);
  }
}

function tell(block, onEvent) {
  const data = block
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
  if (data)
    onEvent(JSON.parse(data));
}
