import {type ChildProcess, spawn} from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {afterAll} from 'vitest'
import {COMPILED} from './compiled.ts'
import {SHORT_GO, SHORT_NODE} from './short-programs.ts'

export const CLI = join(import.meta.dirname, '../../bin/kubectl-kubia')

/** The kubectl of this machine, or undefined where there is none. */
export const realKubectl = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'kubectl'))
  .find(existsSync)

/** How a program of the machine ended. */
export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

interface Start {
  input?: string
  env?: Readonly<Record<string, string | undefined>>
  cwd?: string
  /** The user that it runs as, with the group of that number; only root may choose. */
  uid?: number
}

/** A program that runs on the machine. */
export interface Running {
  child: ChildProcess
  /** What it has written so far. */
  stdout: () => string
  stderr: () => string
  ended: Promise<Outcome>
}

/**
 * The stand-ins keep containers as files, `containers/NAME` with the JSON of `docker inspect`, and write a line for
 * each call to `calls`. A file `PROGRAM.WORDS` in the folder of the script takes over for the command of these words.
 */
const HEAD = `#!/bin/sh
PATH=/usr/bin:/bin
state='STATE'
program=\${0##*/}
all="$*"
echo "$program $*" >> "$state/calls"
for words in "$1-$2" "$1"; do
  if [ -e "$state/$program.$words" ]; then . "$state/$program.$words"; fi
done
`
const STAND_INS = {
  docker: String.raw`
case "$1" in
-v) echo 'Docker version 20.10.24, build 297e128' ;;
version) echo '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}' ;;
ps)
  for file in "$state"/containers/*; do
    [ -e "$file" ] || continue
    name=${'$'}{file##*/}
    case "$*" in *kind.cluster=*)
      cluster=${'$'}{all##*kind.cluster=}
      grep -q "\"io.x-k8s.kind.cluster\":\"${'$'}{cluster%% *}\"" "$file" || continue ;;
    esac
    echo "id-$name $name"
  done ;;
inspect)
  shift 3; separator='['
  for id in "$@"; do printf '%s' "$separator"; cat "$state/containers/${'$'}{id#id-}" || exit 1; separator=,; done
  echo ']' ;;
start) shift; for name in "$@"; do sed -i 's/"Running":false/"Running":true/' "$state/containers/$name"; done ;;
rm) shift 3; for id in "$@"; do rm -f "$state/containers/${'$'}{id#id-}"; done ;;
image) echo sha256:aa ;;
info) echo '{"OperatingSystem":"Debian GNU/Linux 12 (bookworm)","Name":"elsewhere","KernelVersion":"0","MemTotal":8589934592,"NCPU":4,"CgroupVersion":"2","SecurityOptions":["name=seccomp,profile=default"],"DockerRootDir":"/var/lib/docker"}' ;;
images) echo kindest/node:v1.36.4 ;;
*) echo "docker stand-in: $*" >&2; exit 99 ;;
esac
`,
  kind: String.raw`
name=kubia
case "$*" in *--name*) name=${'$'}{all##*--name }; name=${'$'}{name%% *} ;; esac
case "$*" in *--kubeconfig*) KUBECONFIG=${'$'}{all##*--kubeconfig }; KUBECONFIG=${'$'}{KUBECONFIG%% *} ;; esac
container() {
  printf '{"Id":"id-%s","Name":"/%s","Created":"%s","State":{"Running":true},"Config":{"Image":"kindest/node:v1.36.4","Labels":{"io.x-k8s.kind.cluster":"%s","io.x-k8s.kind.role":"%s"}}}' \
    "$1" "$1" "$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)" "$name" "$2" > "$state/containers/$1"
}
context() {
  printf '{"apiVersion":"v1","kind":"Config","current-context":"kind-%s","contexts":[{"name":"before","context":{"cluster":"before","user":"u"}},{"name":"kind-%s","context":{"cluster":"kind-%s","user":"u"}}],"clusters":[{"name":"kind-%s","cluster":{"server":"https://127.0.0.1:1"}},{"name":"before","cluster":{"server":"https://127.0.0.1:2"}}],"users":[{"name":"u","user":{}}]}' \
    "$name" "$name" "$name" "$name" > "$KUBECONFIG"
}
case "$1 $2" in
'version ') echo 'kind v0.33.0 go1.27.2 linux/amd64' ;;
'create cluster')
  cat > "$state/config"
  echo "Creating cluster \"$name\" ..." >&2
  echo ' • Preparing nodes 📦  ...' >&2
  planes=$(grep -c 'role: control-plane' "$state/config"); workers=$(grep -c 'role: worker' "$state/config")
  i=1; while [ $i -le "$planes" ]; do container "$name-control-plane$([ $i = 1 ] || echo $i)" control-plane; i=$((i+1)); done
  i=1; while [ $i -le "$workers" ]; do container "$name-worker$([ $i = 1 ] || echo $i)" worker; i=$((i+1)); done
  if [ -e "$state/kind.half" ]; then . "$state/kind.half"; fi
  context ;;
'delete cluster')
  for file in $(grep -l "\"io.x-k8s.kind.cluster\":\"$name\"" "$state"/containers/* 2>/dev/null); do rm -f "$file"; done
  if grep -q "\"current-context\":\"kind-$name\"" "$KUBECONFIG" 2>/dev/null; then
    sed -i 's/"current-context":"[^"]*"/"current-context":""/; s/{"name":"kind-[^}]*}},\{0,1\}//g; s/},]/}]/' "$KUBECONFIG"
  fi ;;
'export kubeconfig') context ;;
'export logs') mkdir -p "$3"; echo "kind's logs" > "$3/kind-version.txt" ;;
*) echo "kind stand-in: $*" >&2; exit 99 ;;
esac
`,
  kubectl: String.raw`
context=
while :; do case "$1" in
--kubeconfig) KUBECONFIG=$2; shift 2 ;;
--context) context=$2; shift 2 ;;
*) break ;;
esac; done
case "$1 $2" in
'version '*) echo '{"clientVersion":{"gitVersion":"v1.36.1"},"serverVersion":{"major":"1","minor":"36","gitVersion":"v1.36.4"}}' ;;
'config view') if [ -e "$KUBECONFIG" ]; then cat "$KUBECONFIG"; else echo '{"kind":"Config","contexts":null,"clusters":null,"current-context":""}'; fi ;;
'config current-context') sed 's/.*"current-context":"\([^"]*\)".*/\1/' "$KUBECONFIG" ;;
'config use-context') sed -i "s/\"current-context\":\"[^\"]*\"/\"current-context\":\"$3\"/" "$KUBECONFIG" ;;
'config unset') sed -i 's/"current-context":"[^"]*"/"current-context":""/' "$KUBECONFIG" ;;
'get nodes')
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ); message=$(cat "$state/notready" 2>/dev/null)
  ready=True; if [ -e "$state/notready" ]; then ready=False; fi
  separator=; printf '{"items":['
  for file in "$state"/containers/*; do
    name=${'$'}{file##*/}; printf '%s{"kind":"Node","apiVersion":"v1","metadata":{"name":"%s","creationTimestamp":"%s"},"status":{"conditions":[{"type":"Ready","status":"%s","reason":"KubeletReady","message":"%s","lastHeartbeatTime":"%s"}],"nodeInfo":{"kubeletVersion":"v1.36.4"}}}' \
      "$separator" "$name" "$now" "$ready" "$message" "$now"
    separator=,
  done
  echo ']}' ;;
'get pods') echo '{"items":[]}' ;;
'get events') ;;
'wait --for=condition=Ready') ;;
*) echo "kubectl stand-in: $*" >&2; exit 99 ;;
esac
`,
} as const

