import {usageError} from '../errors/kubia-error.ts'

const IMAGE = /^\w[\w.:/@-]*$/
/** The longest name that a registry takes, with its tag and digest (distribution's reference: 255, 128 and 71). */
const MAX_LENGTH = 460

/** The name of an image. @param flag as kubectl names it in messages: `--image` @throws KubiaError USAGE */
export const parseImage = (text: string, flag = '--image'): string => {
  if (IMAGE.test(text) && text.length <= MAX_LENGTH) return text
  const shown = JSON.stringify(text.length <= MAX_LENGTH ? text : `${text.slice(0, 40)}…`)
  throw usageError(
    `invalid argument ${shown} for "${flag}" flag: must be like nginx, nginx:1.29 or registry.example.com/team/app:v1`,
  )
}
