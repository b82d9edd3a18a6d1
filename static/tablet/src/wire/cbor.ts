// CBOR (RFC 8949) as the wire has it; the only place that knows the library.

import { decode as read, encode as write } from 'cborg'

/** Definite lengths, keys sorted: the same value always gives the same bytes. Keys that are undefined are left out. */
export const encode = (value: unknown): Uint8Array => write(value, { ignoreUndefinedProperties: true })

/** Indefinite lengths are allowed; a key that comes twice is a fault. @throws where it is no CBOR, or more than one */
export const decode = (bytes: Uint8Array): unknown => read(bytes, { rejectDuplicateMapKeys: true, allowBigInt: false }) as unknown
