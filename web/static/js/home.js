import { fill } from "./times.js";

fill();
