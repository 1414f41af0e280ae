/** Changing objects in part: the four kinds of patch, and the record of who set which field. */

export {readApplied} from './apply/applied.ts'
export {type ApplyRequest, serverSideApply} from './apply/apply.ts'
export {updateManagedFields} from './apply/update.ts'
export {mergePatch} from './json.ts'
export {applyJsonPatch} from './operations.ts'
export {APPLY_PATCH, JSON_PATCH, MERGE_PATCH, patchObject, STRATEGIC_MERGE_PATCH} from './request.ts'
export {strategicMergePatch} from './strategic.ts'
