import {statSync} from 'node:fs'
import {join} from 'node:path'
import {planLoad} from '../../cluster/plan.ts'
import type {ProviderName} from '../../cluster/provider.ts'
import {connectEngine} from '../../cluster/providers/common/engine.ts'
import {type BuildSource, buildCommand, buildImage, builtName} from '../../cluster/providers/common/images/build.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {formatCommand} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'

/** What engines look for where no Dockerfile is named; the second is podman's and nerdctl's. */
const DOCKERFILES = ['Dockerfile', 'Containerfile']

/** Checks that there is something to build. @throws KubiaError CONFIG_UNREADABLE */
export const checkBuildSource = ({folder, dockerfile}: BuildSource): void => {
  const refuse = (message: string, fix: string[]): KubiaError => new KubiaError('CONFIG_UNREADABLE', message, {fix})
  if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory())
    throw refuse(`${folder} can't be built: it is no folder`, [
      'name the folder that the Dockerfile is in: --build DIR',
    ])
  const files = dockerfile === undefined ? DOCKERFILES.map(name => join(folder, name)) : [dockerfile]
  if (files.some(file => statSync(file, {throwIfNoEntry: false})?.isFile())) return
  throw refuse(`${folder} can't be built: there is no ${dockerfile ?? `Dockerfile in it`}`, [
    'name it: --dockerfile FILE',
  ])
}

/** A cluster whose nodes take an image from this machine. @throws KubiaError NOT_LOCAL with what to do instead */
export const mustBeLocal = (local: LocalClusterOf | undefined, context: string | undefined, app: string): void => {
  if (local) return
  throw new KubiaError('NOT_LOCAL', `context ${context} leads to no local cluster: its nodes can't get a local build`, {
    fix: [
      `docker build --tag REGISTRY/${app}:TAG DIR && docker push REGISTRY/${app}:TAG`,
      `kubectl kubia deploy ${app} --image REGISTRY/${app}:TAG`,
    ],
  })
}

/** Builds the image of an app. @param onBuilt told the name that the image has by its content */
export const buildStep = (run: Run, app: string, source: BuildSource, onBuilt: (image: string) => void): Step => ({
  title: 'Build image',
  task: async report => {
    if (!run.log) run.keepLog()
    const {program} = await connectEngine(run.exec)
    report(source.folder)
    const image = await buildImage(run.exec, program, app, source, report)
    onBuilt(image)
    return image
  },
})

/** What builds the image and brings it to the nodes, as lines that can be pasted. */
export const planBuild = (
  app: string,
  source: BuildSource,
  cluster: {provider: ProviderName; name: string},
): string[] => [
  formatCommand({...buildCommand('docker', app, source), env: {}}),
  '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
  ...planLoad(cluster.provider, cluster.name, [builtName(app)]),
]
