import {EXIT, type ExitCode} from './catalogue/entry.ts'

/** What each exit code means: in a word or two, and in full. */
export const EXIT_CLASSES: readonly {code: ExitCode; brief: string; meaning: string}[] = [
  {code: EXIT.ok, brief: 'done', meaning: 'done, or nothing to do'},
  {code: EXIT.unexpected, brief: 'unexpected', meaning: 'unexpected'},
  {
    code: EXIT.usage,
    brief: 'usage, or not found',
    meaning: 'usage or invalid input, or the named object or context does not exist',
  },
  {
    code: EXIT.environment,
    brief: 'the environment',
    meaning: 'the environment lacks something: an engine, a tool, a permission, an API server',
  },
  {
    code: EXIT.conflict,
    brief: 'a conflict',
    meaning: 'a conflict: a name, a port, the shape, a lock, not made by kubia',
  },
  {code: EXIT.notReady, brief: 'not ready in time', meaning: 'not ready in time'},
  {code: EXIT.workload, brief: 'the workload failed', meaning: 'the workload failed'},
  {code: EXIT.partial, brief: 'torn down in part', meaning: 'torn down only in part'},
  {code: EXIT.sigint, brief: 'interrupted', meaning: 'interrupted by SIGINT (Ctrl-C)'},
  {code: EXIT.sigterm, brief: 'ended', meaning: 'ended by SIGTERM'},
]
