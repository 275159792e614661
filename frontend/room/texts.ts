import type finnish from "../texts/fi.json";

export type Texts = Record<keyof typeof finnish, string>;
export type TextKey = keyof Texts;

let texts: Texts;
let language: "fi" | "sv" | "en" = "fi";

export function useTexts(words: Texts, chosen: typeof language): void {
  texts = words;
  language = chosen;
}

export function languageOfPage(): typeof language {
  return language;
}

/** The text of `key`, with `{name}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(texts[key], values);
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** "10", "10.05": the clock as people say it after "klo". */
export function clockOf(iso: string, zone: string, locale: string = language): string {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone: zone });
  const [hour = "", minute = ""] = parts.format(new Date(iso)).split(":");
  const plain = String(Number(hour));
  if (locale === "en") return `${plain}:${minute}`;
  return minute === "00" ? plain : `${plain}.${minute}`;
}

/** "maanantaina 3.5." where it is not today; empty: today. */
export function dayOf(iso: string, zone: string, now = new Date(), locale: string = language): string {
  const day = (date: Date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(date);
  const when = new Date(iso);
  if (day(when) === day(now)) return "";
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: zone }).format(when);
  const [, month = "", date = ""] = day(when).split("-");
  if (locale === "en") return `on ${weekday} ${Number(date)}/${Number(month)}`;
  if (locale === "sv") return `på ${weekday} ${Number(date)}.${Number(month)}`;
  return `${weekday}na ${Number(date)}.${Number(month)}.`;
}

/** "klo 10", "maanantaina 3.5. klo 10.05". */
export function saidTime(iso: string, zone: string, now = new Date()): string {
  const clock = t("time.clock", { time: clockOf(iso, zone) });
  return `${dayOf(iso, zone, now)} ${clock}`.trim();
}

/** `text` cut at **bold** marks: odd pieces are bold. */
export function pieces(text: string): string[] {
  return text.split("**");
}

const ROLES: Readonly<Record<string, TextKey>> = {
  adviser: "role.adviser",
  client: "role.client",
  interpreter: "role.interpreter",
  captioner: "role.captioner",
  doctor: "role.doctor",
  provider: "role.provider",
  relative: "role.relative",
  support: "role.support",
  colleague: "role.colleague",
  companion: "role.companion",
};

/** The role as people say it; nothing for one this app does not know yet. */
export function roleWords(role: string): string {
  const key = ROLES[role];
  return key ? t(key) : "";
}
