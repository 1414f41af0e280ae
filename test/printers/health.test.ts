import {expect, test} from 'vitest'
import {printHealth} from '../../src/printers/health.ts'
import {createPaint} from '../../src/printers/style.ts'

const apps = [
  {
    app: 'deployment.apps/web',
    namespace: 'shop',
    healthy: false,
    code: 'CRASH_LOOP',
    summary: '1/3 ready: web-6d4f-x2 CrashLoopBackOff, exit 1, "listen EADDRINUSE: address already in use"',
  },
  {app: 'deployment.apps/api', namespace: 'shop', healthy: false, summary: '1/2 ready: api-1 Pending'},
  {app: 'pod/kubia', namespace: 'shop', healthy: true, summary: '1/1 ready'},
]
const nodes = [{node: 'k-worker', says: 'node k-worker is not Ready (stopped)'}]

test('A verdict goes on below itself where the terminal is too narrow for its line', () => {
  expect(printHealth({apps, nodes}, false, {width: 80})).toBe(`NODE            HEALTH
node/k-worker   not Ready (stopped)

APP                   HEALTH
deployment.apps/web   1/3 ready: web-6d4f-x2 CrashLoopBackOff, exit 1, "listen
                      EADDRINUSE: address already in use"
deployment.apps/api   1/2 ready: api-1 Pending
pod/kubia             1/1 ready
`)
})

test('At 40 columns a verdict stands below what it is about', () => {
  expect(printHealth({apps, nodes}, false, {width: 40})).toBe(`NODE            HEALTH
node/k-worker   not Ready (stopped)

APP
deployment.apps/web
  1/3 ready: web-6d4f-x2
  CrashLoopBackOff, exit 1, "listen
  EADDRINUSE: address already in use"
deployment.apps/api
  1/2 ready: api-1 Pending
pod/kubia
  1/1 ready
`)
})

test('In a pipe a verdict is one line, with its namespace where there are several', () => {
  expect(printHealth({apps: apps.slice(1)}, true)).toBe(`NAMESPACE   APP                   HEALTH
shop        deployment.apps/api   1/2 ready: api-1 Pending
shop        pod/kubia             1/1 ready
`)
})

test('What is wrong is red, what is under way yellow, and words say the same', () => {
  const paint = createPaint({isTTY: true}, {})
  expect(printHealth({apps: apps.slice(1), nodes}, false, {paint})).toBe(`NODE            HEALTH
node/k-worker   \u001B[31mnot Ready (stopped)\u001B[39m

APP                   HEALTH
deployment.apps/api   \u001B[33m1/2 ready: api-1 Pending\u001B[39m
pod/kubia             1/1 ready
`)
})

test('What another program says cannot reach the terminal', () => {
  const summary = '0/1 ready: \u001B[2Jx\ny'
  expect(printHealth({apps: [{app: 'pod/a', namespace: '', healthy: false, summary}]}, false)).toBe(
    'APP     HEALTH\npod/a   0/1 ready: ^[[2Jx^Jy\n',
  )
})

test('Services that lead nowhere stand below failing apps and above healthy ones', () => {
  const services = [{service: 'service/kubia', namespace: 'shop', says: 'no endpoints: its pod is not ready'}]
  const failing = {app: 'pod/a', namespace: 'shop', healthy: false, summary: '0/1 ready'}
  const healthy = {app: 'pod/b', namespace: 'shop', healthy: true, summary: '1/1 ready'}
  const paint = (tone: string, text: string) => `<${tone}>${text}`
  expect(printHealth({apps: [failing, healthy], services}, true, {paint})).toBe(`NAMESPACE   APP             HEALTH
shop        pod/a           <warn>0/1 ready
shop        service/kubia   <warn>no endpoints: its pod is not ready
shop        pod/b           1/1 ready
`)
  expect(printHealth({services}, false)).toBe(
    'SERVICE         HEALTH\nservice/kubia   no endpoints: its pod is not ready\n',
  )
})
