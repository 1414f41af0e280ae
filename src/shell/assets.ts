import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ReadBody} from './shells.ts'

/** Reads the code that zsh and bash run at their start, as the build put it beside the program. @param root the package's folder */
export const readBody =
  (root: string): ReadBody =>
  name =>
    readFileSync(join(root, 'dist', 'shell', name), 'utf8')

/** Reads a generated completion of `kubectl-kubia`. @param root the package's folder */
export const readCompletion = (root: string, name: string): string =>
  readFileSync(join(root, 'completions', name), 'utf8')
