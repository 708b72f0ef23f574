// A map with what lies under its points: the borders that are shipped, or an operator's tiles. Near points are drawn as one.
import L from "leaflet";
import "leaflet.markercluster";
import { mesh } from "topojson-client";
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "leaflet.markercluster/dist/MarkerCluster.Default.css";

const WORLD = [[25, 30], [42, 55]];

// Draw points { lat, long, title, address } into a box whose data say where borders or tiles are.
export async function drawPoints(box, points, { borders, tiles, attribution }) {
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
  for (const { lat, long, title, address } of points) {
    const icon = L.divIcon({ className: "dot", iconSize: [18, 18] });
    const label = document.createElement(address ? "a" : "span");
    if (address) {
      label.href = address;
    }
    label.textContent = title;
    cluster.addLayer(L.marker([lat, long], { icon, title, alt: title }).bindPopup(label));
  }
  map.addLayer(cluster);
  if (cluster.getLayers().length) {
    map.fitBounds(cluster.getBounds().pad(0.3), { maxZoom: 9 });
  }
  box.dataset.drawn = cluster.getLayers().length;
  return map;
}
