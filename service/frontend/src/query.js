// The query page with an editor: YASGUI on the service's own endpoint, in place of the plain form.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";

const box = document.getElementById("yasgui");
if (box) {
  const plain = document.getElementById("plain-query");
  const prefixes = JSON.parse(box.dataset.prefixes);
  const endpoint = new URL(box.dataset.endpoint, location).href;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  Yasgui.Yasr.defaults.prefixes = prefixes;
  box.hidden = false;
  const yasgui = new Yasgui(box, {
    requestConfig: { endpoint, method: "POST" },
    persistenceId: null,
    copyEndpointOnNewTab: true,
    autofocus: false,
    yasqe: { value: plain.querySelector("textarea").value, createShareableLink: null, collapsePrefixesOnLoad: true },
  });
  plain.hidden = true;
  nameParts(box);
  const show = (query) => yasgui.getTab().setQuery(query);
  show(plain.querySelector("textarea").value);
  for (const link of document.querySelectorAll(".examples a[data-query]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.query);
      yasgui.getTab().query();
      box.scrollIntoView();
    });
  }
}

// YASGUI's fields have no names, and its tabs break the rules of the role that they claim: they are links.
function nameParts(box) {
  box.querySelector("input.autocomplete")?.setAttribute("aria-label", "SPARQL endpoint");
  box.querySelector(".yasqe textarea")?.setAttribute("aria-label", "SPARQL");
  for (const part of box.querySelectorAll(".tabsList, .tabsList [role]")) {
    part.removeAttribute("role");
    part.removeAttribute("aria-selected");
  }
}
