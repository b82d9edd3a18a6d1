// What the browser says of the room it gives, and whether it promises not to clear it.

export interface Disk {
  /** undefined: the browser does not say. */
  readonly persistent: boolean | undefined
  readonly usedBytes: number | undefined
  readonly leftBytes: number | undefined
}

/** @param ask whether to ask the browser for persistence where it has not granted it yet */
export async function lookAtDisk(ask: boolean): Promise<Disk> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined
  try {
    const persisted = await storage?.persisted?.()
    const persistent = persisted || !ask ? persisted : await storage?.persist?.()
    const { usage, quota } = (await storage?.estimate?.()) ?? {}
    const leftBytes = usage !== undefined && quota !== undefined ? Math.max(0, quota - usage) : undefined
    return { persistent, usedBytes: usage, leftBytes }
  } catch {
    return { persistent: undefined, usedBytes: undefined, leftBytes: undefined }
  }
}
