import {expect, test} from 'vitest'
import Deploy from '../../commands/deploy.ts'
import Load from '../../commands/load.ts'
import {runHere} from '../support/command.ts'

// Rows of the same kind go through the program in test/integration/load.test.ts.
test.each([
  [['load'], 'required argument not given: IMAGE\n'],
  [['load', 'a', '--name', 'x', '--context', 'y'], '--name and --context cannot be used together'],
  [['deploy', 'shop', '--build', 'nowhere'], 'nowhere cannot be built: it is no folder'],
  [['deploy', 'shop', '--dockerfile', 'x'], '--dockerfile needs --build DIR'],
  [['deploy', '-f', 'x.yaml', '--build', '.'], '--build and -f cannot be used together: the manifests say it'],
])('%j is refused', async (args, message) => {
  const {code, stderr} = await runHere(args, {deploy: Deploy, load: Load})
  expect(code).toBe(2)
  expect(stderr).toContain(`error: ${message}`)
})
