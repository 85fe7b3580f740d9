import { expect, it } from 'vitest'
import { parseStartArguments } from './arguments.ts'

it('a demo may be served by several processes, each with its part and its own port', () => {
  expect(parseStartArguments(['demo', '--parts', 'web', '--listen', '8501'])).toMatchObject({
    parts: ['web'],
    listen: 8501,
  })
  expect(parseStartArguments(['demo'])).toMatchObject({ parts: undefined, listen: undefined })
})

it.each<[readonly string[], RegExp]>([
  [['demo', '--parts', 'queue'], /^--parts takes web or worker, not "queue"\.$/],
  [['demo', '--listen', '70000'], /^--listen takes a number from 0 to 65535, not "70000"\.$/],
  [['demo', '--port', '-1'], /ambiguous|argument/],
  [['start', '--parts', 'web'], /belong to the demo/],
  [['dev', '--listen', '1'], /belong to the demo/],
  [['start', '--port', '1'], /takes PORT and ASSAY_DATA from the environment/],
  [['rewrap', '--json'], /takes everything from the environment/],
  [['demo', '--leave-damaged'], /belongs to npm run move-files/],
])('%j is refused with a plain sentence', (argv, sentence) => {
  expect(() => parseStartArguments(argv)).toThrow(sentence)
})
