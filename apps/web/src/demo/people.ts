/** The forty people of Harbor Logistics, invented. Those with a key have parts in the story; the seven with accounts are in accounts.ts. */
export interface DemoPerson {
  readonly name: string
  readonly department: string
  readonly jobTitle: string
}

const of = (department: string, jobTitle: string, ...names: string[]): DemoPerson[] =>
  names.map((name) => ({ name, department, jobTitle }))

/** Thirty-three people without a password account: they appear in lists, earn and hold. */
export const demoPeople: readonly DemoPerson[] = [
  ...of(
    'Reefer park',
    'Reefer technician',
    'Amadou Sarr',
    'Birgit Havn',
    'Chidi Nwosu',
    'Danuta Wrona',
    'Emre Yalin',
  ),
  ...of(
    'Yard',
    'Yard worker',
    'Fatima Zerrouk',
    'Goran Petrak',
    'Hana Mirek',
    'Ivo Lantos',
    'Jomo Karanja',
    'Katrin Ruus',
    'Lucho Paredes',
  ),
  ...of('Quay', 'Slinger', 'Mette Brandal', 'Nikos Varlas', 'Oumar Diop', 'Piotr Zalewa', 'Quang Tran Le'),
  ...of('Planning', 'Stow planner', 'Rosa Quintela', 'Sven Aldal', 'Tova Lindqvar', 'Umberto Fanti'),
  ...of('Claims desk', 'Claims handler', 'Vesna Korda', 'Wanjiru Oloo', 'Xenia Dragos', 'Yusuf Baran'),
  ...of('Maintenance', 'Electrician', 'Zofia Malik', 'Anders Tofte', 'Beatriz Solano', 'Cyril Mandin'),
  ...of('Terminal office', 'Analyst', 'Dilnoza Rashid', 'Eoin Tarpey', 'Freya Storhaug', 'Gael Perrotin'),
]
