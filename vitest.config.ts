import {defineConfig} from 'vitest/config'
import {outsideCi} from './test/support/outside-ci.ts'
import {Sequencer} from './test/support/sequencer.ts'

// One project for each kind of test; `npm run test:unit`, `test:integration` and `test:e2e` pick theirs.
export default defineConfig({
  test: {
    sequence: {sequencer: Sequencer},
    tags: [{name: 'engine', description: 'tells something of the container engine: run on podman too'}],
    projects: outsideCi([
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/advice.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['cycles', 'e2e', 'faults', 'ha', 'helm', 'integration', 'kubectl', 'pty'].map(
            folder => `test/${folder}/**`,
          ),
          // Files share their worker's modules: to load them again for each file takes two thirds of the time. So none
          // may mock a module (vi.mock), each gives back what it changes, and a module of test/ that is shared has no
          // hooks of its own (afterEach): they would be the first file's alone. onTestFinished is any test's.
          isolate: false,
          // Property tests take as long as the machine is busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/pty/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'kubectl',
          include: ['test/kubectl/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'helm',
          include: ['test/helm/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cycles',
          include: ['test/cycles/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'ha',
          include: ['test/ha/**/*.test.ts'],
          globalSetup: ['test/ha/global-setup.ts'],
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          provide: {workers: 2},
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Most of the time is the engine's and Kubernetes'. Files of the shared cluster take turns (test/e2e/turn.ts).
          maxWorkers: 2,
          retry: 1,
        },
      },
      {
        // What of the e2e suite tells something of an engine, on clusters of one node: two files at once, for their time
        // is the engine's.
        test: {
          name: 'engine',
          include: ['failures', 'lifecycle', 'load', 'power'].map(file => `test/e2e/${file}.test.ts`),
          globalSetup: ['test/e2e/global-setup.ts'],
          provide: {workers: 0},
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          retry: 1,
        },
      },
    ]),
  },
})
