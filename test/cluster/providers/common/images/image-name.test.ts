import {describe, expect, test} from 'vitest'
import {fullName, isImageId, shortName} from '../../../../../src/cluster/providers/common/images/image-name.ts'

describe('the full name of an image', () => {
  test.each([
    ['app', 'docker.io/library/app:latest'],
    ['app:dev', 'docker.io/library/app:dev'],
    ['museopkim/kubia', 'docker.io/museopkim/kubia:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:v1', 'localhost:5000/app:v1'],
    ['registry.example.com/team/app', 'registry.example.com/team/app:latest'],
    ['kubia.local/app:0123', 'kubia.local/app:0123'],
    ['app@sha256:00', 'docker.io/library/app@sha256:00'],
    ['docker.io/library/app:dev', 'docker.io/library/app:dev'],
  ])('of %s is %s', (name, full) => expect(fullName(name)).toBe(full))
})

test.each([
  ['docker.io/library/app:dev', 'app:dev'],
  ['docker.io/museopkim/kubia:latest', 'museopkim/kubia:latest'],
  ['quay.io/a/b:1', 'quay.io/a/b:1'],
])('%s is told as %s', (name, short) => expect(shortName(name)).toBe(short))

test.each([
  ['1efd', true],
  ['sha256:1efdff', true],
  ['1efe', false],
  ['1e', false],
  ['kubia', false],
])('%s as an id of sha256:1efdff00: %s', (word, is) => expect(isImageId(word, 'sha256:1efdff00')).toBe(is))
