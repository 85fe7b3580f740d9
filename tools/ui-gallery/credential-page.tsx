import { badgeAltText, badgeWords } from '../../apps/web/src/ui/badge-art/index.ts'
import {
  Badge,
  ButtonLink,
  CheckList,
  CheckRow,
  Facts,
  Hallmarks,
  LedgerSection,
  Page,
  RubricTable,
  StateMark,
  StruckRow,
} from '../../apps/web/src/ui/index.ts'
import { Frame, publicItems } from './frame.tsx'
import { badges, reefer, rubricLevels, rubricRows } from './sample.ts'

/** A credential, its badge large. */
export function CredentialPage() {
  return (
    <Frame items={publicItems}>
      <Page>
        <section className="hero">
          <Badge definition={reefer} size={360} label={badgeAltText(reefer, badgeWords.en)} />
          <div>
            <h1>Reefer Cargo Handling</h1>
            <p className="lede">
              <b>Odalys Ferreiro</b> keeps refrigerated cargo within its set range from gate to vessel, and
              acts alone when the range is left.
            </p>
            <Hallmarks
              definition={reefer}
              label="Marks on this badge"
              words={{
                issuer: 'Harbor Logistics',
                category: 'Quality oval',
                level: 'Level 3 of 4',
                year: 'b is 2026',
              }}
            />
            <p className="row strong pass">
              <StateMark state="passed" />
              In force, 3 May 2026 to 3 May 2028
            </p>
            <div className="row">
              <ButtonLink look="first" to="/verify">
                Verify it yourself
              </ButtonLink>
              <ButtonLink to="/achievement">What it takes to earn this</ButtonLink>
            </div>
          </div>
        </section>
        <LedgerSection
          rule="main"
          title="How it was judged"
          note="Two assessors scored the evidence without knowing whose it was."
        >
          <RubricTable
            levels={rubricLevels}
            rows={rubricRows}
            words={{
              row: 'Rubric row',
              reached: 'Reached',
              levelText: ({ value }, text) => `Level ${value}: ${text}`,
              pips: (value) => `Level ${value} of 4`,
            }}
          />
        </LedgerSection>
        <LedgerSection title="What was asked" note="Version 3 of the definition, frozen on 12 January 2026.">
          <CheckList>
            <CheckRow
              state="passed"
              stateLabel="Met"
              title="Safe Lifting and Slinging"
              reference="prerequisite"
            />
            <CheckRow
              state="half"
              stateLabel="Begun"
              title="Temperature logs of 20 boxes"
              reference="performance"
            />
            <CheckRow state="empty" stateLabel="Not met" title="Seen on two shifts" reference="observation" />
          </CheckList>
        </LedgerSection>
        <LedgerSection title="Proof" note="What lets a stranger trust this without trusting us.">
          <Facts
            items={[
              { term: 'Signed', value: '3 May 2026, 16:38 UTC with key HL-2026-1' },
              { term: 'Digest', value: <code>sha-256 9f2c 41d7 0b8e 66a3 … e1c5 7d20</code> },
              { term: 'Endorsed by', value: 'Northmole Training Institute, 11 January 2026' },
            ]}
          />
          <div className="row actions">
            <ButtonLink small to="/proof" download>
              Proof bundle
            </ButtonLink>
            <ButtonLink small to="/png" download>
              Badge as PNG
            </ButtonLink>
            <ButtonLink small look="quiet" to="/log">
              See entry in the log
            </ButtonLink>
          </div>
        </LedgerSection>
        <BadgeShelf />
      </Page>
    </Frame>
  )
}

function BadgeShelf() {
  return (
    <>
      <LedgerSection title="Badges" note="Medium, small, and places not struck yet.">
        <ul className="row">
          {badges.map((badge) => (
            <li key={badge.id}>
              <Badge definition={badge} size={128} label={badgeAltText(badge, badgeWords.en)} />
            </li>
          ))}
        </ul>
        <ul className="row">
          {badges.map((badge, i) => (
            <li key={badge.id}>
              <Badge definition={badge} size={64} state={i % 3 === 0 ? 'outline' : 'struck'} now={i === 3} />
            </li>
          ))}
        </ul>
      </LedgerSection>
      <LedgerSection title="Struck rows">
        <ul className="rows">
          {badges.slice(0, 4).map((badge) => (
            <li key={badge.id}>
              <span className="words">{badge.title}</span>
              <StruckRow definition={badge} label={badgeAltText(badge, badgeWords.en)} />
            </li>
          ))}
        </ul>
      </LedgerSection>
    </>
  )
}
