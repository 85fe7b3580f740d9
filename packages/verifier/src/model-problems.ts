/** One thing that is not as the standard says. */
export interface ModelProblem {
  /** Where: member names joined by dots, with indexes. */
  readonly path: string
  /** What is wrong, as a clause. */
  readonly problem: string
}

/** A list of problems under construction; every rule adds to it, so that all are reported and not the first only. */
export interface ProblemList {
  add(path: string, problem: string): void
  readonly found: readonly ModelProblem[]
}

export function createProblemList(): ProblemList {
  const found: ModelProblem[] = []
  return { found, add: (path, problem) => found.push({ path, problem }) }
}
