/** The names that a job is found by: on its pods as labels, the completion index and the finalizer beside them. */
export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid'
export const JOB_NAME = 'batch.kubernetes.io/job-name'
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index'

/** Keeps a pod that has ended until the job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking'

/** The two labels as they are, and as they were called before 1.27. */
export const labelsOfPods = (name: string, uid: string): Record<string, string> => ({
  [CONTROLLER_UID]: uid,
  [JOB_NAME]: name,
  'controller-uid': uid,
  'job-name': name,
})
