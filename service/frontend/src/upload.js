// Sending articles: files of JSON lines go as they are and are answered by server-sent events, others one by one.
import { EventSourceParserStream } from "eventsource-parser/stream";
import { askForToken, forgetToken, headers, root } from "./holding.js";

const TYPES = { txt: "text/plain", html: "text/html", htm: "text/html", json: "application/json" };
const MOST_SHOWN = 1000;

const form = document.querySelector(".upload");
const texts = form.dataset;
const bar = document.querySelector("progress");
const status = document.querySelector(".status");
const table = document.querySelector(".outcomes");
const stop = form.querySelector("[name=stop]");
let counts, total, shown, sending;

askForToken((may) => {
  form.hidden = !may;
});
stop.addEventListener("click", () => sending?.abort());

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  [counts, total, shown, sending] = [{}, 0, 0, new AbortController()];
  table.tBodies[0].replaceChildren();
  table.hidden = bar.hidden = stop.hidden = false;
  form.querySelector("[type=file]").disabled = true;
  try {
    const files = [...form.querySelector("[type=file]").files];
    total = files.filter((file) => !isLines(file)).length;
    for (const file of files) {
      await (isLines(file) ? sendLines(file) : sendOne(file));
    }
    tell(texts.ended);
  } catch (error) {
    tell(error.name === "AbortError" ? texts.stopped : `${texts.broken} ${error.refusal || ""}`);
  } finally {
    form.querySelector("[type=file]").disabled = false;
    bar.hidden = stop.hidden = true;
  }
});

const ending = (file) => file.name.split(".").pop().toLowerCase();
const isLines = (file) => ["jsonl", "ndjson"].includes(ending(file));

async function send(path, type, accept, body) {
  const answer = await fetch(`${root}${path}`, {
    method: "POST",
    headers: headers({ "Content-Type": type, Accept: accept }),
    body,
    signal: sending.signal,
  });
  if (answer.status === 401) {
    forgetToken();
  }
  return answer;
}

async function sendLines(file) {
  const answer = await send("/articles/batch", "application/x-ndjson", "text/event-stream", file);
  if (!answer.ok) {
    throw Object.assign(new Error(), { refusal: (await answer.json()).detail });
  }
  const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const { event, data } = next.value;
    if (event === "begun") {
      total += JSON.parse(data).lines;
    } else if (event === "outcome") {
      const told = JSON.parse(data);
      show(`${file.name}:${told.line}`, told);
    }
  }
}

async function sendOne(file) {
  const answer = await send("/articles", TYPES[ending(file)] || "text/plain", "application/json", file);
  const told = await answer.json();
  if (answer.status === 401) {
    throw Object.assign(new Error(), { refusal: told.detail });
  }
  show(file.name, answer.ok ? told : { outcome: "refused", reason: told.detail });
}

function show(where, { outcome, article, id, reason, statements, claims }) {
  counts[outcome] = (counts[outcome] || 0) + 1;
  const done = Object.values(counts).reduce((one, other) => one + other, 0);
  bar.max = Math.max(total, done);
  bar.value = done;
  tell(texts.progress.replace("%done%", done).replace("%total%", bar.max));
  if (shown++ < MOST_SHOWN) {
    const row = table.tBodies[0].insertRow();
    row.className = outcome;
    row.insertCell().textContent = where;
    row.insertCell().textContent = JSON.parse(texts.outcomes)[outcome] || outcome;
    const cell = row.insertCell();
    if (article) {
      const link = document.createElement("a");
      link.href = article.startsWith(texts.base) ? `${root}/about/${article.slice(texts.base.length)}` : article;
      link.textContent = id;
      cell.append(link, ` · ${texts.found.replace("%statements%", statements.length).replace("%claims%", claims.length)}`);
    } else {
      cell.textContent = reason;
    }
  }
}

function tell(text) {
  const parts = Object.entries(counts).map(([outcome, number]) => `${JSON.parse(texts.outcomes)[outcome] || outcome} ${number}`);
  status.textContent = [text, ...parts].join(" · ");
}
