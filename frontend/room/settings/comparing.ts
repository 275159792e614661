/** Comparison words: alike at both ends of a call, unless somebody is in between. */

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Somebody in between has to find certificates that lead to the same words: each try is to cost time. */
const ROUNDS = 300_000;
const PURPOSE = "lasna comparison words 1";
const WORDS = 4;

/** The certificate that a description names; null where it names none or several: then nothing can be said. */
export function fingerprintIn(sdp: string): string | null {
  const named = new Set(
    [...sdp.matchAll(/^a=fingerprint:(.+?)\s*$/gim)].map(([, one = ""]) => one.toUpperCase()),
  );
  const [only = ""] = named;
  return named.size === 1 && /^SHA-256 [0-9A-F]{2}(:[0-9A-F]{2}){31}$/.test(only) ? only : null;
}

/** Four bytes of both fingerprints, whichever is whose. */
export async function comparisonBytes(one: string, other: string): Promise<Uint8Array> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", bytes([one, other].sort().join("\n")), "PBKDF2", false, [
    "deriveBits",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(PURPOSE), iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, WORDS * 8));
}

const LISTS: Record<Language, () => Promise<{ default: string[] }>> = {
  fi: () => import("./words/fi.ts"),
  sv: () => import("./words/sv.ts"),
  en: () => import("./words/en.ts"),
};

export async function wordsOf(bytes: Uint8Array, language: Language): Promise<string[]> {
  const { default: list } = await LISTS[language]();
  return [...bytes].map((byte) => list[byte] ?? "");
}
