// What a tablet keeps so that it can vouch for other people's changes before a restored centre (protocol §7).

import type { Document } from '../documents/document.ts'
import { LIMITS } from '../limits.ts'
import type { Seal } from '../store/row.ts'

/** After a pull: the newest pair first, then every older one whose heads the newer do not cover. */
export function remember(document: Document, pairs: readonly Seal[], heads: readonly string[], seal: string): Seal[] {
  const older = pairs.filter((pair) => pair.seal !== seal && !document.covers(heads, pair.heads))
  return [{ heads: [...heads].sort(), seal }, ...older]
}

export const toSend = (pairs: readonly Seal[]): readonly Seal[] => pairs.slice(0, LIMITS.seals_sent_max)
