import {type Check, notHere} from '../cluster/check.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {connectProvider, isProviderMissing} from '../cluster/registry.ts'
import {readRecord} from '../cluster/state.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {MachineFacts} from './facts.ts'

/** Whether the cluster of a record is there still; one whose provider cannot be asked is taken to be. */
const isThere = async ({exec}: MachineFacts, name: string, provider: ProviderName): Promise<boolean> => {
  try {
    return (await (await connectProvider(exec, provider)).inspect(name)) !== undefined
  } catch (error) {
    if (isProviderMissing(error)) return true
    throw error
  }
}

/** A name is of one cluster of kubia's, whatever makes it: `down NAME` must mean one thing. */
export const nameCheck: Check<MachineFacts> = {
  id: 'name',
  title: 'cluster name',
  commands: ['up'],
  async run(facts) {
    const {spec, provider} = facts.request
    const record = spec && readRecord(spec.name)
    if (!spec || !record || record.provider === provider) return notHere('no other provider has this name')
    if (!(await isThere(facts, spec.name, record.provider))) return notHere('what had this name is gone')
    throw new KubiaError(
      'NAME_TAKEN',
      `${spec.name} is a cluster that kubia made with the provider ${record.provider}`,
      {
        fix: [
          kubiaAdvice(['up', spec.name, '--provider', record.provider], 'uses it'),
          kubiaAdvice(['up', `${spec.name}-2`, '--provider', provider], 'makes another one beside it'),
        ],
      },
    )
  },
}
