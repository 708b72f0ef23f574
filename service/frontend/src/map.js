// The map of incidents.
import { drawPoints } from "./basemap.js";

const box = document.getElementById("map");
if (box) {
  box.closest("section").hidden = false;
  const found = await (await fetch(box.dataset.points)).json();
  const points = found.map((one) => ({ ...one, title: `${one.name}, ${one.place}, ${one.day || box.dataset.unknown}` }));
  await drawPoints(box, points, box.dataset);
}
