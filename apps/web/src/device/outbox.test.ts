import { describe, expect, it } from 'vitest'
import {
  type KeptForm,
  type KeptForms,
  keptUntil,
  type Outcome,
  openedId,
  openingAddress,
  type Sender,
} from './kept-form.ts'
import { createOutbox } from './outbox.ts'

const DAY = 86_400_000
const ida = 'person-ida'

/** A device, with a way to the server that can be cut. */
function device() {
  const forms = new Map<string, KeptForm>()
  const files = new Map<string, readonly File[]>()
  const server = { recorded: [] as string[], tries: [] as string[], files: [] as string[] }
  const clock = { now: 1_000_000 }
  let asked: Outcome | { kind: 'ready' } = { kind: 'ready' }
  let answer: (form: KeptForm) => Outcome = () => ({ kind: 'recorded' })
  const store: KeptForms = {
    all: async () => [...forms.values()],
    put: async (form, those) => {
      forms.set(form.id, form)
      if (those !== undefined) files.set(form.id, those)
    },
    filesOf: async (id) => files.get(id) ?? [],
    remove: async (ids) => {
      for (const id of ids) for (const from of [forms, files]) from.delete(id)
    },
  }
  const sender: Sender = {
    ask: async () => asked,
    send: async (form, those) => {
      server.tries.push(form.id)
      server.files.push(...those.map(({ name }) => name))
      const outcome = answer(form)
      if (outcome.kind === 'recorded' && !server.recorded.includes(form.id)) server.recorded.push(form.id)
      return outcome
    },
  }
  let last: Promise<unknown> = Promise.resolve()
  const oneAtATime = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
  return {
    ...{ forms, files, server, clock, store, sender },
    way: (to: Outcome | { kind: 'ready' }) => {
      asked = to
    },
    answers: (how: typeof answer) => {
      answer = how
    },
    outbox: (personId = ida) => createOutbox({ personId, store, sender, oneAtATime, now: () => clock.now++ }),
  }
}

const form = (id: string, change: Partial<KeptForm> = {}): KeptForm => ({
  ...{ id, personId: ida, address: `/o/harbor/observe/e/${id}`, entries: [['place', 'Berth 4']] },
  ...{ about: { title: 'Mette', detail: 'Signals', language: 'en' }, files: 0 },
  ...{ state: 'draft', at: 1_000_000, tried: false },
  ...change,
})

const offline: Outcome = { kind: 'unreachable' }
const ready = { kind: 'ready' } as const

describe('what is signed', () => {
  it('goes at once where there is a way, with its files, and leaves nothing on the device', async () => {
    const { outbox, server, forms, files } = device()
    const photo = new File(['seen'], 'seen.jpg')
    expect(await outbox().sign(form('a', { files: 1 }), [photo])).toBe('sent')
    expect(server).toMatchObject({ recorded: ['a'], files: ['seen.jpg'] })
    expect([forms.size, files.size]).toEqual([0, 0])
  })

  it('waits where there is none, and nothing of it leaves the device', async () => {
    const { outbox, server, way } = device()
    way(offline)
    const box = outbox()
    expect(await box.sign(form('a'))).toMatchObject({ state: 'waiting', tried: false })
    expect(server.tries).toEqual([])
    expect(box.view()).toMatchObject({ pause: 'unreachable', forms: [{ id: 'a' }], sendingId: undefined })
  })

  it('goes in the order in which it was signed, once the way is back, also from a page opened later', async () => {
    const { outbox, server, way } = device()
    way(offline)
    const box = outbox()
    for (const id of ['b', 'a', 'c']) await box.sign(form(id))
    way(ready)
    const later = outbox()
    await later.load()
    await later.run()
    expect(server.recorded).toEqual(['b', 'a', 'c'])
    expect(later.view()).toMatchObject({ forms: [], pause: undefined })
    expect(later.view().sent.map(({ id }) => id)).toEqual(['b', 'a', 'c'])
  })

  it('stops at the first that finds no way, and goes on with that one', async () => {
    const { outbox, server, way, answers } = device()
    way(offline)
    const box = outbox()
    for (const id of ['a', 'b', 'c']) await box.sign(form(id))
    way(ready)
    answers(({ id }) => (id === 'b' ? offline : { kind: 'recorded' }))
    await box.run()
    expect(server.tries).toEqual(['a', 'b'])
    answers(() => ({ kind: 'recorded' }))
    await box.run()
    expect(server.tries).toEqual(['a', 'b', 'b', 'c'])
    expect(server.recorded).toEqual(['a', 'b', 'c'])
  })

  it('goes once, however many pages send at a time', async () => {
    const { outbox, server, way } = device()
    way(offline)
    await outbox().sign(form('a'))
    way(ready)
    await Promise.all([outbox().run(), outbox().run(), outbox().run()])
    expect(server.tries).toEqual(['a'])
  })

  it('goes again under the same id when the answer was lost, and is not changed in between', async () => {
    const { outbox, server, answers } = device()
    answers(({ id }) => {
      server.recorded.push(id)
      return offline
    })
    const box = outbox()
    expect(await box.sign(form('a'))).toMatchObject({ state: 'waiting', tried: true })
    expect(await box.reopen('a')).toBeUndefined()
    answers(() => ({ kind: 'recorded' }))
    await box.run()
    expect(server.recorded).toEqual(['a'])
    expect(box.view().forms).toEqual([])
  })
})

