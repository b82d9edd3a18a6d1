// A voice note: recorded by the browser, a minute at most, and only while somebody holds on to it.

export const VOICE_SECONDS_MAX = 60
const BITS_PER_SECOND = 24_000
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', ''] as const

export interface Recorded {
  readonly content: Blob
  readonly seconds: number
}

export class Recording {
  private readonly pieces: Blob[] = []
  private readonly startedMs = Date.now()
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Resolves when it was stopped, by somebody or by the minute. */
  readonly done: Promise<Recorded>

  private constructor(
    private readonly recorder: MediaRecorder,
    private readonly stream: MediaStream,
  ) {
    this.done = new Promise((resolve, reject) => {
      recorder.ondataavailable = (event) => this.pieces.push(event.data)
      recorder.onerror = () => reject(new Error('the recording stopped'))
      recorder.onstop = () => {
        this.release()
        const seconds = Math.min(VOICE_SECONDS_MAX, Math.max(1, Math.round((Date.now() - this.startedMs) / 1000)))
        resolve({ content: new Blob(this.pieces, { type: recorder.mimeType.split(';')[0] ?? '' }), seconds })
      }
    })
    recorder.start()
    this.timer = setTimeout(() => this.stop(), VOICE_SECONDS_MAX * 1000)
  }

  /** Throws where there is no microphone, or nobody allowed it. */
  static async start(): Promise<Recording> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    const type = TYPES.find((one) => one === '' || MediaRecorder.isTypeSupported(one)) ?? ''
    const recorder = new MediaRecorder(stream, {
      audioBitsPerSecond: BITS_PER_SECOND,
      ...(type === '' ? {} : { mimeType: type }),
    })
    return new Recording(recorder, stream)
  }

  stop(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop()
  }

  private release(): void {
    clearTimeout(this.timer)
    for (const track of this.stream.getTracks()) track.stop()
  }
}
