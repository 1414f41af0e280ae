import {expect, test} from 'vitest'
import {summaryOf} from '../../src/action/summary.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'

const nothing = {name: 'shop', seconds: {}, nodes: [], apps: [], urls: []}

test('The summary of a job that failed has the diagnosis first', () => {
  const error = new KubiaError('CRASH_LOOP', 'container web of pod web-1 ended with 1 | twice', {
    evidence: ['a ``` in a log'],
    log: {of: 'web-1', lines: ['<b>no</b>']},
    fix: [{command: ['kubectl', 'logs', 'web-1']}],
    next: 'mend the program',
  })
  const failure = {code: 'CRASH_LOOP', error, step: {title: 'Wait for rollout', elapsedMs: 1}}
  expect(
    summaryOf({...nothing, seconds: {Preflight: 0.3}, failure, logs: '/tmp/logs/shop'}),
  ).toBe(`### kubia: cluster shop

**Wait for rollout failed** \\[CRASH\\_LOOP\\]: container web of pod web-1 ended with 1 \\| twice

\`\`\`\`text
a \`\`\` in a log
\`\`\`\`

The end of the log of web-1:

\`\`\`text
<b>no</b>
\`\`\`

Fix:

\`\`\`text
kubectl logs web-1
mend the program
\`\`\`

| Step | Seconds |
| --- | --- |
| Preflight | 0.3 |

Logs: /tmp/logs/shop
`)
})

test('Nothing in it is Markdown or HTML of others', () => {
  const apps = [{app: '<img src=x>', namespace: '[a](b)', summary: 'a\n# b | c'}]
  expect(summaryOf({...nothing, apps, urls: ['http://a/> [x](y)']})).toContain(
    '| &lt;img src=x> | \\[a\\](b) | a^J\\# b \\| c |\n\n- <http://a/[x](y)>\n',
  )
})
