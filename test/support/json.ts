/** Objects as kubectl answers several: in a List. */
export const readAnswer = (objects: readonly object[]): {stdout: string} => ({
  stdout: objects.length === 0 ? '' : JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects}),
})
