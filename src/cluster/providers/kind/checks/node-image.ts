import {imageUnavailable} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import type {Exec} from '../../../../process/exec.ts'
import {type Check, notHere} from '../../../check.ts'
import {shortImage} from '../../../node-image.ts'
import {isLocalImage} from '../../common/images/engine-image.ts'
import {registryRefusal} from '../../common/images/registry-refusal.ts'
import {namesMirrors} from '../config/kind-rules.ts'
import type {KindFacts} from './kind-facts.ts'

/**
 * `up --registry` has containerd read hosts files. Beside `mirrors` of the image's own, containerd would not start its
 * CRI plugin, and the nodes would not come up for minutes. @throws KubiaError REGISTRY_FAILED
 */
const checkMirrors = async (exec: Exec, engine: string, images: readonly string[]): Promise<void> => {
  for (const image of images) {
    const cat = ['run', '--rm', '--network', 'none', '--entrypoint', 'cat', image, '/etc/containerd/config.toml']
    const {stdout} = await exec({program: engine, args: cat}, {allowFailure: true})
    if (!namesMirrors(stdout)) continue
    throw new KubiaError(
      'REGISTRY_FAILED',
      `the containerd of ${shortImage(image)} has registry.mirrors of its own, beside which it reads no hosts files of registries, as up --registry needs`,
      {fix: ['take a node image of kind v0.27 or later, or leave --registry out']},
    )
  }
}

export const nodeImageCheck = ({engine, images: needed}: KindFacts): Check => ({
  id: 'node-image',
  title: 'node image',
  commands: ['up'],
  forNewNodes: true,
  hasWayOut: true,
  async run({exec, request}) {
    const {program} = await engine.known()
    const images = await needed.ask()
    if (images.length === 0) return notHere('this release of kind knows its own')
    const here = await Promise.all(images.map(image => isLocalImage(exec, program, image)))
    const missing = images.filter((_, index) => !here[index])
    const refusals = await Promise.all(
      missing.map(async image => ({image, words: await registryRefusal(exec, program, image)})),
    )
    const refused = refusals.flatMap(({image, words}) => (words === undefined ? [] : [{image, words}]))
    if (request.spec?.stated.registry !== undefined)
      await checkMirrors(
        exec,
        program,
        images.filter((_, index) => here[index]),
      )
    const [first] = refused
    if (!first)
      return `${images.map(shortImage).join(', ')} (${missing.length > 0 ? 'to be pulled; the registry answers' : 'on this machine'})`
    const where = {cluster: request.spec?.name ?? 'kubia', engine: program}
    const problems = refused.map(({image, words}) => imageUnavailable(image, words, where))
    throw new KubiaError('IMAGE_UNAVAILABLE', problems.map(({message}) => message).join('\n'), {
      evidence: problems[0]?.evidence ?? [],
      fix: problems[0]?.fix ?? [],
      ...(problems.every(({facts}) => facts?.mayPass) && {facts: {mayPass: true}}),
    })
  },
})
