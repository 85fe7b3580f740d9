import { actorTests } from './actor-tests.ts'

// Everything that answers programs: the REST API and the public documents.
actorTests(({ kind }) => kind !== 'page')
