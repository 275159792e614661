import { type TextKey, t } from "../texts.ts";

const ROLES: Readonly<Record<string, TextKey>> = {
  adviser: "role.adviser",
  client: "role.client",
  interpreter: "role.interpreter",
  doctor: "role.doctor",
  provider: "role.provider",
  relative: "role.relative",
  support: "role.support",
  colleague: "role.colleague",
};

/** The role as people say it; nothing for one this app does not know yet. */
export function roleWords(role: string): string {
  const key = ROLES[role];
  return key ? t(key) : "";
}

const ASKED: Readonly<Record<string, TextKey>> = {
  interpreter: "consent.interpreter",
  doctor: "consent.doctor",
  provider: "consent.provider",
  relative: "consent.relative",
  support: "consent.support",
  colleague: "consent.colleague",
};

/** "Saako tulkki tulla mukaan?": the name stands beside it, so that nothing has to be inflected. */
export function questionWords(role: string, name: string): string {
  return t(ASKED[role] ?? "consent.somebody", { name });
}

const STATES: Readonly<Record<string, TextKey>> = {
  invited: "people.invited",
  arrived: "people.arrived",
  waiting: "people.waiting",
  admitted: "people.admitted",
  present: "people.present",
  away: "people.away",
  left: "people.left",
  held: "people.held",
  denied: "people.denied",
};

export function stateWords(state: string, byPhone: boolean): string {
  const key = byPhone && state === "present" ? "people.by_phone" : STATES[state];
  return key ? t(key) : "";
}
