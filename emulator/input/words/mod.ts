/** Words for people, which all floors of the emulator need. */
export { jsonText } from "./json_text.ts";
export { listed } from "./listed.ts";
export { didYouMean, isSlip, nearName } from "./near_name.ts";
export { parses } from "./parses.ts";
export { reasonOf } from "../../../cni/mod.ts";
export { quote } from "./shell_word.ts";
