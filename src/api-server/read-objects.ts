import {devNull} from 'node:os'
import {nameGenerated} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {readAnswer} from '../process/answer.ts'
import type {Exec} from '../process/exec.ts'
import {type Manifests, manifestArgs, ofUrl} from './apply.ts'
import {runKubectl} from './kubectl.ts'
import {withLine} from './locate.ts'

/** Nothing is patched, and no server is asked: what comes out is what the manifests have. No kubeconfig is needed. */
const READ = ['patch', '--local', '--type=merge', '--patch={}', '-o', 'json']

/** What an object is called in its manifest; an object that has no name is refused. @throws KubiaError OBJECT_INVALID */
const checkName = (object: {kind?: unknown; metadata?: {name?: unknown; generateName?: unknown}}): void => {
  const {name, generateName} = object.metadata ?? {}
  if (typeof name === 'string' && name !== '') return
  if (typeof generateName !== 'string')
    throw new KubiaError('OBJECT_INVALID', `an object of kind ${String(object.kind)} has no name`, {
      fix: ['give it metadata.name'],
    })
  const {message, ...details} = nameGenerated(generateName)
  throw new KubiaError('OBJECT_INVALID', message, details)
}

/**
 * The objects that manifests have, as they are written there and in that order: folders, patterns, URLs, lists and
 * kustomizations as kubectl reads them.
 * @throws KubiaError CONFIG_UNREADABLE, OBJECT_INVALID with the file and the line; as `runKubectl`
 */
export const readManifestObjects = async (exec: Exec, manifests: Manifests): Promise<KubeObject[]> => {
  const {text} = manifests
  try {
    const args = [...READ, ...manifestArgs(manifests)]
    const printed = await runKubectl(exec, {kubeconfig: devNull}, args, text === undefined ? {} : {input: text})
    // kubectl prints one object after the other, each from a line `{` to a line `}`.
    return (printed.match(/^\{$[\s\S]*?^\}$/gm) ?? []).map(json => {
      const object = readAnswer<KubeObject>('kubectl patch --local', json)
      checkName(object)
      return object
    })
  } catch (error) {
    throw withLine(ofUrl(error, {}, manifests), manifests)
  }
}
