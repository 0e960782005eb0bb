import type { ResourceColumn } from '../../resource/resource.js';
import type { ResourceDraft } from '../draft.js';

/** What the application's own code may do with each column, which is a matter of the entity and of no option. */
export function columnsStage({ fields, metadata }: ResourceDraft): readonly ResourceColumn[] {
  return [...fields].map(([name, field]) => {
    const column = metadata.columns.find(({ propertyPath }) => propertyPath === field.property)!;
    const isKept = field.role === 'version' || field.role === 'createDate' || field.role === 'updateDate';
    const isMade = column.isGenerated || column.generatedType !== undefined || column.isVirtualProperty;
    const isWritable = !isKept && !isMade && field.role !== 'deleteDate';
    return Object.freeze({
      field,
      name,
      isSelected: column.isSelect,
      isInsertable: isWritable && column.isInsert,
      isUpdatable: isWritable && column.isUpdate && field.role !== 'key',
    });
  });
}
