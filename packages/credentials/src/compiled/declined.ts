/** The document is of a kind that the generic engine decides on, be it to accept or to refuse it. */
export class Declined {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}
