import { defineError } from '../errors/appError.js';

export const treeCycle = defineError('tree_cycle', 400, 'A branch cannot be moved below itself.');
export const treeParentNotFound = defineError('tree_parent_not_found', 422, 'The parent does not exist, or belongs to something else.');
export const treeTooDeep = defineError('tree_too_deep', 422, 'The tree would be too deep; details say how deep it may be.');
export const treeHasChildren = defineError('tree_has_children', 409, 'Something is below it; move or delete that first.');
