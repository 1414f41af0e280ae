import {imageSize, parseImage, pullError} from '../description/images.ts'
import {backOff} from './back-off.ts'
import {type ContainerEnvironment, type ContainerRun, go} from './container-run.ts'
import {pullErrorOf} from './knobs.ts'

/** Times in milliseconds: short, and in the order that a real node has them. */
const PULL = 250
/** Asking the registry whether the image on the node is still the one of the tag. */
const CHECK = 60
const CREATE = 50
/** How long a failure is shown before the kubelet says that it backs off. */
const SHOWN = 500

/** Begins to pull, unless the policy is content with what the node has. */
export const pull = (run: ContainerRun, around: ContainerEnvironment): void => {
  const {imagePullPolicy = 'IfNotPresent', image: name = ''} = run.spec
  const {pod, images, say, now} = around
  const image = parseImage(name)
  if (!image) {
    const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": invalid reference format`
    say({type: 'Warning', reason: 'InspectFailed', message})
    return fail(run, around, 'InvalidImageName', message)
  }
  const isPresent = images.has(image.full)
  if (imagePullPolicy === 'Never' && !isPresent) {
    const message = `Container image "${name}" is not present with pull policy of Never`
    say({type: 'Warning', reason: 'ErrImageNeverPull', message})
    return fail(run, around, 'ErrImageNeverPull', message)
  }
  // The annotation means a registry that refuses this pod, so the image of another one does not help.
  if (isPresent && imagePullPolicy !== 'Always' && pullErrorOf(pod) === undefined) {
    const message = `Container image "${name}" already present on machine and can be accessed by the pod`
    say({type: 'Normal', reason: 'Pulled', message})
    return go(run, 'creating', now + CREATE)
  }
  say({type: 'Normal', reason: 'Pulling', message: `Pulling image "${name}"`})
  run.pullTakes = isPresent ? CHECK : PULL
  go(run, 'pulling', now + run.pullTakes)
}

/** The registry has answered. */
export const endPull = (run: ContainerRun, around: ContainerEnvironment): void => {
  const {image: name = ''} = run.spec
  const {pod, images, say, now} = around
  const image = parseImage(name)
  if (!image) return pull(run, around)
  const error = pullError(image, pullErrorOf(pod))
  if (error !== undefined) {
    say({type: 'Warning', reason: 'Failed', message: `Failed to pull image "${name}": ${error}`})
    return fail(run, around, 'ErrImagePull', error)
  }
  const took = `${run.pullTakes}ms`
  images.add(image.full)
  run.pullFailures = 0
  const message = `Successfully pulled image "${name}" in ${took} (${took} including waiting). Image size: ${imageSize(image)} bytes.`
  say({type: 'Normal', reason: 'Pulled', message})
  go(run, 'creating', now + CREATE)
}

const fail = (run: ContainerRun, {say, now}: ContainerEnvironment, reason: string, message: string): void => {
  run.pullFailures++
  say({type: 'Warning', reason: 'Failed', message: `Error: ${reason}`})
  if (run.state.terminated) run.lastState = run.state
  run.state = {waiting: {reason, message}}
  go(run, 'unpulled', now + SHOWN)
}

/** Waits before it tries again. Only a registry's refusal is called a back-off; other reasons stay as they are. */
export const backOffPull = (run: ContainerRun, {say, now}: ContainerEnvironment): void => {
  const {reason, message = ''} = run.state.waiting ?? {}
  if (reason === 'ErrImagePull') {
    const text = `Back-off pulling image "${run.spec.image}"`
    say({type: 'Normal', reason: 'BackOff', message: text})
    say({type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff'})
    run.state = {waiting: {reason: 'ImagePullBackOff', message: `${text}: ErrImagePull: ${message}`}}
  }
  go(run, 'pullBackOff', now + backOff(run.pullFailures))
}