export type Program = keyof typeof STAND_INS

/** A machine of one test: its own home, kubeconfig and PATH. */
export interface Machine {
  root: string
  home: string
  kubeconfig: string
  path: string
  env: Record<string, string>
  /** Runs kubia to its end. */
  kubia(args: readonly string[], start?: Start): Promise<Outcome>
  /** Runs a script of sh, in which `kubia` is the program. */
  sh(script: string, start?: Start): Promise<Outcome>
  start(program: string, args: readonly string[], start?: Start): Running
  /** What was called, one line each: `kind create cluster --name kubia …`. */
  calls(program?: Program): string[]
  /** Makes a command of a stand-in run this script instead: `answer('docker', 'version', 'exit 1')`. */
  answer(program: Program, words: string, script: string): void
  /** Writes a file of the stand-ins. */
  put(name: string, text?: string): void
  containers(name: string, text?: string): string
  read(name: string): string
  exists(name: string): boolean
}

/** Removed when all tests of the file are over: tests that run side by side have no end of their own here. */
const roots: string[] = []

/** A folder for all machines of the test file, removed after its last test. */
export const folderOfFile = (prefix: string): string => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), prefix))
  roots.push(folder)
  return folder
}
afterAll(() => {
  for (const root of roots) rmSync(root, {recursive: true, force: true, maxRetries: 5})
})

