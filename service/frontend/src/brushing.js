// Drag over a timeline to see the incidents of the months between.
export function brushTimelines() {
  for (const svg of document.querySelectorAll("svg[data-brush]")) {
    const hint = svg.parentElement.querySelector(".needs-script");
    if (hint) {
      hint.hidden = false;
    }
    let from = null;
    const monthAt = (event) => {
      const at = svg.getBoundingClientRect();
      const x = ((event.clientX - at.left) / at.width) * 960;
      const columns = [...svg.querySelectorAll("rect[data-first]")];
      const place = (one) => Number(one.getAttribute("x"));
      return columns.filter((one) => place(one) <= x).sort((one, other) => place(other) - place(one))[0] || columns[0];
    };
    const span = (one, other) => (one.dataset.first <= other.dataset.first ? [one, other] : [other, one]);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerdown", (event) => {
      from = monthAt(event);
    });
    svg.addEventListener("pointermove", (event) => {
      if (from) {
        const [first, last] = span(from, monthAt(event));
        for (const one of svg.querySelectorAll("rect[data-first]")) {
          const inside = first.dataset.first <= one.dataset.first && one.dataset.last <= last.dataset.last;
          one.classList.toggle("brushed", inside && first !== last);
        }
      }
    });
    window.addEventListener("pointerup", (event) => {
      if (from) {
        const [first, last] = span(from, monthAt(event));
        from = null;
        if (first !== last) {
          svg.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
          const address = new URL(svg.dataset.brush, location);
          address.searchParams.set("from", first.dataset.first);
          address.searchParams.set("to", last.dataset.last);
          location.assign(address);
        }
      }
    });
  }
}
