import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import {
  Button,
  CheckField,
  ChoiceGroup,
  ConfirmForm,
  DropFile,
  ErrorSummary,
  Facts,
  fieldId,
  MarkdownView,
  Masthead,
  Pagination,
  RubricScorer,
  RubricTable,
  SelectField,
  StateMark,
  TextField,
  Time,
} from './index.ts'
import { shownPages } from './pagination.tsx'

/** The markup that arrives before any script. */
const html = (node: ReactNode, at = '/'): string =>
  renderToStaticMarkup(<MemoryRouter initialEntries={[at]}>{node}</MemoryRouter>)

const attribute = (markup: string, tag: string, name: string): string | undefined =>
  new RegExp(`<${tag}\\b[^>]*\\s${name}="([^"]*)"`).exec(markup)?.[1]

const checkedValues = (markup: string): readonly (string | undefined)[] =>
  [...markup.matchAll(/<input\b[^>]*>/g)]
    .filter(([input]) => input.includes(' checked=""'))
    .map(([input]) => attribute(input, 'input', 'value'))

describe('fields', () => {
  it('tie label, error and hint to the control, the error first', () => {
    const markup = html(
      <TextField name="mail" label="Mail" hint="Shown to all" error="No @ in it" required />,
    )
    expect(attribute(markup, 'label', 'for')).toBe('f-mail')
    expect(attribute(markup, 'input', 'id')).toBe('f-mail')
    expect(attribute(markup, 'input', 'aria-describedby')).toBe('f-mail-error f-mail-hint')
    expect(attribute(markup, 'input', 'aria-invalid')).toBe('true')
    expect(markup).toContain('id="f-mail-hint"')
    expect(markup).toContain('id="f-mail-error"')
    expect(markup).toMatch(/<input[^>]* required=""/)
  })

  it('carry no description, error or requirement that was not given', () => {
    const markup = html(<TextField name="mail" label="Mail" />)
    expect(markup).not.toMatch(/aria-describedby|aria-invalid|required|class="error"/)
  })

  it('keep what was written', () => {
    expect(html(<TextField name="mail" label="Mail" defaultValue="a@b" error="wrong" />)).toContain(
      'value="a@b"',
    )
    const select = html(
      <SelectField
        name="s"
        label="S"
        defaultValue="b"
        options={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
      />,
    )
    expect(select).toContain('<option value="b" selected="">')
  })

  it('put a group of choices under one name, its id on the first control', () => {
    const options = ['one', 'two'].map((value) => ({ value, label: value }))
    const markup = html(
      <ChoiceGroup name="how" label="How" options={options} chosen={['two']} error="Choose" />,
    )
    expect(markup.match(/name="how"/g)).toHaveLength(2)
    expect(markup.match(/id="f-how"/g)).toHaveLength(1)
    expect(checkedValues(markup)).toEqual(['two'])
    expect(attribute(markup, 'fieldset', 'aria-describedby')).toBe('f-how-error')
  })

  it('post a check box under its value', () => {
    expect(checkedValues(html(<CheckField name="x" label="X" checked />))).toEqual(['yes'])
    expect(checkedValues(html(<CheckField name="x" label="X" />))).toEqual([])
  })

  it('take files through the browser’s own control', () => {
    const markup = html(
      <DropFile
        name="file"
        label="File"
        multiple
        chosenLabel="Chosen"
        formatSize={String}
        error="Too large"
      />,
    )
    expect(attribute(markup, 'input', 'type')).toBe('file')
    expect(attribute(markup, 'input', 'aria-describedby')).toBe('f-file-error')
  })
})

describe('ErrorSummary', () => {
  it('links each error to its field and can take the focus', () => {
    const markup = html(
      <ErrorSummary
        title="Two"
        errors={[
          { name: 'a.b', message: 'A' },
          { name: '', message: 'B' },
        ]}
      />,
    )
    expect(markup).toContain(`href="#${fieldId('a.b')}"`)
    expect(markup).toContain('tabindex="-1"')
    expect(markup).toContain('<li>B</li>')
  })

  it('is absent without errors', () => {
    expect(html(<ErrorSummary title="Two" errors={[]} />)).toBe('')
  })
})

describe('Masthead', () => {
  const items = [
    { to: '/home', label: 'Home' },
    { to: '/log', label: 'Log' },
  ]

  it('marks the current page and offers the menu as a disclosure, without scripts', () => {
    const markup = html(
      <Masthead home="/" name="Harbor" mark="HL" navLabel="Main" menuLabel="Menu" items={items} />,
      '/log/entries/3',
    )
    expect(markup).toMatch(/<a [^>]*aria-current="page"[^>]*href="\/log"/)
    expect(markup).not.toMatch(/<a [^>]*aria-current="page"[^>]*href="\/home"/)
    expect(markup).toMatch(/<details class="menu"><summary[^>]*>Menu<\/summary>/)
  })
})

describe('Pagination', () => {
  const pagination = (page: number, pages: number) =>
    html(
      <Pagination
        label="Pages"
        page={page}
        pages={pages}
        address={(n) => `/list?page=${n}`}
        previous="Previous"
        next="Next"
        pageLabel={(n) => `Page ${n}`}
      />,
    )

  it('shows the ends, the neighbours and gaps between', () => {
    const shown = (page: number, pages: number) =>
      shownPages(page, pages).map(({ page, gap }) => (gap ? '…' : page))
    expect(shown(5, 24)).toEqual([1, '…', 3, 4, 5, 6, 7, '…', 24])
    expect(shown(1, 3)).toEqual([1, 2, 3])
    expect(shown(2, 2)).toEqual([1, 2])
  })

  it('has no way back from the first page and none on from the last', () => {
    expect(pagination(1, 3)).not.toContain('rel="prev"')
    expect(pagination(3, 3)).not.toContain('rel="next"')
    expect(pagination(2, 3)).toContain('href="/list?page=3"')
  })

  it('is absent where there is one page', () => {
    expect(pagination(1, 1)).toBe('')
  })
})

describe('rubric', () => {
  const levels = [1, 2].map((value) => ({ value, label: `L${value}` }))
  const words = {
    row: 'Row',
    reached: 'Reached',
    levelText: ({ value }: { value: number }, text: string) => `Level ${value}: ${text}`,
    pips: (value: number) => `Level ${value} of 2`,
  }

  it('shows the level reached in the table and in the list of the phone', () => {
    const rows = [{ id: 'a', title: 'A', texts: ['one', 'two'], reached: 2 }]
    const markup = html(<RubricTable levels={levels} rows={rows} words={words} />)
    expect(markup).toContain('<td class="hit"><span class="reached">Reached</span>two</td>')
    expect(markup).toContain('<p>Level 2: two</p>')
    expect(markup).toContain('aria-label="Level 2 of 2"')
  })

  it('shows all levels and no result where nothing is scored', () => {
    const markup = html(
      <RubricTable levels={levels} rows={[{ id: 'a', title: 'A', texts: ['one', 'two'] }]} words={words} />,
    )
    expect(markup).not.toContain('Reached')
    expect(markup).toContain('<li>Level 1: one</li>')
  })

  it('is scored with radio buttons that a form posts', () => {
    const row = { name: 'score.a', title: 'A', chosen: '2', suggested: '1' }
    const rows = [{ ...row, levels: ['1', '2'].map((value) => ({ value, label: value, text: '' })) }]
    const markup = html(<RubricScorer label="Rubric" rows={rows} suggestedLabel="suggested" />)
    expect(markup.match(/type="radio" name="score.a"/g)).toHaveLength(2)
    expect(checkedValues(markup)).toEqual(['2'])
    expect(markup).toMatch(/class="level suggested"><input[^>]*value="1"/)
  })
})

describe('small parts', () => {
  it('hide a mark from screen readers unless it has words', () => {
    expect(html(<StateMark state="passed" />)).toContain('aria-hidden="true"')
    expect(html(<StateMark state="passed" label="Passed" />)).toContain('role="img" aria-label="Passed"')
  })

  it('write an instant in the reader’s zone and keep the machine’s beside it', () => {
    const markup = html(<Time at="2026-05-03T23:30:00Z" locale="en-GB" timeZone="Asia/Tokyo" />)
    expect(markup).toContain('dateTime="2026-05-03T23:30:00.000Z"')
    expect(markup).toContain('>4 May 2026</time>')
  })

  it('leave out facts without a value', () => {
    const markup = html(
      <Facts
        items={[
          { term: 'A', value: 'x' },
          { term: 'B', value: undefined },
          { term: 'C', value: '' },
        ]}
      />,
    )
    expect(markup.match(/<dt>/g)).toHaveLength(1)
  })

  it('ask twice with a form that posts without scripts', () => {
    const markup = html(
      <ConfirmForm ask="Revoke" confirm="Revoke it" values={{ intent: 'revoke' }}>
        Sure?
      </ConfirmForm>,
    )
    expect(markup).toMatch(/<details class="confirm"><summary/)
    expect(attribute(markup, 'form', 'method')).toBe('post')
    expect(markup).toContain('name="intent" value="revoke"')
  })

  it('keep a busy button focusable', () => {
    const markup = html(<Button busy>Save</Button>)
    expect(markup).toContain('aria-busy="true"')
    expect(markup).not.toContain('disabled')
  })

  it('put sanitized Markdown into the page as it is', () => {
    expect(html(<MarkdownView html="<p>a</p>" />)).toBe('<div class="prose"><p>a</p></div>')
  })
})
