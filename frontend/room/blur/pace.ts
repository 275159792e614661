/** Whether this device keeps fifteen pictures a second, by how long each takes. */

const LONGEST = 1000 / 15;
/** The first ones are slow everywhere. */
const WARMING = 15;
const LOOKED_AT = 30;

export class Pace {
  private count = 0;
  private last: number[] = [];

  /** A picture took `milliseconds`. */
  took(milliseconds: number): void {
    this.count += 1;
    if (this.count > WARMING) this.last = [...this.last.slice(1 - LOOKED_AT), milliseconds];
  }

  /** Fewer that have taken so long already say as much: a very slow device need not be waited for. */
  get tooSlow(): boolean {
    const all = this.last.reduce((sum, each) => sum + each, 0);
    return all > LOOKED_AT * LONGEST;
  }
}
