/** Real-time text: what each person writes, letter by letter. It is kept by the open pages alone. */

export interface Line {
  readonly participant: number;
  /** Grows with each new line of that person. */
  readonly line: number;
  readonly text: string;
}

export type Said = Omit<Line, "participant">;

export const MOST_LETTERS = 500;
const MOST_LINES = 200;
/** As sent: letters, each perhaps escaped. */
const MOST_SENT = 4000;

/** What came by a channel; null: nothing that a page of ours would send. */
export function readSaid(data: unknown): Said | null {
  if (typeof data !== "string" || data.length > MOST_SENT) return null;
  try {
    const { line, text } = JSON.parse(data) as Record<string, unknown>;
    const fits = Number.isSafeInteger(line) && typeof text === "string" && text.length <= MOST_LETTERS;
    return fits ? { line: line as number, text: text as string } : null;
  } catch {
    return null;
  }
}

/** A line begins, or goes on where it stands. The oldest are forgotten. */
export function withSaid(lines: readonly Line[], participant: number, said: Said): readonly Line[] {
  const same = (one: Line) => one.participant === participant && one.line === said.line;
  const now = { participant, ...said };
  if (lines.some(same)) return lines.map((one) => (same(one) ? now : one));
  return said.text === "" ? lines : [...lines, now].slice(-MOST_LINES);
}
