import {
  Badge,
  Button,
  ButtonLink,
  ConfirmForm,
  EmptyState,
  Flash,
  Head,
  Item,
  ItemList,
  KeyHints,
  LedgerSection,
  MarkdownView,
  type MarkState,
  Marks,
  More,
  Note,
  Page,
  Pagination,
  Pips,
  Progress,
  Segmented,
  StateMark,
  Tabs,
  Tag,
} from '../../apps/web/src/ui/index.ts'
import { Frame } from './frame.tsx'
import { badges } from './sample.ts'

const states: readonly MarkState[] = ['passed', 'unknown', 'half', 'failed', 'empty']

/** Every part that is not a form, in its states. */
export function PartsPage() {
  return (
    <Frame
      person="Odalys Ferreiro"
      items={[
        { to: '/', label: 'Home' },
        { to: '/catalog', label: 'Catalog' },
        { to: '/backpack', label: 'Backpack' },
      ]}
    >
      <Flash end={<Button look="quiet">Undo</Button>}>The definition was saved as version 4.</Flash>
      <Page>
        <Head
          crumbs={{
            label: 'You are here',
            items: [
              { to: '/achievements', label: 'Achievements' },
              { to: '/achievements/1', label: 'Reefer Cargo Handling' },
            ],
          }}
          title="Nine credentials, two of them drafts"
          lede="What each one asks, who holds it, and which objective it serves. As of 22 November 2026."
          actions={
            <>
              <Segmented
                label="View"
                items={[
                  { to: '?view=list', label: 'List', current: true },
                  { to: '?view=tree', label: 'Tree' },
                ]}
              />
              <ButtonLink look="first" to="/new">
                Add an achievement
              </ButtonLink>
            </>
          }
        />
        <Controls />
        <Lists />
        <Feedback />
      </Page>
    </Frame>
  )
}

function Controls() {
  return (
    <LedgerSection rule="main" title="Controls" note="Buttons, keys, tabs, states.">
      <div className="stack">
        <div className="row">
          <Button look="first">First action</Button>
          <Button>Plain</Button>
          <Button look="quiet">Quiet</Button>
          <Button look="danger">Revoke</Button>
          <Button look="danger-first">Revoke it now</Button>
          <Button disabled>Not yet</Button>
          <Button busy>Saving</Button>
          <Button small>Small</Button>
        </div>
        <KeyHints
          lines={[
            { keys: ['1', '4'], does: 'score' },
            { keys: ['J', 'K'], does: 'next, last row' },
          ]}
        />
        <div className="row">
          {states.map((state) => (
            <StateMark key={state} state={state} label={state} />
          ))}
          <Tag tone="pass">on course</Tag>
          <Tag tone="amber" mark="half">
            behind
          </Tag>
          <Tag tone="amber">could not be checked</Tag>
          <Tag tone="fail">revoked</Tag>
          <Tag>draft</Tag>
          <Pips held={2} needed={3} levels={4} label="Level 2 of 3 needed" />
          <Marks states={['passed', 'half', 'empty']} label="1 of 3 met" />
        </div>
      </div>
      <Tabs
        label="Evidence"
        items={[
          { to: '?part=logs', label: 'Temperature logs', current: true },
          { to: '?part=reflection', label: 'Reflection' },
          { to: '?part=sheets', label: 'Handover sheets, 6' },
        ]}
      />
      <MarkdownView
        html={
          '<h3>What was asked</h3><p>At 06:00 the supply air stood at −16.6. <mark>I compared both probes</mark> first.</p><ul><li>Twenty boxes</li><li>Four weeks, with <a href="/x">one drift</a></li></ul>'
        }
      />
      <More summary="How this is worked out">
        <p className="mid">Two assessors, one observation on shift.</p>
      </More>
    </LedgerSection>
  )
}

function Lists() {
  return (
    <LedgerSection title="Lists" note="Rows, tables, pages, and nothing yet.">
      <ItemList label="In progress">
        {badges.slice(1, 4).map((badge, i) => (
          <Item
            key={badge.id}
            art={<Badge definition={badge} size={56} state={i === 0 ? 'struck' : 'outline'} now={i === 1} />}
            title={<a href={`/${badge.id}`}>{badge.title}, level 3</a>}
            end={
              <>
                <Marks states={['passed', 'passed', 'half', 'empty']} label="2 of 4 met" />
                <ButtonLink small to="/go">
                  Book the third talk
                </ButtonLink>
              </>
            }
          >
            Two coaching talks observed, one handed in
          </Item>
        ))}
      </ItemList>
      <table className="stacks">
        <thead>
          <tr>
            <th scope="col" aria-sort="ascending">
              <a href="?sort=-name">Name</a>
            </th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Holders
            </th>
          </tr>
        </thead>
        <tbody>
          {badges.slice(0, 3).map((badge, i) => (
            <tr key={badge.id}>
              <th scope="row">
                <a href={`/${badge.id}`}>{badge.title}</a>
                <span className="tiny dim">version {i + 2}</span>
              </th>
              <td data-label="State">{i === 0 ? <Tag tone="pass">published</Tag> : <Tag>draft</Tag>}</td>
              <td data-label="Holders" className="num">
                {1200 * (i + 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pagination
        label="Pages"
        page={5}
        pages={24}
        address={(page) => `?page=${page}`}
        previous="Previous"
        next="Next"
        pageLabel={(page) => `Page ${page}`}
        count="101 to 125 of 583"
      />
      <EmptyState
        title="No submissions wait for you"
        action={<ButtonLink to="/calibrate">Calibrate</ButtonLink>}
      >
        What learners hand in appears here, the oldest promise first.
      </EmptyState>
    </LedgerSection>
  )
}

function Feedback() {
  return (
    <LedgerSection title="Feedback" note="Notes, progress, confirmation.">
      <div className="stack">
        <Note title="Being logged">The inclusion proof follows within a minute.</Note>
        <Note tone="pass">Signed and logged.</Note>
        <Note tone="amber" title="Could not be checked">
          No node answered. <a href="/again">Try again</a>
        </Note>
        <Note tone="fail" title="Not sent">
          Three addresses were refused.
        </Note>
      </div>
      <Progress
        label="Issuing 1,200 badges"
        value={0.62}
        text="744 done, 38 a second, about 12 seconds left"
      />
      <Progress label="Reading the file" />
      <ConfirmForm ask="Revoke this credential" confirm="Revoke it" open values={{ intent: 'revoke' }}>
        The holder is told, and every check from now on says so. This cannot be taken back.
      </ConfirmForm>
    </LedgerSection>
  )
}
