// Results of queries as a map and as a chart, beside YASGUI's table: plugins of its result viewer.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from "chart.js";
import { drawPoints } from "./basemap.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

const MOST_BARS = 60;
const COLOURS = ["#2f6f9f", "#b5651d", "#3a7d44", "#7a4d9a"];
const LAT = /^(.*?)_?lat(itude)?$/i;
const PLACED = /^(.*?)_?(lat|long?|lng|latitude|longitude)$/i;
const POINT = /POINT\s*\(\s*(-?[0-9.]+)\s+(-?[0-9.]+)\s*\)/i;
const isNumber = (one) => one && one.type !== "uri" && one.value.trim() !== "" && Number.isFinite(Number(one.value));
const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

class Drawn {
  priority = 1;

  constructor(yasr) {
    this.yasr = yasr;
  }

  get texts() {
    return document.getElementById("yasgui").dataset;
  }

  get rows() {
    return this.yasr.results?.getBindings() || [];
  }

  get names() {
    return this.yasr.results?.getVariables() || [];
  }

  box(tag, className) {
    const box = document.createElement(tag);
    box.className = className;
    this.yasr.resultsEl.replaceChildren(box);
    return box;
  }

  // The words of a row, without those that are drawn already.
  words(row, ...left) {
    const values = this.names.filter((name) => row[name] && row[name].type !== "uri" && !left.includes(name));
    return values.map((name) => row[name].value).join(" · ");
  }

  getIcon() {}
}

export class MapOfResults extends Drawn {
  get label() {
    return this.texts.map;
  }

  canHandleResults() {
    return this.points().length > 0;
  }

  // Rows have a point as WKT, or two columns for latitude and longitude.
  points() {
    const lat = this.names.find((name) => LAT.test(name));
    const before = lat?.match(LAT)[1].toLowerCase();
    const long = this.names.find((name) => [`${before}long`, `${before}lon`, `${before}lng`, `${before}longitude`].includes(name.toLowerCase().replace("_", "")));
    const wkt = this.names.find((name) => this.rows.some((row) => POINT.test(row[name]?.value || "")));
    const read = (row) => {
      const point = row[wkt]?.value.match(POINT);
      const pair = point ? [point[2], point[1]] : isNumber(row[lat]) && isNumber(row[long]) && [row[lat].value, row[long].value];
      const address = Object.values(row).find((one) => one.type === "uri" && /^https?:/.test(one.value));
      return pair && { lat: Number(pair[0]), long: Number(pair[1]), title: this.words(row, lat, long, wkt), address: address?.value };
    };
    return this.rows.map(read).filter((one) => one && Math.abs(one.lat) <= 90 && Math.abs(one.long) <= 180);
  }

  async draw() {
    await drawPoints(this.box("div", "result-map"), this.points(), this.texts);
  }

  download(filename = "results") {
    const features = this.points().map(({ lat, long, title, address }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [long, lat] },
      properties: { title, address },
    }));
    return {
      contentType: "application/geo+json",
      getData: () => JSON.stringify({ type: "FeatureCollection", features }),
      filename: `${filename}.geojson`,
      title: this.texts.downloadMap,
    };
  }
}

export class ChartOfResults extends Drawn {
  get label() {
    return this.texts.chart;
  }

  canHandleResults() {
    return this.rows.length > 0 && this.figures().length > 0 && this.figures().length < this.names.length;
  }

  // The columns in which whatever there is is a number.
  figures() {
    const numeric = (name) => this.rows.some((row) => row[name]) && this.rows.every((row) => !row[name] || isNumber(row[name]));
    return this.names.filter((name) => numeric(name) && !PLACED.test(name)).slice(0, COLOURS.length);
  }

  draw() {
    this.chart?.destroy();
    const [figures, rows] = [this.figures(), this.rows.slice(0, MOST_BARS)];
    const box = this.box("div", "result-chart");
    box.style.blockSize = `${Math.max(14, rows.length * 1.3 * Math.max(1, figures.length * 0.7) + 6)}rem`;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${this.label}: ${figures.join(", ")}`);
    box.append(canvas);
    if (rows.length < this.rows.length) {
      const note = document.createElement("p");
      note.textContent = this.texts.cut.replace("%shown%", rows.length).replace("%all%", this.rows.length);
      box.after(note);
    }
    const text = (row) => shortened(this.words(row, ...figures, ...this.names.filter((name) => PLACED.test(name))) || Object.values(row)[0]?.value.split(/[/#]/).pop() || "");
    this.chart = new Chart(canvas, {
      type: "bar",
      data: {
        labels: rows.map(text),
        datasets: figures.map((name, number) => ({
          label: name,
          data: rows.map((row) => (row[name] ? Number(row[name].value) : null)),
          backgroundColor: COLOURS[number],
        })),
      },
      options: { indexAxis: "y", maintainAspectRatio: false, animation: false, scales: { x: { beginAtZero: true }, y: { ticks: { autoSkip: false } } } },
    });
    box.dataset.drawn = rows.length;
  }

  destroy() {
    this.chart?.destroy();
  }

  download(filename = "results") {
    return {
      contentType: "image/png",
      getData: () => this.chart?.toBase64Image() || "",
      filename: `${filename}.png`,
      title: this.texts.downloadChart,
    };
  }
}
