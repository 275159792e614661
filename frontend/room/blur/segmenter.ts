/** MediaPipe's selfie segmentation, as its package ships it: a script of its own with WebAssembly and the model. */

export interface Found {
  image: CanvasImageSource;
  /** Opaque where a person is. */
  segmentationMask: CanvasImageSource;
}

export interface Segmenter {
  setOptions(options: { modelSelection: 0 | 1; selfieMode: boolean }): void;
  onResults(found: (result: Found) => void): void;
  initialize(): Promise<void>;
  send(input: { image: HTMLVideoElement }): Promise<void>;
  close(): Promise<void>;
}

type Made = new (settings: { locateFile(name: string): string }) => Segmenter;

declare global {
  interface Window {
    SelfieSegmentation?: Made;
  }
  /** The folder of the package's files, by its version (vite.config.ts). */
  const SEGMENTATION: string;
}

let script: Promise<void> | null = null;

function load(): Promise<void> {
  script ??= new Promise((loaded, failed) => {
    const element = document.createElement("script");
    element.src = `${SEGMENTATION}selfie_segmentation.js`;
    element.onload = () => loaded();
    element.onerror = () => {
      script = null;
      element.remove();
      failed(new Error("the segmentation was not loaded"));
    };
    document.head.append(element);
  });
  return script;
}

/** Ready for pictures wider than high. */
export async function makeSegmenter(): Promise<Segmenter> {
  await load();
  if (!window.SelfieSegmentation) throw new Error("no segmentation in its script");
  const segmenter = new window.SelfieSegmentation({ locateFile: (name) => SEGMENTATION + name });
  segmenter.setOptions({ modelSelection: 1, selfieMode: false });
  await segmenter.initialize();
  return segmenter;
}
