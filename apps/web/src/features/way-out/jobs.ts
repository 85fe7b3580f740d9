import type { JobHandlers } from '../../jobs/worker.ts'
import { forgetArchives } from './commands/forget-archives.ts'
import { makeArchive } from './commands/make-archive.ts'

export const wayOutJobs: Pick<JobHandlers, 'make_archive' | 'forget_archives'> = {
  make_archive: (deps, order) => makeArchive(deps, order),
  forget_archives: (deps) => forgetArchives(deps),
}
