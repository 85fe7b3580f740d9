import type { JobHandlers } from '../../jobs/worker.ts'
import { scanFile, scanWaitingFiles } from './commands.ts'

export const quarantineJobs: Pick<JobHandlers, 'scan_file' | 'scan_waiting_files'> = {
  scan_file: (deps, payload) => scanFile(deps, payload),
  scan_waiting_files: (deps) => scanWaitingFiles(deps),
}
