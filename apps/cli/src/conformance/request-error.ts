import type { Answer } from './answer.ts'

/** A request that is not answered as asked; the refusal is what is answered in its place. */
export class RequestError extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super('the request was refused')
    this.answer = answer
  }
}
