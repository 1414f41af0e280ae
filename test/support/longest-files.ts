/** The test files that take longest, longest first, by their paths in the repository. */
export const LONGEST_FILES: readonly string[] = [
  'test/integration/sim-workflow.test.ts',
  'test/integration/plan-is-run.test.ts',
  'test/integration/recovery.test.ts',
  'test/integration/sim-traffic.test.ts',
  'test/pty/alias-zsh.test.ts',
  'test/integration/shell-files.test.ts',
  'test/integration/up.test.ts',
  'test/integration/kubeconfig-edits.test.ts',
  'test/integration/hostile-server.test.ts',
  'test/integration/doctor.test.ts',
  'test/integration/sim-expose.test.ts',
  'test/pty/alias-bash.test.ts',
  'test/pty/kubectl-completion.test.ts',
  'test/integration/parallel-runs.test.ts',
]
