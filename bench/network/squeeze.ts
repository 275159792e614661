/** The road becomes narrow in the middle of a call, and broad again. */

import { POOR, pictureRate, poorUntil } from "./samples.ts";
import { holdsWithin, type Scene, span, up, type Way, worse } from "./scene.ts";

const BROAD = 2_000_000; // bit/s
const NARROW = 250_000;
const BROAD_FOR = 10_000; // ms
/** The end of that time: as it was then the picture should be again. */
const AS_BEFORE_FOR = 3_000;
const NARROW_FOR = 10_000;
const SECOND = 1_000;
/** The share of its rate with which the picture is back, and the longest time that is waited for it. */
const BACK = 0.8;
const BACK_WITHIN = 30_000;

/** Seconds of poor sound from the beginning of the squeeze, and seconds without the whole picture after it. */
export async function squeezeRecovery(scene: Scene, way: Way): Promise<number> {
  await up(scene, way, () => scene.network.set({ rate: BROAD }));
  await span(BROAD_FOR);
  const narrowed = Date.now();
  scene.network.set({ rate: NARROW });
  await span(NARROW_FOR);
  const widened = Date.now();
  scene.network.set({ rate: BROAD });
  const picture = await pictureBackAfter(scene, narrowed, widened);
  const sound = await worse(scene, (samples) => poorUntil(samples, narrowed, widened, POOR));
  return (sound + picture) / 1000;
}

/** ms from `widened` to the first second in which the picture has its rate from before `narrowed` again. */
async function pictureBackAfter(scene: Scene, narrowed: number, widened: number): Promise<number> {
  const lacking = () =>
    worse(scene, (samples) => {
      const whole = pictureRate(samples, narrowed - AS_BEFORE_FOR, narrowed);
      if (whole === 0) return BACK_WITHIN;
      const good = samples.find(
        ({ at }) => at >= widened + SECOND && pictureRate(samples, at - SECOND, at) >= BACK * whole,
      );
      return good ? good.at - SECOND - widened : BACK_WITHIN;
    });
  let took = BACK_WITHIN;
  await holdsWithin(BACK_WITHIN, async () => {
    took = await lacking();
    return took < BACK_WITHIN;
  });
  return took;
}
