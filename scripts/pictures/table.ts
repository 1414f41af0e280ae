import {join} from 'node:path'
import {framesOf, readCast} from './cast.ts'
import {type SvgOptions, svgOf} from './svg.ts'

interface Picture extends Pick<SvgOptions, 'title' | 'film'> {
  /** Of its recording, `NAME.cast`, and its file, `NAME.svg`. */
  name: string
}

/** How long a film shows what stands still, at least, in seconds of the recording. */
const STEP_S = 0.8

/** The pictures of the documents. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'up',
    title: 'kubectl kubia up with an app: a cluster of three nodes, a Deployment, a Service, and the URL that answers',
    film: {speed: 4, restS: 4},
  },
  {name: 'tree', title: 'kubectl kubia status --tree: a service, its deployment, and its pods on their nodes'},
  {name: 'doctor', title: 'kubectl kubia doctor: each check of the machine, and what to type where one fails'},
  {name: 'diagnosis', title: 'A failed rollout: an image that cannot be pulled, its cause, and what to type'},
]

/** Draws a picture from its recording. @param folder where recordings are */
export const pictureOf = async (folder: string, {name, title, film}: Picture): Promise<string> => {
  const cast = readCast(join(folder, `${name}.cast`))
  const frames = await framesOf(cast, film ? STEP_S : Number.POSITIVE_INFINITY)
  return svgOf(frames, {title, columns: cast.width, ...(film && {film})})
}
