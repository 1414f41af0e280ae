import {imageUnavailable} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {type Check, notHere} from '../../../check.ts'
import {shortImage} from '../../../node-image.ts'
import {isLocalImage} from '../../common/images/engine-image.ts'
import {registryRefusal} from '../../common/images/registry-refusal.ts'
import type {KindFacts} from './kind-facts.ts'

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
    const [first] = refused
    if (!first)
      return `${images.map(shortImage).join(', ')} (${missing.length > 0 ? 'to be pulled; the registry answers' : 'on this machine'})`
    const where = {cluster: request.spec?.name ?? 'kubia', engine: program}
    const problems = refused.map(({image, words}) => imageUnavailable(image, words, where))
    throw new KubiaError('IMAGE_UNAVAILABLE', problems.map(({message}) => message).join('\n'), {
      evidence: problems[0]?.evidence ?? [],
      fix: problems[0]?.fix ?? [],
    })
  },
})
