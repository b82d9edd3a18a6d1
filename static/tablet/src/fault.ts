// What goes wrong, with a code that screens have words for. Everything thrown on purpose below the screens is one of these.

/**
 * `storage.full`: this tablet's disk is full; what was typed is kept in memory. `storage.broken`: the disk or the
 * browser failed. `locked`: the key is gone from memory. `pin.wrong`, `pin.wait` (with `waitMs`), `pin.weak`, `pin.no_way`.
 * `document.unknown`: no such document here. `document.damaged`: it lies here and does not open. `attachment.too_large`. `profile.gone`: the store of a profile is missing.
 * `profile.erased`: it was revoked and erased itself. `contact.overdue`: too long without the centre.
 * `browser.unfit`: no secure context, no IndexedDB, or no WebCrypto. `tab.elsewhere`: another tab works.
 * `network.lost`: no answer came. `reply.malformed`: an answer that cannot be read. Others are the centre's own codes.
 */
export class Fault extends Error {
  /** @param more of an answer: `status`, `hint`, `retryAfterSeconds`; of a wrong PIN: `waitMs` */
  constructor(
    readonly code: string,
    message: string,
    readonly more: {
      readonly status?: number
      readonly hint?: string
      readonly retryAfterSeconds?: number
      readonly waitMs?: number
      readonly offset?: number
    } = {},
  ) {
    super(message)
    this.name = 'Fault'
  }
}

export const codeOf = (reason: unknown): string => (reason instanceof Fault ? reason.code : 'storage.broken')

/** What the browser's storage throws, in words of this app. */
export function storageFault(reason: unknown): Fault {
  if (reason instanceof Fault) return reason
  const name = reason instanceof Error || reason instanceof DOMException ? reason.name : ''
  const message = reason instanceof Error ? reason.message : String(reason)
  return new Fault(name === 'QuotaExceededError' ? 'storage.full' : 'storage.broken', message)
}
