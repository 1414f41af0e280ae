import {expect, test} from 'vitest'
import {checkInotify} from '../../../../../src/cluster/providers/kind/checks/inotify.ts'

test.each([
  [128, 524_288, 1],
  [128, 524_288, 4],
  [512, 524_288, 20],
])('%d instances and %d watches are enough for %d nodes', (instances, watches, nodes) => {
  expect(checkInotify({instances, watches}, nodes)).toBe(`${instances} instances, ${watches} watches`)
})

test('The kernel’s default of 128 instances is low for five nodes, and the line that raises it is told', () => {
  expect(checkInotify({instances: 128, watches: 65_536}, 5)).toMatchObject({
    found: '128 instances, 65536 watches',
    warning: {
      code: 'INOTIFY_LIMIT',
      exit: 3,
      message:
        'the limits of inotify are low for 5 nodes (128 instances, 65536 watches): pods may fail with "too many open files"',
      details: {
        fix: [
          'sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288',
          'a file in /etc/sysctl.d keeps it',
        ],
      },
    },
  })
})

test('Few watches are told too, and a limit that is high is never lowered', () => {
  expect(checkInotify({instances: 8192, watches: 8192}, 5)).toMatchObject({
    warning: {
      details: {
        fix: [
          {command: expect.stringContaining('max_user_instances=8192 fs.inotify.max_user_watches=524288')},
          'a file in /etc/sysctl.d keeps it',
        ],
      },
    },
  })
})

test('Many nodes get more than what is commonly advised', () => {
  expect(checkInotify({instances: 512, watches: 524_288}, 40)).toMatchObject({
    warning: {
      details: {
        fix: [{command: expect.stringContaining('max_user_instances=1680 ')}, 'a file in /etc/sysctl.d keeps it'],
      },
    },
  })
})
