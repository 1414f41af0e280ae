import {expect, test} from 'vitest'
import {createPaint} from '../../src/printers/style.ts'
import {printTree} from '../../src/printers/tree.ts'

const why = 'node t-worker is not Ready (container runtime starting)'
const pod = (name: string, says: string) => ({label: `pod/${name}  ${says}`, children: []})
const roots = [
  {
    label: `service/web  LoadBalancer  8080:30000/TCP  <pending>  no endpoints: ${why}`,
    children: [
      {
        label: 'deployment.apps/web  1/3 ready',
        children: [pod('web-1', why), pod('web-2', 'Running  on node/t-worker2')],
      },
      {label: 'deployment.apps/old  0/0 ready', children: [pod('old-1', why)]},
    ],
  },
]

test('A tree has a line for each object, however long, where no terminal cuts it', () => {
  expect(
    printTree(roots, {ascii: false}),
  ).toBe(`service/web  LoadBalancer  8080:30000/TCP  <pending>  no endpoints: ${why}
├─ deployment.apps/web  1/3 ready
│  ├─ pod/web-1  ${why}
│  └─ pod/web-2  Running  on node/t-worker2
└─ deployment.apps/old  0/0 ready
   └─ pod/old-1  ${why}
`)
})

test('In 40 columns a tree is wrapped at words, and its lines go on', () => {
  const text = printTree(roots, {ascii: false, width: 40})
  expect(text).toBe(`service/web  LoadBalancer
│  8080:30000/TCP  <pending>  no
│  endpoints: node t-worker is not Ready
│  (container runtime starting)
├─ deployment.apps/web  1/3 ready
│  ├─ pod/web-1  node t-worker is not
│  │     Ready (container runtime
│  │     starting)
│  └─ pod/web-2  Running  on
│        node/t-worker2
└─ deployment.apps/old  0/0 ready
   └─ pod/old-1  node t-worker is not
         Ready (container runtime
         starting)
`)
})

test('What is wrong has its colour on each line that it takes, and the lines of the tree have none', () => {
  const red = (words: string) => `\u001B[31m${words}\u001B[39m`
  const paint = createPaint({isTTY: true}, {})
  expect(
    printTree(
      roots.slice(0, 1).map(root => ({...root, children: []})),
      {ascii: true, width: 60, paint},
    ),
  ).toBe(
    `service/web  ${red('LoadBalancer  8080:30000/TCP  <pending>  no')}
   ${red('endpoints: node t-worker is not Ready (container runtime')}
   ${red('starting)')}
`,
  )
})
