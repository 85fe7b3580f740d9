import { badgeAltText, badgeWords } from '../../apps/web/src/ui/badge-art/index.ts'
import {
  Badge,
  Button,
  ButtonLink,
  CheckList,
  CheckRow,
  type CheckRowProps,
  ClaimBox,
  EstablishedBox,
  Facts,
  LedgerSection,
  Page,
  Tag,
  Time,
  Verdict,
} from '../../apps/web/src/ui/index.ts'
import { Frame, publicItems } from './frame.tsx'
import { reefer } from './sample.ts'

const passed = (title: string, detail: string, reference: string): CheckRowProps => ({
  state: 'passed',
  stateLabel: 'Passed',
  title,
  detail,
  reference,
})

const checks: readonly CheckRowProps[] = [
  passed(
    'Authentic',
    'The signature fits the contents, and the key was in force on 3 May 2026.',
    'eddsa-rdfc-2022',
  ),
  passed('Issued by Harbor Logistics', 'That site names this key as its own.', 'did:web'),
  passed(
    'Vouched for',
    'Northmole Training Institute endorsed the issuer on 11 January 2026.',
    '1 endorsement',
  ),
  passed('Still in force', 'Not revoked, not suspended. In force until 3 May 2028.', 'status list 4'),
  passed(
    'In the log',
    'Entry 18,402. The path from the entry to the signed head is complete.',
    'head 19,377',
  ),
  {
    state: 'unknown',
    stateLabel: 'Could not be checked',
    title: 'Public anchor',
    detail:
      'Could not be checked. No node of the public chain answered at 14:02. The other checks do not rest on it.',
    reference: 'no answer in 8 s',
    actions: (
      <>
        <Button small>Check this one again</Button>
        <ButtonLink look="quiet" small to="/bundle">
          Check it yourself with the proof bundle
        </ButtonLink>
      </>
    ),
  },
]

const refused: CheckRowProps = {
  state: 'failed',
  stateLabel: 'Failed',
  title: 'Issued to the address you gave',
  detail: 'The digest in the badge does not fit o.ferreiro@harbor-logistics.example.',
  reference: 'salted digest',
}

const reports = {
  valid: {
    tone: 'pass',
    word: 'Valid.',
    sentence: 'Issued by Harbor Logistics on 3\u00A0May\u00A02026, checked just now.',
    checks,
  },
  refused: {
    tone: 'fail',
    word: 'Not theirs.',
    sentence: 'The badge is authentic, but it was issued to another address.',
    checks: [...checks, refused],
  },
} as const

/** The report on a badge. */
export function VerifyPage({ outcome }: { readonly outcome: keyof typeof reports }) {
  const { tone, word, sentence, checks } = reports[outcome]
  return (
    <Frame items={publicItems}>
      <Verdict
        tone={tone}
        word={word}
        lede="The badge is for Reefer Cargo Handling, level 3, and names Odalys Ferreiro as its holder. Five checks passed."
        summary={
          <>
            <Tag tone="pass">5 passed</Tag>
            <Tag tone="amber">1 could not be checked</Tag>
            {outcome === 'refused' && <Tag tone="fail">1 failed</Tag>}
            <span className="small dim">
              <Time at="2026-11-22T14:02:00Z" locale="en-GB" timeZone="UTC" show="both" /> your time
            </span>
          </>
        }
        art={<Badge definition={reefer} size={224} label={badgeAltText(reefer, badgeWords.en)} />}
      >
        {sentence}
      </Verdict>
      <Page>
        <LedgerSection title="Checks" note="Each one made here, from the file you opened." rule="none">
          <CheckList>
            {checks.map((check) => (
              <CheckRow key={String(check.title)} {...check} />
            ))}
          </CheckList>
        </LedgerSection>
        <WhoSaysWhat />
        <LedgerSection title="Verify another">
          <form className="ask">
            <label className="sr" htmlFor="q">
              Link or text of a badge
            </label>
            <input id="q" className="field" placeholder="Paste a link or the text of a badge" />
            <Button type="button">Open a file</Button>
            <Button look="first">Verify</Button>
          </form>
        </LedgerSection>
      </Page>
    </Frame>
  )
}

function WhoSaysWhat() {
  return (
    <LedgerSection
      title="Who says what"
      note="What Assay worked out for itself, and what the badge says of itself, kept apart."
    >
      <div className="cols2">
        <EstablishedBox title="Assay established">
          <Facts
            narrow
            items={[
              { term: 'Issuer', value: 'Harbor Logistics, harbor-logistics.example' },
              { term: 'Holder', value: 'The address you gave' },
              { term: 'Status', value: 'In force, read 22 Nov 2026, 14:02' },
              { term: 'Contents', value: 'Unchanged since signing' },
            ]}
          />
        </EstablishedBox>
        <ClaimBox
          title="The badge says"
          warning="Written by the issuer. A signature shows who wrote it, not that it is true."
        >
          <Facts
            narrow
            items={[
              { term: 'Name', value: 'Reefer Cargo Handling, level 3' },
              { term: 'Holder', value: 'Odalys Ferreiro' },
              {
                term: 'Earned for',
                value: '“Keeps refrigerated cargo within its set range from gate to vessel.”',
              },
            ]}
          />
        </ClaimBox>
      </div>
    </LedgerSection>
  )
}
