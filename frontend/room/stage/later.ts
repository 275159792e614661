/** What the stage has only once it is there: questions, the telephone, shown screens, one's own picture. Not on the way to the waiting room. */

export { People } from "../people/people.tsx";
export { OwnShare, Shown } from "../share/share.tsx";
export { AskedSoundCheck } from "../sound-check/sound-check.tsx";
export { Captions } from "../writing/captions.tsx";
export { Phone } from "./phone.tsx";
export { Self } from "./self.tsx";
export { Tools } from "./tools.tsx";
