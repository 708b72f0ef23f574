// What every page has: each part works on what is in the page, and does nothing where that is missing.
import { brushTimelines } from "./brushing.js";
import { copyCitations } from "./copying.js";
import { toggleMarks } from "./marking.js";
import { suggestNames } from "./suggesting.js";

brushTimelines();
copyCitations();
suggestNames();
toggleMarks();
