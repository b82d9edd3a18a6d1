// What lies behind a PIN: most of the app, fetched while the PIN is being typed, so that the lock is there at once.

export { Contact } from './contact.ts'
export { KeptNotebook } from '../notebook/kept.ts'
export { Unlocking } from './unlocking.ts'
export { documentsFrom } from '../documents/opening.ts'
export { enrol } from '../wire/centre.ts'
