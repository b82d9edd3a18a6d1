// What is said about what went wrong before the lock.

import { useI18n } from 'vue-i18n'
import { Fault } from '../fault.ts'

const KNOWN = new Set([
  'pairing.unknown', 'enrol.too_many', 'network.lost', 'storage.full', 'storage.broken', 'protocol.unsupported',
  'pin.weak', 'pin.no_way', 'revoked', 'pin.wrong', 'pin.wait', 'profile.gone', 'profile.erased', 'tab.elsewhere', 'server.busy', 'reply.malformed',
])

/** A function from what was thrown to a sentence. */
export function useFaultWords(): (reason: unknown) => string {
  const { t } = useI18n()
  return (reason) => {
    const code = reason instanceof Fault ? reason.code : 'unknown'
    return t(`door.fault.${(KNOWN.has(code) ? code : 'unknown').replace('.', '_')}`, { code })
  }
}
