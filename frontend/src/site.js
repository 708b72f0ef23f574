// What every page has: each part works on what is in the page, and does nothing where that is missing.
import { copyCitations } from "./copying.js";

copyCitations();
