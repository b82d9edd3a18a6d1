// What went wrong, with a code that a test can name. Everything thrown on purpose in this tablet is one of these.

export class Failure extends Error {
  /** @param {string} code stable name @param {string} message for a reader @param {object} more e.g. status, retry_after */
  constructor(code, message, more = {}) {
    super(message)
    this.code = code
    this.more = more
  }
}
