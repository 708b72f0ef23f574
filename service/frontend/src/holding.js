// Who works here: name and token, typed once, kept for this tab, sent to this service only.
const NAMES = ["by", "token"];
const kept = (name) => sessionStorage.getItem(`onrecord-${name}`) || "";

export const root = new URL(document.querySelector("a.brand").href).pathname.replace(/\/$/, "");

export function holder() {
  return { by: kept("by"), token: kept("token") };
}

export function headers(more) {
  return { Authorization: `Bearer ${holder().token}`, ...more };
}

export function forgetToken() {
  sessionStorage.removeItem("onrecord-token");
  document.dispatchEvent(new Event("holder"));
}

// Show the form while there is no token, else who holds it; `changed` is told whether there is one.
export function askForToken(changed) {
  const form = document.querySelector("form.token");
  const told = document.querySelector(".holder");
  if (!form) {
    return;
  }
  const show = () => {
    const { by, token } = holder();
    form.hidden = Boolean(token);
    told.hidden = !token;
    const name = told.querySelector(".by");
    if (name) {
      name.textContent = by;
    }
    changed(Boolean(token));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const input of form.querySelectorAll("input")) {
      sessionStorage.setItem(`onrecord-${input.name}`, input.value.trim());
    }
    form.querySelector("[name=token]").value = "";
    show();
  });
  for (const input of form.querySelectorAll("input")) {
    if (NAMES.includes(input.name) && input.name !== "token") {
      input.value = kept(input.name);
    }
  }
  told.querySelector("button").addEventListener("click", forgetToken);
  document.addEventListener("holder", show);
  show();
}
