import type { JobHandlers } from '../../jobs/worker.ts'
import { scanBadge, scanWaitingBadges } from './commands/scan-badges.ts'

export const backpackJobs: Pick<JobHandlers, 'scan_badge' | 'scan_waiting_badges'> = {
  scan_badge: (deps, payload) => scanBadge(deps, payload),
  scan_waiting_badges: (deps) => scanWaitingBadges(deps),
}
