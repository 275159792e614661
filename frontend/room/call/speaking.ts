/** Who speaks, by the loudness of what comes in: 0 … 1, as the statistics say it. */
export interface Speaker {
  participant: number;
  /** When they were last heard speaking; 0: never. */
  at: number;
}

export const NOBODY: Speaker = { participant: 0, at: 0 };

const SPEECH = 0.02;
/** A pause for breath does not change who speaks. */
const HOLDS = 1500;

export interface Heard {
  participant: number;
  level: number;
}

/** The speaker after one more look. Whoever speaks keeps the word until they pause. */
export function louder(now: Speaker, heard: readonly Heard[], at: number): Speaker {
  const speaking = heard.filter(({ level }) => level > SPEECH);
  const going = speaking.some(({ participant }) => participant === now.participant);
  if (going) return { ...now, at };
  const [loudest] = speaking.sort((a, b) => b.level - a.level);
  if (!loudest || at - now.at < HOLDS) return now;
  return { participant: loudest.participant, at };
}

export function speaksNow({ participant, at }: Speaker, who: number, now: number): boolean {
  return participant === who && now - at < HOLDS;
}
