import type { Role } from '../roles.ts'

/** A person of the demo who has a password. All of them are invented. */
export interface DemoPerson {
  /** Stable name of what the account shows; texts in `identity.json`, `demo.roles`. */
  readonly role: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly roles: readonly Role[]
  readonly department: string
  readonly jobTitle: string
}

/** The same for all, printed at the start and offered by one click: nothing here is worth protecting. */
const PASSWORD = 'harbor demo 8420'

/** The seven accounts of "Harbor Logistics": one for each role that has pages, and what it takes to see work pass between people. */
export const DEMO_ACCOUNTS: readonly DemoPerson[] = [
  {
    role: 'administrator',
    name: 'Ingrid Vasconcelos',
    email: 'ingrid.vasconcelos@harbor-logistics.example',
    password: PASSWORD,
    roles: ['administrator'],
    department: 'People',
    jobTitle: 'Head of People',
  },
  {
    role: 'program_manager',
    name: 'Leocadia Brandt',
    email: 'leocadia.brandt@harbor-logistics.example',
    password: PASSWORD,
    roles: ['program_manager'],
    department: 'People',
    jobTitle: 'Learning Lead',
  },
  {
    role: 'assessor',
    name: 'Pilar Venkatesan',
    email: 'pilar.venkatesan@harbor-logistics.example',
    password: PASSWORD,
    roles: ['assessor', 'observer', 'learner'],
    department: 'Terminal Operations',
    jobTitle: 'Shift Lead',
  },
  {
    role: 'learner',
    name: 'Odalys Ferreiro',
    email: 'odalys.ferreiro@harbor-logistics.example',
    password: PASSWORD,
    roles: ['learner'],
    department: 'Terminal Operations',
    jobTitle: 'Yard Operator',
  },
  {
    role: 'second_learner',
    name: 'Kwabena Lisowski',
    email: 'kwabena.lisowski@harbor-logistics.example',
    password: PASSWORD,
    roles: ['learner'],
    department: 'Cold Chain',
    jobTitle: 'Reefer Technician',
  },
  {
    role: 'second_assessor',
    name: 'Ruben Okonjo',
    email: 'ruben.okonjo@harbor-logistics.example',
    password: PASSWORD,
    roles: ['assessor'],
    department: 'Safety',
    jobTitle: 'Safety Officer',
  },
  {
    role: 'executive',
    name: 'Sunniva Halloran',
    email: 'sunniva.halloran@harbor-logistics.example',
    password: PASSWORD,
    roles: ['executive', 'people_manager', 'recruiter'],
    department: 'Management',
    jobTitle: 'Chief Operating Officer',
  },
]
