import type { OpenBadgeInput } from '@assay/credentials'

/** What is said of everybody: the achievement, and how it was assessed. */
export const badge = {
  name: 'Forklift safety',
  achievement: {
    id: 'https://harbor.example/badges/7',
    achievementType: 'MicroCredential',
    name: 'Forklift safety',
    description: 'Works safely with a forklift.',
    criteria: { narrative: 'Passes the drill in the yard.' },
  },
  assessment: { proofType: 'demonstration', assessorCount: 1, supervised: true },
} as const satisfies Partial<OpenBadgeInput>
