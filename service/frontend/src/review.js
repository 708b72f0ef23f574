// Deciding on rows, by buttons and keys: keys count only while the focus is on a row.
import { askForToken, forgetToken, headers, holder, root } from "./holding.js";

const queue = document.querySelector(".queue");
const status = document.querySelector(".status");
const texts = queue.dataset;
const verdicts = JSON.parse(texts.verdicts);
const rows = [...queue.querySelectorAll(".row")];
const isCluster = (row) => row.classList.contains("cluster");
const isMember = (row) => row.classList.contains("member");
const membersOf = (row) => [...row.closest(".cluster").querySelectorAll(".member")];

askForToken((may) => {
  for (const row of rows) {
    row.querySelectorAll(":scope > .actions, :scope > .correction").forEach((one) => one.remove());
    row.removeAttribute("tabindex");
    if (may) {
      row.tabIndex = 0;
      addActions(row);
    }
  }
  if (may && rows.length) {
    rows[0].focus({ preventScroll: true });
  }
});

function addActions(row) {
  const actions = document.getElementById("actions").content.firstElementChild.cloneNode(true);
  const left = isCluster(row) ? ["rejected", "corrected", "reopened", "split"] : isMember(row) ? ["accepted", "rejected"] : ["split"];
  left.forEach((one) => actions.querySelector(`[data-does=${one}]`).remove());
  for (const button of actions.querySelectorAll("button")) {
    button.addEventListener("click", () => act(row, button.dataset.does));
  }
  row.append(actions);
}

queue.addEventListener("keydown", (event) => {
  const row = event.target.closest(".row");
  const typing = event.target.closest("input, select, textarea");
  if (!row || !row.hasAttribute("tabindex") || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "Escape") {
    closeCorrection(row);
    row.focus();
  } else if (!typing) {
    const does = { a: "accepted", r: isMember(row) ? "split" : "rejected", c: "corrected", u: "reopened" }[event.key];
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      rows[rows.indexOf(row) + step]?.focus();
    } else if (does) {
      event.preventDefault();
      act(row, does);
    }
  }
});

function act(row, does) {
  const reject = does === "rejected" && isCluster(row);
  if (reject && membersOf(row).length > 2) {
    say(texts.choose);
  } else if (does === "split" || reject) {
    const [one, ...others] = does === "split" ? [row, ...membersOf(row).filter((other) => other !== row)] : membersOf(row);
    decide(one, "corrected", { different: others.map((other) => other.dataset.row) });
  } else if (does === "corrected" && !isCluster(row)) {
    openCorrection(row);
  } else if (does === "accepted" || !isCluster(row)) {
    decide(row, does);
  }
}

function openCorrection(row) {
  if (row.querySelector(":scope > .correction")) {
    return;
  }
  const form = document.getElementById("correction").content.firstElementChild.cloneNode(true);
  const before = JSON.parse(row.dataset.fields);
  for (const input of form.elements) {
    if (input.name) {
      input.value = before[input.name] || "";
    }
  }
  const first = Object.fromEntries(new FormData(form));
  form.querySelector("[data-does=cancel]").addEventListener("click", () => {
    closeCorrection(row);
    row.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (value.trim() !== first[name].trim()) {
        const several = form.elements[name].hasAttribute("data-many") ? value.split(";") : [value];
        fields[name] = several.map((one) => one.trim() || "none");
      }
    }
    if (Object.keys(fields).length) {
      decide(row, "corrected", fields);
    } else {
      say(texts.unchanged);
    }
  });
  row.append(form);
  form.querySelector("input, select").focus();
}

function closeCorrection(row) {
  row.querySelector(":scope > .correction")?.remove();
}

async function decide(row, verdict, fields) {
  const note = row.querySelector(":scope > .actions [name=note]");
  const wish = { rows: [row.dataset.row], verdict, by: holder().by, note: note.value.trim(), ...(fields && { fields }) };
  row.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${root}/review/${texts.kinds}`, {
      method: "POST",
      headers: headers({ "Content-Type": "application/json", Accept: "application/json" }),
      body: JSON.stringify(wish),
    });
    const body = await answer.json();
    if (answer.status === 401) {
      forgetToken();
      say(texts.wrongToken);
    } else if (!answer.ok) {
      say(body.detail);
    } else {
      note.value = "";
      closeCorrection(row);
      body.forEach((one) => show(row, one));
    }
  } catch {
    say(texts.unreached);
  } finally {
    row.removeAttribute("aria-busy");
  }
}

function show(row, decision) {
  const words = { verdict: verdicts[decision.verdict], by: decision.by, day: decision.at.slice(0, 10) };
  const item = document.createElement("li");
  item.className = `decision ${decision.verdict}`;
  const link = document.createElement("a");
  link.href = `${root}/about/decision/${decision.id}`;
  link.textContent = texts.decided.replace(/%(\w+)%/g, (_, name) => words[name]);
  item.append(link, decision.note ? `: ${decision.note}` : "");
  row.querySelector(":scope > .decisions").append(item);
  row.dataset.decided = decision.verdict;
  say(link.textContent);
  if (row.contains(document.activeElement) || document.activeElement === document.body) {
    (rows.slice(rows.indexOf(row) + 1).find((one) => !one.dataset.decided) || row).focus();
  }
}

function say(text) {
  status.textContent = text;
}
