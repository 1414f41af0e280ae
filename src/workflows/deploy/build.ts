import {statSync} from 'node:fs'
import {join} from 'node:path'
import {connectEngine} from '../../cluster/providers/common/engine.ts'
import {type BuildSource, buildCommand, buildImage, pushCommand} from '../../cluster/providers/common/images/build.ts'
import {builtName} from '../../cluster/providers/common/images/built-name.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {type Advice, kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {engineProgram} from '../../process/engine-program.ts'
import {CommandFailed} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'

/** What engines look for where no Dockerfile is named; the second is podman's and nerdctl's. */
const DOCKERFILES = ['Dockerfile', 'Containerfile']

/** Checks that there is something to build. @throws KubiaError CONFIG_UNREADABLE */
export const checkBuildSource = ({folder, dockerfile}: BuildSource): void => {
  const refuse = (message: string, fix: Advice[]): KubiaError => new KubiaError('CONFIG_UNREADABLE', message, {fix})
  if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory())
    throw refuse(`${folder} cannot be built: it is no folder`, [
      'name the folder that the Dockerfile is in: --build DIR',
    ])
  const files = dockerfile === undefined ? DOCKERFILES.map(name => join(folder, name)) : [dockerfile]
  if (files.some(file => statSync(file, {throwIfNoEntry: false})?.isFile())) return
  throw refuse(`${folder} cannot be built: there is no ${dockerfile ?? `Dockerfile in it`}`, [
    'name it: --dockerfile FILE',
  ])
}

/** A cluster whose nodes take an image from this machine. @throws KubiaError NOT_LOCAL with what to do instead */
export const mustBeLocal = (
  cluster: LocalClusterOf | undefined,
  context: string | undefined,
  app: string,
  {folder}: BuildSource,
): void => {
  if (cluster) return
  // RFC 2606 keeps this domain for examples: only the user knows a registry that the nodes reach.
  const image = `registry.example.com/${app}:v1`
  throw new KubiaError(
    'NOT_LOCAL',
    `context ${context} leads to no local cluster: its nodes cannot get a local build`,
    {
      fix: [
        {command: [engineProgram(), 'build', '--tag', image, folder], comment: 'with the name of your registry'},
        {command: [engineProgram(), 'push', image]},
        kubiaAdvice(['deploy', app, '--image', image]),
      ],
    },
  )
}

/** An image of an app. */
export interface BuiltImage {
  image: string
  /** False in a plan: it is yet to be built. */
  isThere: boolean
}

/** Builds the image of an app, and names it by its content. */
export const buildAppImage = (
  run: Pick<Run, 'exec' | 'log'>,
  app: string,
  source: BuildSource,
): Action<BuiltImage> => ({
  script: () => [
    {...buildCommand(engineProgram(), app, source), env: {}},
    '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
  ],
  planned: {image: builtName(app, source.registry), isThere: false},
  run: async report => {
    run.log.open()
    const {program} = await connectEngine(run.exec)
    report(source.folder)
    const image = await buildImage(run.exec, program, app, source, report)
    return done(image, {image, isThere: true})
  },
})

/** Pushes an image that was built to the registry that the nodes pull from. */
export const pushAppImage = (run: Pick<Run, 'exec'>, image: string, registry: string): Action<undefined> => ({
  script: () => [pushCommand(engineProgram(), image)],
  planned: undefined,
  run: async report => {
    const {program} = await connectEngine(run.exec)
    const command = pushCommand(program, image)
    try {
      await run.exec(command, {onLine: report})
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      throw new KubiaError('REGISTRY_FAILED', `${image} cannot be pushed to ${registry}, which the cluster names`, {
        evidence: error.result.stderr.trim().split('\n').slice(-2),
        fix: [kubiaAdvice(['up', `--registry=${registry.replace(/.*:/, '')}`], 'starts that registry, or makes it')],
        left: 'nothing was deployed',
      })
    }
    return done(`${image} pushed`)
  },
})
