/**
 * The test files that take longest, longest first, by their paths in the repository; of the e2e suite those of the
 * shared cluster, which take turns, between those that have clusters of their own.
 */
export const LONGEST_FILES: readonly string[] = [
  'test/integration/plan-is-run.test.ts',
  'test/integration/sim-traffic.test.ts',
  'test/pty/documents.test.ts',
  'test/integration/sim-workflow.test.ts',
  'test/integration/sim-manifests.test.ts',
  'test/integration/sim-expose.test.ts',
  'test/pty/alias-bash.test.ts',
  'test/pty/alias-zsh.test.ts',
  'test/pty/kubectl-completion.test.ts',
  'test/integration/floods.test.ts',
  'test/integration/parallel-runs.test.ts',
  'test/integration/recovery.test.ts',
  'test/integration/sim-rollout.test.ts',
  'test/integration/kubeconfig-edits.test.ts',
  'test/integration/hostile-commands.test.ts',
  'test/integration/shell-files.test.ts',
  'test/integration/sim-controllers.test.ts',
  'test/integration/sim-recovery.test.ts',
  'test/integration/install.test.ts',
  'test/integration/up.test.ts',
  'test/integration/registry.test.ts',
  'test/integration/doctor.test.ts',
  'test/integration/sim-plan.test.ts',
  'test/integration/sim-hostile.test.ts',
  'test/integration/load.test.ts',
  'test/integration/paused.test.ts',
  'test/integration/sim-power.test.ts',
  'test/integration/down.test.ts',
  'test/integration/hostile-server.test.ts',
  'test/integration/hostile-programs.test.ts',
  ...['workflow', 'power', 'failures', 'lifecycle', 'traffic', 'plan-is-run', 'load', 'status'].map(
    name => `test/e2e/${name}.test.ts`,
  ),
]
