import {execFileSync} from 'node:child_process'
import {appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {account, commandOf, type Fault, type Phase, type Scene, typicalMs} from './fault.ts'
import {BEFORE} from './place.ts'

/** A disk of a few megabytes in a file, mounted through a loop device. */
export interface SmallDisk {
  folder: string
  remove(): void
}

const DISK_MB = 4

/** @throws where this user or this machine cannot mount one */
export const mountSmallDisk = (): SmallDisk => {
  const root = mkdtempSync(join(tmpdir(), 'kubia-disk-'))
  const [image, folder] = [join(root, 'image'), join(root, 'mounted')]
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${image}`, 'bs=1M', `count=${DISK_MB}`], {stdio: 'pipe'})
    execFileSync('mkfs.ext4', ['-q', '-F', '-N', '256', image], {stdio: 'pipe'})
    mkdirSync(folder)
    execFileSync('mount', ['-o', 'loop', image, folder], {stdio: 'pipe'})
  } catch (error) {
    rmSync(root, {recursive: true, force: true})
    throw error
  }
  return {
    folder,
    remove: () => {
      execFileSync('umount', [folder], {stdio: 'pipe'})
      rmSync(root, {recursive: true, force: true})
    },
  }
}

const smallDiskMissing = (): string | undefined => {
  try {
    mountSmallDisk().remove()
    return undefined
  } catch (error) {
    return `no loop device can be mounted: ${(error as Error).message.trim().split('\n').at(-1)}`
  }
}

const fillFile = (file: string, block: Buffer): void => {
  try {
    for (;;) appendFileSync(file, block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

/** Fills the disk that a file is on. @returns how to give the room back */
const fillBeside = (file: string): (() => void) => {
  const filler = join(dirname(file), 'filler')
  fillFile(filler, Buffer.alloc(64 * 1024))
  fillFile(filler, Buffer.alloc(1))
  return () => rmSync(filler)
}

/** Fills the place's disk at a random moment, and gives the room back when kubia has ended. */
const fillDisk = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place, random} = scene
  const ms = random.between(0, typicalMs(scene, phase))
  const running = place.kubia(...commandOf(scene, phase))
  await Promise.race([sleep(ms), running.ended])
  const empty = fillBeside(place.kubeconfig)
  scene.say(`full after ${(ms / 1000).toFixed(1)}s`)
  scene.say(account(await running.ended))
  empty()
}

/**
 * The disk of the kubeconfig alone is full from the beginning, until kubia has ended: with it nothing of anybody's may be
 * lost from the file.
 */
const fillFromBeginning = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place} = scene
  const before = readFileSync(place.kubeconfig, 'utf8')
  const empty = fillBeside(place.kubeconfig)
  const ended = await place.kubia(...commandOf(scene, phase)).ended
  const after = readFileSync(place.kubeconfig, 'utf8')
  empty()
  scene.say(account(ended))
  if (!after.includes(BEFORE)) throw new Error(`the kubeconfig lost what was in it: ${before} became ${after}`)
}

/** Holds the lock of the kubeconfig from the beginning, until a while after kubia has met it. */
const holdLock = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place, random} = scene
  const lock = `${place.kubeconfig}.lock`
  writeFileSync(lock, '')
  const running = place.kubia(...commandOf(scene, phase))
  const ended = running.ended.then(() => true)
  const extraMs = random.between(0, 14_000)
  const meetsAfterMs = phase === 'down' ? 0 : typicalMs(scene, phase)
  await Promise.race([sleep(meetsAfterMs + extraMs), ended])
  rmSync(lock, {force: true})
  scene.say(`held for ${((meetsAfterMs + extraMs) / 1000).toFixed(1)}s`)
  scene.say(account(await running.ended))
}

const find = (program: string): string => {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(existsSync)
  if (!found) throw new Error(`${program} is not on PATH`)
  return found
}

/** One call in eight of a program fails, one in eight takes up to 4 s longer; which ones, the seed decides. */
const unreliable = async (scene: Scene, phase: Phase): Promise<void> => {
  const {place, random} = scene
  for (const program of ['kind', 'kubectl']) {
    const seed = Math.floor(random.fraction() * 1e6)
    place.stand(
      program,
      `#!/bin/sh
calls='${place.root}/${program}.calls'
echo "$1 $2" >> "$calls"
roll=$(printf '%s' "${seed} $(wc -l < "$calls")" | cksum | cut -d' ' -f1)
case $((roll % 8)) in
0) echo "${program}: failing by chance" >&2; exit 1 ;;
1) sleep $((roll / 8 % 5)) ;;
esac
exec '${find(program)}' "$@"
`,
    )
  }
  const ended = await place.kubia(...commandOf(scene, phase)).ended
  for (const program of ['kind', 'kubectl']) place.stand(program, undefined)
  scene.say(account(ended))
}

/** What is around kubia goes wrong. */
export const surroundings: readonly Fault[] = [
  {title: 'kubeconfig lock held', phases: ['up', 'down'], weight: 2, strike: holdLock},
  {title: 'kind and kubectl slow or failing', phases: ['up', 'running', 'down'], weight: 3, strike: unreliable},
  {title: 'disk full', phases: ['up', 'down'], weight: 2, disk: 'all', missing: smallDiskMissing, strike: fillDisk},
  {
    title: 'disk of the kubeconfig full',
    phases: ['up', 'down'],
    weight: 1,
    disk: 'kubeconfig',
    missing: smallDiskMissing,
    strike: fillFromBeginning,
  },
]
