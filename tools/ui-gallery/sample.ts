// Invented content for the gallery.
import type { BadgeDefinition } from '../../apps/web/src/ui/badge-art/index.ts'
import type { RubricLevel, RubricRow } from '../../apps/web/src/ui/index.ts'

const harbor = { issuerName: 'Harbor Logistics', issuerMark: 'HL', levels: 4, year: 2026 }

export const reefer: BadgeDefinition = {
  ...harbor,
  id: 'urn:uuid:reefer-cargo-handling',
  title: 'Reefer Cargo Handling',
  category: 'quality',
  glyph: 'snow',
  level: 3,
}

export const badges: readonly BadgeDefinition[] = [
  reefer,
  {
    ...harbor,
    id: 'haz',
    title: 'Hazardous Goods Segregation',
    category: 'safety',
    glyph: 'flame',
    level: 3,
  },
  { ...harbor, id: 'stow', title: 'Stowage and Lashing', category: 'handling', glyph: 'crate', level: 2 },
  { ...harbor, id: 'lead', title: 'Shift Lead', category: 'milestone', glyph: 'light', level: 4 },
  { ...harbor, id: 'yard', title: 'Yard Data Literacy', category: 'data', glyph: 'bars', level: 2 },
  { ...harbor, id: 'coach', title: 'Coaching on Shift', category: 'leadership', glyph: 'compass', level: 3 },
  { ...harbor, id: 'claims', title: 'Claims Conversations', category: 'customer', glyph: 'rings', level: 1 },
  { ...harbor, id: 'green', title: 'Low-Emission Driving', category: 'environment', glyph: 'leaf', level: 2 },
  {
    ...harbor,
    id: 'entry',
    title: 'Customs Entry',
    category: 'compliance',
    glyph: 'stamp',
    level: 2,
    year: 2051,
  },
]

export const rubricLevels: readonly RubricLevel[] = [
  { value: 1, label: 'With help' },
  { value: 2, label: 'By the sheet' },
  { value: 3, label: 'Alone' },
  { value: 4, label: 'Leads others' },
]

export const rubricRows: readonly RubricRow[] = [
  {
    id: 'range',
    title: 'Sets and confirms the range',
    texts: [
      'Names the range with help',
      'Sets it from the booking',
      'Finds a wrong booking and has it put right',
      'Improves the way bookings are checked',
    ],
    reached: 3,
  },
  {
    id: 'reads',
    title: 'Reads and records the temperature',
    texts: [
      'Reads one probe',
      'Records on time, both probes',
      'Explains a drift in the record',
      'Teaches others to read a drift',
    ],
    reached: 4,
  },
  {
    id: 'acts',
    title: 'Acts when the range is left',
    texts: [
      'Calls for help',
      'Follows the sheet with a colleague',
      'Acts alone within 15 minutes',
      'Leads the recovery of several boxes',
    ],
    reached: 3,
  },
  {
    id: 'hands',
    title: 'Hands over',
    texts: [
      'Tells the next shift',
      'Hands over in writing',
      'Hands over what is open, with a time for each',
      'Sets the standard for the yard',
    ],
    reached: 3,
  },
]
