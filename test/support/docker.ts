/**
 * What docker and kind answer where these containers of kind are there: nodes by name, `shop-control-plane`.
 * @param apiPort where the API server of a control plane is published
 */
export const nodeContainers = (names: readonly string[], running = true, paused = false, apiPort?: number) => ({
  'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
  'docker version': {stdout: '{"Client":{"Version":"20.10.24"},"Server":{"Version":"20.10.24"}}'},
  'docker ps': {stdout: names.map(name => `id-${name} ${name}\n`).join('')},
  'docker inspect': {
    stdout: JSON.stringify(
      names.map(name => ({
        Id: `id-${name}`,
        Name: `/${name}`,
        Created: '2026-01-01T00:00:00.0Z',
        State: {Running: running, Paused: paused},
        Config: {
          Image: 'kindest/node:v1.36.4',
          Labels: {
            'io.x-k8s.kind.cluster': name.replace(/-(control-plane|worker).*/, ''),
            'io.x-k8s.kind.role': name.includes('worker') ? 'worker' : 'control-plane',
          },
        },
        ...(apiPort !== undefined &&
          name.includes('control-plane') && {
            HostConfig: {PortBindings: {'6443/tcp': [{HostIp: '127.0.0.1', HostPort: String(apiPort)}]}},
          }),
      })),
    ),
  },
  'kind version': {stdout: 'kind v0.33.0 go1.27.2 linux/amd64'},
})