describe('a page that still shows what was signed in another', () => {
  it('does not change what waits, and what it signs is the same', async () => {
    const { outbox, server, way, forms } = device()
    way(offline)
    const box = outbox()
    await box.sign(form('a'))
    await box.keep({ ...form('a'), entries: [['place', 'Berth 5']] })
    await box.sign({ ...form('a'), entries: [['place', 'Berth 6']] })
    expect(forms.get('a')).toMatchObject({ state: 'waiting', entries: [['place', 'Berth 4']] })
    way(ready)
    await box.run()
    expect(server.tries).toEqual(['a'])
  })
})

describe('what is shown', () => {
  it('is what the last reading of the device found, however late an earlier one ends', async () => {
    const { store, sender, way, forms } = device()
    way(offline)
    const slow: (() => void)[] = []
    let readings = 0
    const box = createOutbox({
      ...{ personId: ida, sender, now: () => 1_000_000, oneAtATime: (work) => work() },
      store: {
        ...store,
        all: async () => {
          const found = [...forms.values()]
          readings += 1
          // The first looks for what is too old, the second is shown.
          if (readings === 2) await new Promise<void>((resolve) => void slow.push(resolve))
          return found
        },
      },
    })
    forms.set('a', form('a'))
    const early = box.load()
    await expect.poll(() => slow.length).toBe(1)
    forms.clear()
    await box.load()
    slow[0]?.()
    await early
    expect(box.view().forms).toEqual([])
  })
})

