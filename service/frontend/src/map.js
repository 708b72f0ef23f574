// The map of incidents: the borders that are shipped, or an operator's tiles; near points are drawn as one.
import L from "leaflet";
import "leaflet.markercluster";
import { mesh } from "topojson-client";
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "leaflet.markercluster/dist/MarkerCluster.Default.css";

const WORLD = [[25, 30], [42, 55]];

async function draw(box) {
  const { points, borders, tiles, attribution, unknown } = box.dataset;
  box.closest("section").hidden = false;
  const map = L.map(box, { maxZoom: 14, worldCopyJump: true }).fitBounds(WORLD);
  map.attributionControl.setPrefix(false);
  if (tiles) {
    L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  } else {
    map.attributionControl.addAttribution(attribution);
    const world = await (await fetch(borders)).json();
    L.geoJSON(mesh(world, world.objects.countries), { interactive: false, className: "borders" }).addTo(map);
  }
  const cluster = L.markerClusterGroup({ showCoverageOnHover: false, maxClusterRadius: 40 });
  for (const point of await (await fetch(points)).json()) {
    const title = `${point.name}, ${point.place}, ${point.day || unknown}`;
    const icon = L.divIcon({ className: "dot", iconSize: [18, 18] });
    const link = document.createElement("a");
    link.href = point.address;
    link.textContent = title;
    cluster.addLayer(L.marker([point.lat, point.long], { icon, title, alt: title }).bindPopup(link));
  }
  map.addLayer(cluster);
  if (cluster.getLayers().length) {
    map.fitBounds(cluster.getBounds().pad(0.3), { maxZoom: 9 });
  }
  box.dataset.drawn = cluster.getLayers().length;
}

const box = document.getElementById("map");
if (box) {
  draw(box);
}
