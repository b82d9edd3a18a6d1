// CBOR (RFC 8949) as the wire and the store use it; the only place that knows the library.

import { decode as read, encode as write } from "cborg"

/** Definite lengths, keys sorted: the same value always gives the same bytes. Keys that are undefined are left out. */
export const encode = (value) => write(value, { ignoreUndefinedProperties: true })

/** Indefinite lengths are allowed on the wire; a key that comes twice is a fault. */
export const decode = (bytes) => read(bytes, { rejectDuplicateMapKeys: true, allowBigInt: false })
