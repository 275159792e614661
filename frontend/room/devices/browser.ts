/** Which help fits: what people see differs between these. */
export type Browser =
  | "chrome_android"
  | "samsung"
  | "firefox_android"
  | "safari_ios"
  | "other_ios"
  | "safari_mac"
  | "firefox"
  | "edge"
  | "chrome"
  | "other";

const IN_APP =
  /FBAN|FBAV|Instagram|Line\/|Snapchat|WhatsApp|Teams\/|GSA\/|; wv\)|LinkedInApp|TikTok|MicroMessenger/;

function onApple(agent: string): Browser {
  return /CriOS|FxiOS|EdgiOS|OPiOS/.test(agent) ? "other_ios" : "safari_ios";
}

function onAndroid(agent: string): Browser {
  if (/SamsungBrowser/.test(agent)) return "samsung";
  return /Firefox/.test(agent) ? "firefox_android" : "chrome_android";
}

function onDesktop(agent: string): Browser {
  if (/Firefox/.test(agent)) return "firefox";
  if (/Edg\//.test(agent)) return "edge";
  if (/Chrome\//.test(agent)) return "chrome";
  return /Safari\//.test(agent) ? "safari_mac" : "other";
}

/** `touch`: an iPad says that it is a Mac, but a Mac has no touch screen. */
export function browserOf(agent: string, touch = false): Browser {
  if (isApple(agent, touch)) return onApple(agent);
  return /Android/.test(agent) ? onAndroid(agent) : onDesktop(agent);
}

function isApple(agent: string, touch: boolean): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (touch && /Macintosh/.test(agent));
}

/** A page opened inside another app, where cameras often do not work. */
export function isInApp(agent: string): boolean {
  return IN_APP.test(agent) || (/iPhone|iPad/.test(agent) && !/Safari\//.test(agent));
}

/** The device in a few words, for the adviser and the client's card: "Android, Chrome". */
export function deviceWords(agent: string, touch = false): string {
  const system = systemOf(agent, touch);
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  return [system, browser].filter(Boolean).join(", ");
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/SamsungBrowser/, "Samsung Internet"],
  [/Edg/, "Edge"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];

function systemOf(agent: string, touch: boolean): string {
  if (isApple(agent, touch)) return /iPhone/.test(agent) ? "iPhone" : "iPad";
  const systems = ["Android", "Windows", "CrOS", "Macintosh", "Linux"] as const;
  const found = systems.find((name) => agent.includes(name)) ?? "";
  return found === "Macintosh" ? "Mac" : found;
}

/** What the browser itself writes on its permission button, in its own language. */
const ALLOW: Readonly<Record<string, string>> = {
  fi: "Salli",
  sv: "Tillåt",
  en: "Allow",
  et: "Luba",
  ru: "Разрешить",
  uk: "Дозволити",
  de: "Zulassen",
  fr: "Autoriser",
  es: "Permitir",
  ar: "السماح",
  so: "Oggolow",
  vi: "Cho phép",
  th: "อนุญาต",
};

export function allowWord(browserLanguage: string, otherwise: string): string {
  return ALLOW[browserLanguage.slice(0, 2).toLowerCase()] ?? otherwise;
}

export const here = {
  agent: () => navigator.userAgent,
  touch: () => navigator.maxTouchPoints > 1,
  browser: () => browserOf(navigator.userAgent, navigator.maxTouchPoints > 1),
  /** Can this browser do video calls at all? */
  able: () => "RTCPeerConnection" in window && Boolean(navigator.mediaDevices?.getUserMedia),
};
