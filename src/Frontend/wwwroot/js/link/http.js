import { send } from "../api.js";

/** The conversation over plain HTTP: questions as POST, events as server-sent events read by fetch, since EventSource cannot send a secret but in the address. */
export const http = {
  name: "sse",

  async ask(key, question) {
    const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/turns`, {
      method: "POST",
      secret: key.secret,
      body: question,
      headers: { Prefer: "respond-async", Accept: "application/json" },
    });
    return response.json();
  },

  /** Reads events until the server ends the stream: nothing runs any more. */
  async read(key, from, onEvent, signal) {
    const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/events?from=${from}`, {
      secret: key.secret,
      headers: { Accept: "text/event-stream" },
      signal,
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done)
        return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks)
        tell(block, onEvent);
    }
  },

  async stop(key, turn) {
    const response = await send(`/api/conversations/${encodeURIComponent(key.id)}/stop`, { method: "POST", secret: key.secret, body: { turn } });
    return (await response.json()).stopped;
  },

  close() {},
};

function tell(block, onEvent) {
  const data = block
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
  if (data)
    onEvent(JSON.parse(data));
}