describe('what is refused', () => {
  const ended = { code: 'observed_ended', message: 'This work has ended.', fields: [] }
  const wrong = { code: 'invalid_input', message: '', fields: [{ path: 'on', code: 'day', message: 'No' }] }

  it('stays with the reason, and lets the next go', async () => {
    const { outbox, server, way, answers } = device()
    way(offline)
    const box = outbox()
    for (const id of ['a', 'b']) await box.sign(form(id))
    way(ready)
    answers(({ id }) => (id === 'a' ? { kind: 'refused', problem: ended } : { kind: 'recorded' }))
    await box.run()
    expect(server.recorded).toEqual(['b'])
    expect(box.view().forms).toMatchObject([{ id: 'a', state: 'refused', refusal: ended }])
    await box.run()
    expect(server.tries).toEqual(['a', 'b'])
  })

  it('is mended and sent again under its id', async () => {
    const { outbox, server, answers } = device()
    answers(() => ({ kind: 'refused', problem: wrong }))
    const box = outbox()
    expect(await box.sign(form('a'))).toMatchObject({ state: 'refused', refusal: wrong })
    const opened = await box.reopen('a')
    expect(opened).toMatchObject({ id: 'a', refusal: wrong })
    answers(() => ({ kind: 'recorded' }))
    expect(await box.sign({ ...form('a'), entries: [['place', 'Berth 5']] })).toBe('sent')
    expect(server.recorded).toEqual(['a'])
  })

  it('says that an earlier try may have arrived, unless the words themselves were refused', async () => {
    const { outbox, answers } = device()
    const box = outbox()
    for (const [id, problem] of [
      ['a', ended],
      ['b', wrong],
    ] as const) {
      answers(() => offline)
      await box.sign(form(id))
      answers(() => ({ kind: 'refused', problem }))
      await box.run()
    }
    expect(box.view().forms.map(({ id, tried }) => [id, tried])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  it('is thrown away with its files', async () => {
    const { outbox, answers, files } = device()
    answers(() => ({ kind: 'refused', problem: ended }))
    const box = outbox()
    await box.sign(form('a', { files: 1 }), [new File(['x'], 'x.txt')])
    await box.discard('a')
    expect(box.view().forms).toEqual([])
    expect(files.size).toBe(0)
  })
})

describe('what is being filled in', () => {
  it('is not sent; what is opened again is out of the line until it is signed again', async () => {
    const { outbox, server, way } = device()
    way(offline)
    const box = outbox()
    await box.keep(form('draft'))
    await box.sign(form('a'))
    expect(await box.reopen('a')).toMatchObject({ id: 'a' })
    way(ready)
    await box.run()
    expect(server.tries).toEqual([])
    await box.sign(form('a'))
    expect(server.recorded).toEqual(['a'])
    expect(box.view().forms).toMatchObject([{ id: 'draft', state: 'draft' }])
  })

  it('goes at signing out; what was signed stays', async () => {
    const { outbox, way } = device()
    way(offline)
    const box = outbox()
    await box.keep(form('draft'))
    await box.sign(form('a'))
    await box.discardDrafts()
    expect(box.view().forms).toMatchObject([{ id: 'a', state: 'waiting' }])
  })
})

describe('whose it is', () => {
  it('another person on the device neither sees nor sends it, nor takes it away', async () => {
    const { outbox, server, way, forms } = device()
    way(offline)
    await outbox().sign(form('a'))
    await outbox().keep(form('draft'))
    way(ready)
    const other = outbox('person-bo')
    await other.load()
    await other.run()
    await other.discardDrafts()
    expect(other.view().forms).toEqual([])
    expect(await other.reopen('a')).toBeUndefined()
    expect(server.tries).toEqual([])
    expect([...forms.keys()]).toEqual(['draft', 'a'].reverse())
  })

  it('waits while nobody, or somebody else, is signed in', async () => {
    const { outbox, server, way } = device()
    const box = outbox()
    for (const kind of ['signed_out', 'other_person'] as const) {
      way({ kind })
      await box.sign(form(kind))
      expect(box.view().pause).toBe(kind)
    }
    expect(server.tries).toEqual([])
    way(ready)
    await box.run()
    expect(server.recorded).toEqual(['signed_out', 'other_person'])
  })
})

describe('how long it stays', () => {
  it('what is too old goes when somebody opens Assay, whoever it belonged to', async () => {
    const { outbox, forms, clock } = device()
    const old = clock.now - 8 * DAY
    for (const one of [
      form('draft', { at: old }),
      form('fresh'),
      form('signed', { state: 'waiting', at: old }),
      form('very old', { state: 'refused', at: clock.now - 31 * DAY }),
      form('of another', { personId: 'person-bo', at: old }),
    ])
      forms.set(one.id, one)
    const box = outbox()
    await box.load()
    expect([...forms.keys()]).toEqual(['fresh', 'signed'])
    expect(keptUntil(form('a'))).toBe(1_000_000 + 7 * DAY)
  })
})

describe('the address by which a form is opened again', () => {
  it('names it in the hash, and gives nothing else back', () => {
    const id = '0b2c6a7e-93c1-4d27-9a0e-2f6d2f1c9a11'
    const { hash, pathname } = new URL(
      openingAddress({ address: '/o/h/observe/e/c', id }),
      'https://a.example',
    )
    expect([pathname, openedId(hash)]).toEqual(['/o/h/observe/e/c', id])
    for (const other of ['', '#content', '#kept=', '#kept=x y']) expect(openedId(other)).toBeUndefined()
  })
})
