const AGAIN = 2000;

/** Code that comes when it is needed: asked for until it is here. */
export const untilHere = <T>(load: () => Promise<T>): Promise<T> =>
  load().catch(() => new Promise((done) => setTimeout(done, AGAIN)).then(() => untilHere(load)));
