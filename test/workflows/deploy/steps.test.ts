import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {KubeObject, ReplicaWorkload} from '../../../src/kubernetes/types.ts'
import {formatScript} from '../../../src/process/command.ts'
import {Run} from '../../../src/process/run.ts'
import type {Action} from '../../../src/workflow/step.ts'
import {buildAppImage, checkBuildSource} from '../../../src/workflows/deploy/build.ts'
import {compareManifests} from '../../../src/workflows/deploy/compare-files.ts'
import {applyDeployment, compareDeployment, lookAtDeployment} from '../../../src/workflows/deploy/deploy.ts'
import {applyFiles, appsAmong, imagesOf, lookAtManifests} from '../../../src/workflows/deploy/deploy-files.ts'
import type {LiveObjects, ManifestSet} from '../../../src/workflows/deploy/manifest-set.ts'
import {deployment, pod} from '../../api-server/objects.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {temporaryFolder} from '../../support/temporary.ts'
import {runRecorded} from '../../support/workflow.ts'
import {manifest, written} from '../../support/written.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const APPLY = `${PLACE} apply --server-side --field-manager=kubia`
const GET = `${PLACE} get deployment.apps/kubia`
const LIST = `${PLACE} get deployments.apps -o json`
const spec = {name: 'kubia', image: 'museopkim/kubia', env: [], args: [], command: false}
const conflicts = {forceConflicts: false, takeOver: {command: 'kubectl kubia again --force-conflicts'}}
const options = {place, spec, wait: true, dryRun: false, ...conflicts}
const manifests = {place, onlyNamespace: true, manifests: {files: ['k8s/']}, wait: true, dryRun: false, ...conflicts}
const live = (more: Partial<ReplicaWorkload['metadata']> = {}): ReplicaWorkload => {
  const made = deployment({}, {replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1})
  return {...made, metadata: {...made.metadata, generation: 1, resourceVersion: '1', ...more}}
}
const nobody = async () => undefined
const look = <T>(ask: () => Promise<T>): Promise<T> => ask()
const withRun = (exec: Run['exec']) => Object.assign(new Run({verbosity: 0, timeoutMs: 0, note: () => {}}), {exec})
const scriptOf = async (action: Action<unknown>): Promise<string[]> =>
  (await action.script()).map(line => (typeof line === 'string' ? line : formatScript(line)))

describe('The look at a Deployment', () => {
  test('says which image it runs, and how it does', async () => {
    const {exec} = recordedExec({[GET]: readAnswer([live()])})
    const {detail} = await lookAtDeployment({run: {exec}, look}, options, () => {})
    expect(detail).toBe('kubia: museopkim/kubia, 1/1 ready')
  })

  test('refuses a new one without an image, before anything is changed', async () => {
    const {image: _, ...without} = spec
    const refusal = (others: readonly object[]) => {
      const {exec} = recordedExec({[GET]: readAnswer([]), [LIST]: readAnswer(others)})
      return lookAtDeployment({run: {exec}, look}, {...options, spec: without}, () => {})
    }
    const message = 'deployment kubia does not exist yet: --image is needed to create it'
    await expect(refusal([])).rejects.toMatchObject({code: 'USAGE', message})
    const near = {...live(), metadata: {name: 'kubai'}}
    await expect(refusal([near])).rejects.toMatchObject({message: `${message}; did you mean "kubai"?`})
  })
})

test('The comparison of a Deployment says what changes, and takes nothing over that is nobody’s', async () => {
  const changed = deployment({replicas: 3})
  const {result, asked, shown} = runRecorded(
    flow => compareDeployment(flow, {place, spec, live: live(), ...conflicts}, nobody, () => {}),
    {[APPLY]: {stdout: JSON.stringify({...changed, metadata: live().metadata})}},
  )
  expect(await result).toMatchObject({detail: '1 field to change', value: {forceConflicts: false}})
  expect(shown).toEqual(['say   ~ spec.replicas: 1 → 3'])
  expect(asked).toEqual([expect.stringContaining('--force-conflicts --dry-run=server')])
})

describe('The apply of a Deployment', () => {
  const sending = {place, spec, live: undefined, forceConflicts: false, rollbackOnFailure: false}

  test('sends it, and says what became of it', async () => {
    const {exec} = recordedExec({[APPLY]: {stdout: JSON.stringify(live())}})
    const run = withRun(exec)
    const {detail, value} = await applyDeployment(run, sending, async () => false).run(() => {})
    expect([detail, value.verdict, run.undo.retained]).toEqual([
      'created',
      'created',
      ['deployment kubia, as it was sent'],
    ])
    run.close()
  })

  test('is one command in a plan, forced where the run would force it', async () => {
    const run = withRun(recordedExec({}).exec)
    const first = async (isForced: boolean) =>
      (await scriptOf(applyDeployment(run, sending, async () => isForced)))[0]?.split('\n')[0]
    expect(await first(false)).toBe(`${APPLY} -f - <<'EOF'`)
    expect(await first(true)).toBe(`${APPLY} --force-conflicts -f - <<'EOF'`)
    run.close()
  })
})

