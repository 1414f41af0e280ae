import {expect, test} from 'vitest'
import {locateCommand, readArgv} from '../../src/cli/argv.ts'
import {shapes} from './shapes.ts'

const read = (argv: readonly string[]) => readArgv(locateCommand(argv, shapes), shapes, 'kubectl kubia')

/** What was typed, separated by blanks, and what oclif gets. */
test.each([
  // values: four spellings of a short flag, two of a long one
  ['status -n shop', 'status --namespace=shop'],
  ['status -n=shop', 'status --namespace=shop'],
  ['status -nshop', 'status --namespace=shop'],
  ['status --namespace shop', 'status --namespace=shop'],
  ['status --namespace=shop', 'status --namespace=shop'],
  ['status --namespace=', 'status --namespace='],
  ['status -n= pods', 'status --namespace= pods'],
  ['status --context=a=b', 'status --context=a=b'],
  ['status --context=-x', 'status --context=-x'],
  ['status --context --debug', 'status --context=--debug'],
  ['status -n --', 'status --namespace=--'],
  ['up -p 8080:30080 shop', 'up --publish=8080:30080 shop'],
  ['up -p=8080:30080 -p8081:30081', 'up --publish=8080:30080 --publish=8081:30081'],
  ['up --publish 8080:30080 --publish=8081:30081', 'up --publish=8080:30080 --publish=8081:30081'],
  // a flag that may stand alone, and has a number behind it, if anything
  ['up --registry', 'up --registry=5001'],
  ['up --registry shop', 'up --registry=5001 shop'],
  ['up --registry 5005 shop', 'up --registry=5005 shop'],
  ['up --registry=5005 shop', 'up --registry=5005 shop'],
  ['up 5005 --registry', 'up --registry=5001 5005'],
  // flags in front of the command's name
  ['-n shop status', 'status --namespace=shop'],
  ['-n=shop status', 'status --namespace=shop'],
  ['-nshop status', 'status --namespace=shop'],
  ['--namespace shop status pods', 'status --namespace=shop pods'],
  ['--namespace=shop -A status', 'status --namespace=shop --all-namespaces'],
  ['-v status', 'status --v=1'],
  ['-v=6 status', 'status --v=6'],
  ['--debug -n shop status -n other', 'status --debug --namespace=other'],
  ['--dry-run up', 'up --dry-run=client'],
  ['-o json config validate -', 'config:validate --output=json -'],
  // booleans
  ['up --wait', 'up --wait'],
  ['up --wait=true', 'up --wait'],
  ['up --wait=false', 'up --no-wait'],
  ['up --wait=0', 'up --no-wait'],
  ['up --wait=F', 'up --no-wait'],
  ['up --no-wait', 'up --no-wait'],
  ['up --no-wait=true', 'up --no-wait'],
  ['up --no-wait=false', 'up --wait'],
  ['up --wait false', 'up --wait false'],
  ['up --wait=false --wait', 'up --wait'],
  ['up --retain=false', 'up'],
  ['up --retain --retain=false', 'up'],
  ['status -A', 'status --all-namespaces'],
  ['status -A=false', 'status'],
  ['status -A=true', 'status --all-namespaces'],
  // the last one counts
  ['status -n a --namespace b', 'status --namespace=b'],
  ['up --workers 1 --workers=2', 'up --workers=2'],
  ['status -o wide -ojson', 'status --output=json'],
  // flags that may stand without a value
  ['up --dry-run', 'up --dry-run=client'],
  ['up --dry-run shop', 'up --dry-run=client shop'],
  ['up --dry-run=client', 'up --dry-run=client'],
  ['up --dry-run=none', 'up --dry-run=none'],
  ['up -v', 'up --v=1'],
  ['up -v shop', 'up --v=1 shop'],
  ['up -v=9', 'up --v=9'],
  ['up -v9', 'up --v=9'],
  ['up --v=3', 'up --v=3'],
  // letters that stand together
  ['status -Av', 'status --all-namespaces --v=1'],
  ['status -Av=4', 'status --all-namespaces --v=4'],
  ['status -Anshop', 'status --all-namespaces --namespace=shop'],
  ['status -An shop', 'status --all-namespaces --namespace=shop'],
  ['status -Aowide', 'status --all-namespaces --output=wide'],
  ['down -y shop', 'down --yes shop'],
  // what is no flag
  ['config validate -', 'config:validate -'],
  ['up --config - shop', 'up --config=- shop'],
  ['down -- -shop --all', 'down -- -shop --all'],
  ['status pods -- -n', 'status pods -- -n'],
  ['up --workers -1', 'up --workers=-1'],
  ['up --workers=-1', 'up --workers=-1'],
  ['down -1', 'down -1'],
  ['status pods a -o wide b', 'status --output=wide pods a b'],
  ['config print shop', 'config:print shop'],
])('%s is read as %s', (typed, expected) => {
  const {id, args, help} = read(typed.split(' '))
  expect([id, ...args].join(' ')).toBe(expected)
  expect(help).toBe(false)
})

