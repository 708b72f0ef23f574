// Names to choose from while one types, from the service's own reconciliation.
import { root } from "./holding.js";

const WAIT = 150;

export function suggestNames() {
  for (const input of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("datalist");
    list.id = `names-${input.name}`;
    input.after(list);
    input.setAttribute("list", list.id);
    input.setAttribute("autocomplete", "off");
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => fill(input, list), WAIT);
    });
  }
}

async function fill(input, list) {
  const prefix = input.value.trim();
  if (prefix.length < 2) {
    return;
  }
  const answer = await fetch(`${root}/reconcile/suggest/entity?prefix=${encodeURIComponent(prefix)}`);
  if (!answer.ok || prefix !== input.value.trim()) {
    return;
  }
  list.replaceChildren(
    ...(await answer.json()).result.map((one) => {
      const option = document.createElement("option");
      option.value = one.name;
      option.label = one.description || "";
      return option;
    }),
  );
}
