import { actorTests } from './actor-tests.ts'

// Everything that answers people.
actorTests(({ kind }) => kind === 'page')
