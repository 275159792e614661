/** What only the adviser's screen has: who waits, who is expected, the list of people. Clients do not load it. */
export { PeopleButton } from "../people/button.tsx";
export { Arrivals } from "./arrival.tsx";
export { HostPhone } from "./calling.tsx";
export { EndButton, LeaveForNow } from "./ending.tsx";
export { Expecting } from "./expecting.tsx";