/** @param programs which stand-ins are on PATH; beside them there is nothing but node */
export const createMachine = (programs: readonly Program[] = ['docker', 'kind', 'kubectl']): Machine => {
  const root = folderOfFile('kubia-machine-')
  const path = join(root, 'bin')
  const home = join(root, 'home')
  const kubeconfig = join(home, '.kube/config')
  for (const folder of [path, join(home, '.kube'), join(root, 'containers')]) mkdirSync(folder, {recursive: true})
  symlinkSync(process.execPath, join(path, 'node'))
  symlinkSync(CLI, join(path, 'kubectl-kubia'))
  for (const program of programs) {
    writeFileSync(join(path, program), HEAD.replace('STATE', root) + STAND_INS[program])
    chmodSync(join(path, program), 0o755)
  }
  const env = {
    PATH: path,
    HOME: home,
    XDG_STATE_HOME: join(root, 'state'),
    KUBECONFIG: kubeconfig,
    LANG: 'C.UTF-8',
    NODE_COMPILE_CACHE: COMPILED,
    ...SHORT_GO,
  }

  const start = (
    program: string,
    args: readonly string[],
    {input, env: more = {}, cwd = root, uid}: Start = {},
  ): Running => {
    const variables = Object.entries({...env, ...more}).filter(([, value]) => value !== undefined)
    const child = spawn(program, args, {
      cwd,
      env: Object.fromEntries(variables) as Record<string, string>,
      ...(uid !== undefined && {uid, gid: uid}),
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', chunk => out.push(chunk))
    child.stderr.on('data', chunk => err.push(chunk))
    if (input !== undefined) {
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    }
    const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString().replaceAll(root, 'ROOT')
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', code => resolve({code, stdout: text(out), stderr: text(err)}))
    })
    return {child, stdout: () => text(out), stderr: () => text(err), ended}
  }
  return {
    root,
    home,
    kubeconfig,
    path,
    env,
    start,
    kubia: (args, options) => start(process.execPath, [...SHORT_NODE, CLI, ...args], options).ended,
    sh: (script, options) =>
      start(
        '/bin/sh',
        ['-c', `kubia() { '${process.execPath}' ${SHORT_NODE.join(' ')} '${CLI}' "$@"; }; ${script}`],
        options,
      ).ended,
    calls: program =>
      (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8') : '')
        .split('\n')
        .filter(line => line.startsWith(program ?? '') && line !== '')
        .map(line => line.replaceAll(root, 'ROOT')),
    answer: (program, words, script) => writeFileSync(join(root, `${program}.${words}`), `${script}\n`),
    put: (name, text = '') => writeFileSync(join(root, name), text),
    containers: name => join(root, 'containers', name),
    read: name => readFileSync(join(root, name), 'utf8'),
    exists: name => existsSync(join(root, name)),
  }
}

/** A machine with all that is on another one, but for running programs. */
const copyMachine = (from: Machine): Machine => {
  const to = createMachine()
  for (const name of readdirSync(from.root).filter(name => name !== 'bin'))
    cpSync(join(from.root, name), join(to.root, name), {recursive: true, force: true})
  // Stand-ins and records name places.
  for (const entry of readdirSync(to.root, {recursive: true, withFileTypes: true})) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || file.startsWith(to.path)) continue
    const text = readFileSync(file, 'utf8')
    if (text.includes(from.root)) writeFileSync(file, text.replaceAll(from.root, to.root))
  }
  return to
}

/** Machines that are alike: one is made, and each of the others is a copy of it as it was then. */
export const alike = (make: () => Promise<Machine>): (() => Promise<Machine>) => {
  let first: Promise<Machine> | undefined
  return async () => {
    first ??= make()
    return copyMachine(await first)
  }
}

/** Machines on which a command of kubia has succeeded; it runs once. */
export const machinesAfter = (...args: string[]): (() => Promise<Machine>) =>
  alike(async () => {
    const machine = createMachine()
    const {code, stderr} = await machine.kubia(args)
    if (code !== 0) throw new Error(`kubia ${args.join(' ')} ended with ${code}: ${stderr}`)
    return machine
  })

/** Times, ages and log folders are different in each run: `2.3s` becomes `TIME`, and what is said only of slow steps goes; how many checks have a place differs by system. */
export const steady = (text: string): string =>
  text
    .replaceAll(/\d{8}-\d{6}(-\d+)?/g, 'RUN')
    .replaceAll(/^\d\d:\d\d:\d\d(?= )/gm, '')
    .replaceAll(/^ ▸ .*\n/gm, '')
    .replaceAll(/^waiting for .+ \(\d[^\n]*\n/gm, '')
    .replaceAll(/\b\d+ checks\b/g, 'N checks')
    .replaceAll(/( *)\b\d+(?:\.\d+)?s\b/g, (_, blanks: string) => (blanks ? ' TIME' : 'TIME'))
    .replaceAll(/ +(\[[A-Z_]+\])$/gm, '  $1')

/** Puts the kubectl of this machine on PATH in the place of its stand-in. */
export const useRealKubectl = ({path}: Machine): void =>
  writeFileSync(join(path, 'kubectl'), `#!/bin/sh\nPATH=/usr/bin:/bin exec '${realKubectl}' "$@"\n`, {mode: 0o755})
