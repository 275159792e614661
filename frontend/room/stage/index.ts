/** The stage and the call behind it: loaded while the client waits. */
export { CallSession } from "../call/session.ts";
export { Stage } from "./stage.tsx";
