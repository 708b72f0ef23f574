// The query page with an editor: YASGUI on the service's own endpoint, in place of the plain form.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import { ChartOfResults, MapOfResults } from "./results.js";

const box = document.getElementById("yasgui");
if (box) {
  const plain = document.getElementById("plain-query");
  const prefixes = JSON.parse(box.dataset.prefixes);
  const endpoint = new URL(box.dataset.endpoint, location).href;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  Yasgui.Yasr.defaults.prefixes = prefixes;
  Yasgui.Yasr.registerPlugin("map", MapOfResults);
  Yasgui.Yasr.registerPlugin("chart", ChartOfResults);
  Yasgui.Yasr.defaults.pluginOrder = ["table", "map", "chart", "response"];
  box.hidden = false;
  const yasgui = new Yasgui(box, {
    requestConfig: { endpoint, method: "POST" },
    persistenceId: null,
    copyEndpointOnNewTab: true,
    autofocus: false,
    yasqe: { value: plain.querySelector("textarea").value, createShareableLink: null, lineWrapping: true, collapsePrefixesOnLoad: true },
  });
  plain.hidden = true;
  nameParts(box);
  const lines = box.querySelector(".CodeMirror-scroll");
  lines.tabIndex = 0; // a long query scrolls in it
  const yasqe = yasgui.getTab().getYasqe();
  yasqe.on("change", () => declareKnown(yasqe, prefixes));
  declareKnown(yasqe, prefixes);
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

// The editor takes a prefix that the service knows without a declaration for a mistake: write the declaration.
function declareKnown(yasqe, prefixes) {
  const [query, declared] = [yasqe.getValue(), yasqe.getPrefixesFromQuery()];
  const used = ([prefix]) => !(prefix in declared) && new RegExp(`(^|[^\\w<"'-])${prefix}:\\w`, "m").test(query);
  const missing = Object.entries(prefixes).filter(used);
  if (missing.length) {
    yasqe.addPrefixes(Object.fromEntries(missing));
  }
}

// YASGUI's fields have no names, and its tabs break the rules of the role that they claim: they are links.
function nameParts(box) {
  box.querySelector("input.autocomplete")?.setAttribute("aria-label", box.dataset.address);
  box.querySelector(".yasqe textarea")?.setAttribute("aria-label", "SPARQL");
  for (const part of box.querySelectorAll(".tabsList, .tabsList [role]")) {
    part.removeAttribute("role");
    part.removeAttribute("aria-selected");
  }
}
