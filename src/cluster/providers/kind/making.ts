import {KubiaError} from '../../../errors/kubia-error.ts'
import {engineProgram} from '../../../process/engine-program.ts'
import {allKnown} from '../../fact.ts'
import type {ClusterMaking} from '../../provider.ts'
import {isHere} from '../common/engine-info.ts'
import {machineChecks, nodesProxyCheck, programChecks} from './checks/index.ts'
import {createKindFacts} from './checks/kind-facts.ts'
import {addressRanges} from './config/address-ranges.ts'
import {imagesOfNodes, kindConfig, wholeConfig} from './config/kind-config.ts'
import type {KindConfig} from './config/kind-schema.ts'
import {thisMachine} from './config/machine-rules.ts'
import {readKindConfig} from './config/read-config.ts'
import {kindVersion} from './kind-version.ts'
import {defaultNodeImage} from './node-image.ts'
import {kindProvider} from './provider.ts'
import {plannedVersionImage} from './version-image.ts'

/** How kind's clusters are made. */
export const kindMaking: ClusterMaking = {
  survey: (exec, request) => {
    const facts = createKindFacts(exec, request)
    return {
      programs: programChecks(facts),
      machine: machineChecks(facts),
      environment: [nodesProxyCheck],
      engineFailure: () =>
        facts.engine.ask().then(
          () => undefined,
          (error: unknown) => {
            if (error instanceof KubiaError) return error
            throw error
          },
        ),
      // An engine that does not answer is reported by its own check.
      listensHere: () => facts.engineInfo.known().then(isHere, () => false),
      listensAsUser: () =>
        facts.engineInfo.known().then(
          info => isHere(info) && info.rootless,
          () => false,
        ),
      connect: async of => kindProvider(of, ...(await allKnown([facts.engine, facts.kindVersion]))),
    }
  },
  readConfig: (exec, text, source) => readKindConfig(exec, text, source, thisMachine()),
  plan: async (exec, spec) => {
    const versionImage = await plannedVersionImage(exec, spec.flags.kubernetesVersion)
    return {text: kindConfig(spec, versionImage), versionImage}
  },
  fields: spec => wholeConfig(spec),
  nodeImages: async (exec, fields) => imagesOfNodes(fields as KindConfig, defaultNodeImage(await kindVersion(exec))),
  ranges: fields => addressRanges(fields as KindConfig, engineProgram()),
}
