// One after the other: whoever reads and then writes must not find the ground moved in between.

export class Turn {
  private last: Promise<unknown> = Promise.resolve()

  /** Run when everybody before has finished, however they finished. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.last.then(work, work)
    this.last = mine.catch(() => undefined)
    return mine
  }
}
