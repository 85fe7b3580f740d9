import type { MarkState } from '../../../ui/index.ts'
import type { ENTRY_STATES, EventState } from '../schema/event-terms.ts'

interface Look {
  readonly mark: MarkState
  readonly tone: 'pass' | 'amber' | 'fail' | 'plain'
}

/** How each state looks: shape and colour say the same as the words. */
export const EVENT_LOOKS: Record<EventState, Look> = {
  open: { mark: 'passed', tone: 'pass' },
  early: { mark: 'empty', tone: 'plain' },
  full: { mark: 'half', tone: 'amber' },
  over: { mark: 'empty', tone: 'plain' },
  closed: { mark: 'empty', tone: 'plain' },
}

export const ENTRY_LOOKS: Record<(typeof ENTRY_STATES)[number], Look> = {
  waiting: { mark: 'half', tone: 'amber' },
  awarded: { mark: 'passed', tone: 'pass' },
  refused: { mark: 'failed', tone: 'fail' },
}