test.each([
  ['', undefined],
  ['--help', undefined],
  ['-h', undefined],
  ['help', undefined],
  ['-v', undefined],
  ['-n shop', undefined],
  ['up --help', 'up'],
  ['up -h', 'up'],
  ['up --workers 3 -h', 'up'],
  ['--help up', 'up'],
  ['-h up', 'up'],
  ['help up', 'up'],
  ['help config print', 'config:print'],
  ['config print --help', 'config:print'],
  ['config', 'config'],
  ['config --help', 'config'],
  ['config -h', 'config'],
  ['help config', 'config'],
  ['help exit-codes', 'exit-codes'],
  ['help providers', 'providers'],
  ['status -Ah', 'status'],
])('%j asks for help on %s', (typed, id) => {
  const read = readArgv(locateCommand(typed.split(' ').filter(Boolean), shapes), shapes, 'kubectl kubia')
  expect(read.help).toBe(true)
  expect(read.id).toBe(id)
})

test('A help that is asked for behind -- is an argument', () => {
  expect(read(['down', '--', '--help'])).toEqual({id: 'down', args: ['--', '--help'], help: false})
})

test('--version alone asks for the version', () => {
  expect(read(['--version'])).toEqual({id: undefined, args: [], help: false})
})

test('A word with blanks and line breaks stays one word', () => {
  expect(read(['status', '--context', 'a b\nc', 'pods d']).args).toEqual(['--context=a b\nc', 'pods d'])
  expect(read(['status', '--context=a b\nc']).args).toEqual(['--context=a b\nc'])
})

test.each([
  ['frobnicate', 'unknown command "frobnicate" for "kubectl kubia"'],
  ['satus', 'unknown command "satus" for "kubectl kubia"\n\nDid you mean this?\n\tstatus\n'],
  ['clus', 'unknown command "clus" for "kubectl kubia"\n\nDid you mean this?\n\tclusters\n'],
  ['config pritn', 'unknown command "pritn" for "kubectl kubia config"\n\nDid you mean this?\n\tprint\n'],
  ['config x', 'unknown command "x" for "kubectl kubia config"'],
  ['ls', 'unknown command "ls" for "kubectl kubia"\n\nThis lists the local clusters:\n\tkubectl kubia clusters\n'],
  ['exit-codes', 'unknown command "exit-codes" for "kubectl kubia"'],
  ['config get', 'unknown command "get" for "kubectl kubia config"'],
  ['help frobnicate', 'unknown command "frobnicate" for "kubectl kubia"'],
  ['help provider', 'unknown command "provider" for "kubectl kubia"\n\nDid you mean this?\n\tproviders\n'],
  ['constructor', 'unknown command "constructor" for "kubectl kubia"'],
  ['__proto__', 'unknown command "__proto__" for "kubectl kubia"'],
  ['-- up', 'unknown command "--" for "kubectl kubia"'],
  ['- up', 'unknown command "-" for "kubectl kubia"'],
  ['--bogus', 'unknown flag: --bogus'],
  ['-x', "unknown shorthand flag: 'x' in -x"],
  ['config --bogus', 'unknown flag: --bogus'],
  ['up --bogus', 'unknown flag: --bogus'],
  ['up --worker 3', 'unknown flag: --worker; did you mean "--workers"?'],
  ['up --dryrun', 'unknown flag: --dryrun; did you mean "--dry-run"?'],
  ['up --constructor', 'unknown flag: --constructor'],
  ['up --no-constructor', 'unknown flag: --no-constructor'],
  ['up --__proto__=x', 'unknown flag: --__proto__'],
  ['up --no-retain', 'unknown flag: --no-retain'],
  ['up --no-workers', 'unknown flag: --no-workers'],
  ['up -n shop', "unknown shorthand flag: 'n' in -n"],
  ['-n shop up', "unknown shorthand flag: 'n' in -n"],
  ['status -Ax', "unknown shorthand flag: 'x' in -Ax"],
  ['up --workers', 'flag needs an argument: --workers'],
  ['status -n', "flag needs an argument: 'n' in -n"],
  ['status -An', "flag needs an argument: 'n' in -An"],
  ['status -o xml', 'invalid argument "xml" for "-o, --output" flag: must be one of wide, json, yaml, name'],
  ['up --dry-run=server', 'invalid argument "server" for "--dry-run" flag: must be one of client, none'],
  [
    'up --progress=fancy',
    'invalid argument "fancy" for "--progress" flag: must be one of auto, tty, plain, json, quiet',
  ],
  ['up --wait=maybe', 'invalid argument "maybe" for "--wait" flag: must be true or false'],
  ['status -A=2', 'invalid argument "2" for "-A, --all-namespaces" flag: must be true or false'],
])('%s is refused in kubectl’s words', (typed, message) => {
  expect(() => read(typed.split(' '))).toThrow(expect.objectContaining({code: 'USAGE', message}))
})
