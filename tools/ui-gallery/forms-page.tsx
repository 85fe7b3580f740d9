import {
  Button,
  ButtonLink,
  CheckField,
  ChoiceGroup,
  DropFile,
  ErrorSummary,
  Head,
  LedgerSection,
  Page,
  Progress,
  RubricScorer,
  SegmentedChoice,
  SelectField,
  TextAreaField,
  TextField,
} from '../../apps/web/src/ui/index.ts'
import { Frame } from './frame.tsx'
import { rubricLevels, rubricRows } from './sample.ts'

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`

/** Forms with errors, and the rubric scorer. */
export function FormsPage() {
  return (
    <Frame
      person="Lena Brandt"
      items={[
        { to: '/queue', label: 'Queue' },
        { to: '/', label: 'Assess', end: true },
      ]}
    >
      <Page>
        <Head title="Describe the achievement" lede="Nothing is public until you publish it." />
        <LedgerSection rule="main" title="Definition" note="Saved as you write.">
          <form className="form" method="post">
            <ErrorSummary
              title="Two things are missing"
              errors={[
                { name: 'title', message: 'Give it a title of at most 80 letters.' },
                { name: 'method', message: 'Choose how it is judged.' },
              ]}
            />
            <TextField name="title" label="Title" required error="Give it a title of at most 80 letters." />
            <TextField
              name="mail"
              type="email"
              label="Contact"
              optional="may be left empty"
              hint="Shown to who verifies a badge."
              defaultValue="badges@harbor-logistics.example"
              autoComplete="email"
            />
            <TextAreaField name="criteria" label="What is asked" hint="Markdown works here." />
            <SelectField
              name="language"
              label="Language"
              empty="Choose one"
              options={[
                { value: 'en', label: 'English' },
                { value: 'es', label: 'Spanish' },
              ]}
            />
            <ChoiceGroup
              name="method"
              label="How it is judged"
              error="Choose how it is judged."
              options={[
                { value: 'one', label: 'One assessor', hint: 'Enough for levels 1 and 2.' },
                { value: 'two', label: 'Two assessors, blind' },
                { value: 'panel', label: 'A panel', disabled: true },
              ]}
            />
            <SegmentedChoice
              name="level"
              label="Level"
              chosen="3"
              options={['1', '2', '3', '4'].map((value) => ({ value, label: value }))}
            />
            <CheckField name="expires" label="It expires" hint="After two years it is renewed." checked />
            <TextField name="id" label="Identifier" readOnly defaultValue="urn:uuid:0b8e66a3" />
            <TextField name="old" label="Former name" disabled defaultValue="Cold Chain" />
            <DropFile
              name="file"
              label="Evidence"
              hint="Up to 20 files, 50 MB each. Drop them here."
              multiple
              chosenLabel="Chosen files"
              formatSize={kilobytes}
              progress={<Progress label="box-204817.pdf" value={0.4} text="40 %" />}
            />
            <div className="actions">
              <Button look="first">Save the draft</Button>
              <ButtonLink look="quiet" to="/">
                Leave
              </ButtonLink>
            </div>
          </form>
        </LedgerSection>
        <LedgerSection title="Scoring" note="Keys work while the focus is in the rubric.">
          <Scoring />
        </LedgerSection>
      </Page>
    </Frame>
  )
}

function Scoring() {
  const levels = (row: number) =>
    rubricLevels.map(({ value, label }, i) => ({
      value: String(value),
      label,
      text: `${rubricRows[row]?.texts[i]}.`,
    }))
  return (
    <form method="post">
      <RubricScorer
        label="Rubric"
        suggestedLabel="suggested by the second reader"
        rows={[
          {
            name: 'range',
            title: <h3>1 Sets and confirms the range</h3>,
            aside: 'weight 1',
            levels: levels(0),
            chosen: '3',
          },
          {
            name: 'acts',
            title: <h3>2 Acts when the range is left</h3>,
            aside: 'weight 2',
            levels: levels(2),
            chosen: '2',
            suggested: '3',
            beside: (
              <>
                <div className="second">
                  <p className="split">
                    <b>Second reader suggests 3</b>
                    <span className="tiny dim">a model; shown after your own score</span>
                  </p>
                  <blockquote>
                    “I moved the plug to socket C14 at 06:10 and wrote the time on the door card.”{' '}
                    <a href="#b1">Show b1</a>
                  </blockquote>
                </div>
                <br />
                <TextAreaField name="comment" label="Comment for the learner" rows={2} />
              </>
            ),
          },
        ]}
      />
    </form>
  )
}
