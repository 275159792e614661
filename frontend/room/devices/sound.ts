let context: AudioContext | null = null;

function audio(): AudioContext {
  context ??= new AudioContext();
  return context;
}

function note(frequency: number, at: number, lasts: number): void {
  const context = audio();
  const gain = context.createGain();
  const oscillator = context.createOscillator();
  const from = context.currentTime + at;
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.25, from + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.001, from + lasts);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + lasts);
}

async function play(...frequencies: number[]): Promise<void> {
  await audio().resume();
  frequencies.forEach((frequency, place) => {
    note(frequency, place * 0.28, 0.5);
  });
}

/** Something pleasant to hear, for the question "do you hear it?". */
export const playTone = (): Promise<void> => play(440, 554, 659);

/** Somebody has arrived. Silent where the browser wants a press first. */
export const playChime = (): Promise<void> => play(659, 523);

/** Loudness of `track`, 0 to 1, about 30 times a second, until the returned function is called. */
export function listen(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = audio();
  void context.resume();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, 33);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** Root mean square on a scale of decibels: −60 dB is 0, −10 dB is 1. */
export function levelOf(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}
