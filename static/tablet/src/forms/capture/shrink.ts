// A photo made small enough to send. Drawing it anew leaves behind everything a camera writes beside it: place, time, make.

/** Bytes, and the longer side in pixels, of a photo that is kept. The first is what visits allow. */
export const PHOTO_BYTES_MAX = 400_000
const SIDES_PX = [1600, 1280, 1024, 800, 640] as const
const QUALITIES = [0.82, 0.7, 0.55] as const

/** A JPEG of at most PHOTO_BYTES_MAX. Throws where the file is no picture that this browser can read. */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    let smallest: Blob | undefined
    for (const side of SIDES_PX) {
      const canvas = drawn(picture, side)
      for (const quality of QUALITIES) {
        const made = await encoded(canvas, quality)
        if (made.size <= PHOTO_BYTES_MAX) return made
        smallest = made
      }
    }
    return smallest!
  } finally {
    picture.close()
  }
}

function drawn(picture: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas to draw on')
  // What is see-through would become black in a JPEG.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

export function encoded(canvas: HTMLCanvasElement, quality: number, type = 'image/jpeg'): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be written'))), type, quality)
  })
}
