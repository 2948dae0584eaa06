import { JsonObject } from '../../common/validation/value.decorators.js';
import type { WorkflowAction } from '../../common/workflows/workflowAction.js';
import { createValidationPipe } from '../../common/http/validation.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { Optional, ListOf } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';

const pipe = createValidationPipe();
const TAG = { min: 1, max: 100, oneLine: true } as const;

class SetFieldsParamsDto {
  /** Fields with their new values, as the thing's own PATCH takes them. */
  @JsonObject({ max_bytes: 60_000 }) set: Record<string, unknown>;
}

class TagParamsDto {
  @Optional() @ListOf(Text(TAG), { max: 20, unique: true }) add?: string[];
  @Optional() @ListOf(Text(TAG), { max: 20, unique: true }) remove?: string[];
}

export const SET_FIELDS: WorkflowAction<SetFieldsParamsDto> = {
  name: 'set_fields',
  says: 'Changes fields of the thing, as its own PATCH does.',
  params: SetFieldsParamsDto,
  refuses: ({ change, type }) => (change ? undefined : `Rules cannot change a ${type}.`),
  needs: ({ module }) => [module, 'edit'],
  async check({ set }, { change }) {
    if (Object.keys(set).length === 0) throw validationFailed([{ field: 'set', message: 'set must not be empty' }]);
    await pipe.transform(set, { type: 'body', metatype: change!.dto });
  },
  async perform({ kind, entity_id, params, workflow }, query) {
    await kind.change!.apply(query, entity_id, params.set, `By the rule ${workflow.name}.`);
    return { says: `Set ${Object.keys(params.set).join(', ')}.`, result: params.set };
  },
};

export const TAG_ACTION: WorkflowAction<TagParamsDto> = {
  name: 'tag',
  says: 'Adds tags to the thing, and takes tags away.',
  params: TagParamsDto,
  refuses: ({ tags, type }) => (tags ? undefined : `A ${type} has no tags that rules can change.`),
  needs: ({ module }) => [module, 'edit'],
  async check({ add = [], remove = [] }) {
    if (add.length + remove.length === 0) throw validationFailed([{ field: 'add', message: 'give add or remove' }]);
  },
  async perform({ kind, entity_id, row, params: { add = [], remove = [] }, workflow }, query) {
    const now = (row[kind.tag_field!] as string[] | null) ?? [];
    await kind.change!.apply(query, entity_id, kind.tags!(add, remove, now), `By the rule ${workflow.name}.`);
    const words = [add.length > 0 && `Added ${add.join(', ')}.`, remove.length > 0 && `Took ${remove.join(', ')} away.`];
    return { says: words.filter(Boolean).join(' '), result: { add, remove } };
  },
};
