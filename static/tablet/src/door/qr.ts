// Reading a QR with the camera: the browser's own reader where it has one, else one in WebAssembly from our own server.

import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { BarcodeDetector as Ponyfill, prepareZXingModule } from 'barcode-detector/ponyfill'

export interface Reader {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}

type Native = (new (options: { formats: string[] }) => Reader) & { getSupportedFormats(): Promise<readonly string[]> }

export async function qrReader(): Promise<Reader> {
  const native = (globalThis as { BarcodeDetector?: Native }).BarcodeDetector
  // Present and yet without a single format: so on desktops, and on tablets without Google's services.
  if (native && (await native.getSupportedFormats().catch((): string[] => [])).includes('qr_code')) {
    return new native({ formats: ['qr_code'] })
  }
  prepareZXingModule({
    overrides: { locateFile: (name: string, folder: string) => (name.endsWith('.wasm') ? wasm : folder + name) },
  })
  return new Ponyfill({ formats: ['qr_code'] })
}