const config = (resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'settings', namespace: 'shop', uid: 'u', resourceVersion},
})

const setOf = (before: LiveObjects): ManifestSet => ({
  objects: [config('1'), live()],
  live: before,
  undefinedYet: [],
  dependent: [],
  served: [],
  repeated: [],
})

describe('Manifests', () => {
  test('are read, and looked at with one question each for the kinds and for the objects', async () => {
    const {exec, asked} = recordedExec({
      ...written([manifest(config('1'))]),
      [`${PLACE} get -f -`]: readAnswer([config('1')]),
    })
    const {detail, value} = await lookAtManifests({run: {exec}, look}, manifests, () => {})
    expect([detail, [...(value?.set.live.keys() ?? [])]]).toEqual([
      '1 of the objects exist',
      [' ConfigMap shop settings'],
    ])
    expect(asked.slice(0, 2)).toEqual([
      'kubectl --kubeconfig /dev/null patch --local --type=merge --patch={} -o json -f k8s/',
      'kubectl --context prod api-resources --no-headers',
    ])
    expect(asked).toHaveLength(3)
  })

  test('are compared by the answer to a dry run', async () => {
    const {result} = runRecorded(
      flow =>
        compareManifests(flow, manifests, {set: setOf(new Map()), pruning: undefined, findCluster: nobody}, () => {}),
      {[APPLY]: readAnswer([config('1')])},
    )
    expect((await result).detail).toBe('configmap settings: new, deployment kubia: new')
  })

  test('are applied, and counted by what became of them', async () => {
    const {exec} = recordedExec({[APPLY]: readAnswer([config('2'), live()])})
    const set = setOf(new Map([[' ConfigMap shop settings', config('1')]]))
    const run = withRun(exec)
    expect((await applyFiles(run, manifests, set, []).run(() => {})).detail).toBe('1 configured, 1 created')
    expect((await scriptOf(applyFiles(run, manifests, set, [])))[0]?.split('\n')[0]).toBe(`${APPLY} -f - <<'EOF'`)
    expect(await scriptOf(applyFiles(run, manifests, undefined, []))).toEqual([`${APPLY} -f k8s/`])
    run.close()
  })

  test('have images, each once, and apps that can become ready', () => {
    const objects = [config('1'), live(), pod('web')]
    expect(imagesOf(objects)).toEqual(['museopkim/kubia'])
    expect(appsAmong(objects).map(({kind}) => kind)).toEqual(['Deployment', 'Pod'])
  })
})

describe('A build', () => {
  const folderWith = (...files: string[]): string => {
    const folder = temporaryFolder()
    for (const file of files) writeFileSync(join(folder, file), 'FROM scratch\n')
    return folder
  }

  test.each(['Dockerfile', 'Containerfile'])('has something to build in a folder with a %s', file => {
    expect(() => checkBuildSource({folder: folderWith(file)})).not.toThrow()
  })

  test('takes a file that is named', () => {
    const folder = folderWith('other')
    expect(() => checkBuildSource({folder, dockerfile: join(folder, 'other')})).not.toThrow()
  })

  test('is refused without a folder or a file', () => {
    const folder = folderWith()
    mkdirSync(join(folder, 'Dockerfile'))
    const none = join(folder, 'none')
    expect(() => checkBuildSource({folder: none})).toThrow(`${none} cannot be built: it is no folder`)
    expect(() => checkBuildSource({folder})).toThrow(`${folder} cannot be built: there is no Dockerfile in it`)
    expect(() => checkBuildSource({folder, dockerfile: none})).toThrow(`${folder} cannot be built: there is no ${none}`)
  })

  test('has its image named by its content, and a log of its own', async () => {
    ownFolders()
    const {exec, asked} = recordedExec({
      'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
      'docker version': {stdout: '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}'},
      'docker build --help': {},
      'docker build': {stdout: 'Step 1/1 : FROM scratch\n'},
      'docker image inspect': {
        stdout: JSON.stringify([{Id: `sha256:${'a'.repeat(64)}`, RepoTags: ['kubia.local/web:dev'], Size: 1}]),
      },
      'docker tag': {},
    })
    const run = withRun(exec)
    const reports: string[] = []
    const {value} = await buildAppImage(run, 'web', {folder: './app'}).run(detail => reports.push(detail))
    expect(value).toEqual({image: 'kubia.local/web:aaaaaaaaaaaa', isThere: true})
    expect(reports).toEqual(['./app', '1/1 FROM scratch'])
    expect(asked).toContain('docker build --tag kubia.local/web:dev ./app')
    run.close()
  })

  test('is one command in a plan, and its image is yet to be built', async () => {
    const action = buildAppImage(withRun(recordedExec({}).exec), 'web', {folder: './app'})
    expect((await scriptOf(action))[0]).toBe('docker build --tag kubia.local/web:dev ./app')
    expect(action.planned).toEqual({image: 'kubia.local/web:dev', isThere: false})
  })
})
