// The legend of a marked text: a box a kind of mark, which shows or hides them; a mark shows its record.
export function toggleMarks() {
  const legend = document.querySelector(".legend");
  const text = document.querySelector(".marked");
  if (!legend || !text) {
    return;
  }
  legend.hidden = false;
  for (const box of legend.querySelectorAll("input")) {
    box.addEventListener("change", () => text.classList.toggle(`hide-${box.value}`, !box.checked));
  }
  const record = document.querySelector(".record");
  const show = (event) => {
    const mark = event.target.closest("mark");
    if (mark) {
      record.textContent = mark.dataset.remarks;
    }
  };
  text.addEventListener("pointerover", show);
  text.addEventListener("focusin", show);
}
