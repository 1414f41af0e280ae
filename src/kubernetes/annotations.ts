/** Numbers the replica sets of a deployment; the highest is of its newest version. */
export const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision'
/** Says which tunnel gave a service its address: `HOST/PID/START TIME` of its process. */
export const TUNNEL_ANNOTATION = 'kubia.dev/tunnel'
/**
 * Says where a service really listens, where that is not its own port: `80=8080,443=8443`. A service's status has room
 * for an address only, and an ordinary user may not listen below 1024.
 */
export const PORTS_ANNOTATION = 'kubia.dev/published-ports'
