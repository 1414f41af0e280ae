import {findProgram} from './find-program.ts'

/**
 * The programs of the container engines that kind can use, in the order in which kind looks for them (kind v0.33,
 * `DetectNodeProvider` in pkg/cluster/provider.go: docker, then nerdctl, then podman; finch is nerdctl's packaging by
 * another name).
 */
export const ENGINE_PROGRAMS = ['docker', 'nerdctl', 'finch', 'podman'] as const

export type EngineProgram = (typeof ENGINE_PROGRAMS)[number]

/**
 * The engine's program for plans and advice where no engine was asked: the one that KIND_EXPERIMENTAL_PROVIDER names,
 * else the first on PATH, else docker. Nothing is started for it.
 */
export const engineProgram = (env: Readonly<Record<string, string | undefined>> = process.env): EngineProgram =>
  ENGINE_PROGRAMS.find(program => program === env['KIND_EXPERIMENTAL_PROVIDER']) ??
  ENGINE_PROGRAMS.find(program => findProgram(program, env['PATH'])) ??
  'docker'
