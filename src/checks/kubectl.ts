import type {Check} from '../cluster/check.ts'

export const kubectlCheck: Check = {
  id: 'kubectl',
  title: 'kubectl',
  commands: ['up', 'down', 'load'],
  forChanges: true,
  run: facts => facts.kubectlVersion.ask(),
}
