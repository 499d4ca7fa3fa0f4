// On every page: moments in her own clock.

import { fill } from "./times.js";

fill();
