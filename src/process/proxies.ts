/** A variable of a proxy, which programs read in capitals and in small letters; empty where it is not set. */
export const proxyVariable = (env: NodeJS.ProcessEnv, name: string): string =>
  env[name] || env[name.toLowerCase()] || ''

/** The proxies that are set, of the variables named. */
export const proxiesIn = (env: NodeJS.ProcessEnv, names: readonly string[]): {name: string; value: string}[] =>
  names.map(name => ({name, value: proxyVariable(env, name)})).filter(({value}) => value !== '')

/** A proxy's address without what may be secret in it. */
export const withoutLogin = (value: string): string => value.replace(/\/\/[^@/]*@/, '//')
