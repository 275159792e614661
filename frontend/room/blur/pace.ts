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

  get tooSlow(): boolean {
    const all = this.last.reduce((sum, each) => sum + each, 0);
    return this.last.length === LOOKED_AT && all / LOOKED_AT > LONGEST;
  }
}
