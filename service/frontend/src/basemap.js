// A map with what lies under its points: the borders that are shipped, or an operator's tiles. Near points are drawn as one.
import L from "leaflet";
import "leaflet.markercluster";
import { feature, mesh } from "topojson-client";
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "leaflet.markercluster/dist/MarkerCluster.Default.css";

const WORLD = [[25, 30], [42, 55]];

const NEAR = 4;

// Write the names of countries, where the map is near enough for them, each in the middle of its largest part.
function nameCountries(map, countries) {
  for (const { geometry, properties } of countries) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const boxes = parts.map(([ring]) => L.latLngBounds(ring.map(([long, lat]) => [lat, long])));
    const size = (box) => (box.getNorth() - box.getSouth()) * (box.getEast() - box.getWest());
    const middle = boxes.sort((one, other) => size(other) - size(one))[0].getCenter();
    const name = document.createElement("span");
    name.textContent = properties.name;
    const icon = L.divIcon({ className: "country", html: name });
    L.marker(middle, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  }
  const look = () => map.getContainer().classList.toggle("far", map.getZoom() < NEAR);
  map.on("zoomend", look);
  look();
}

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
    nameCountries(map, feature(world, world.objects.countries).features);
  }
  const cluster = L.markerClusterGroup({ showCoverageOnHover: false, maxClusterRadius: 60 });
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
