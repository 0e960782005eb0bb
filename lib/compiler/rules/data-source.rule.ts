import type { DataSource } from 'typeorm';
import { entityNameOf, type EntityTarget } from '../../resource/entity-target.js';
import type { Resource } from '../../resource/resource.js';
import type { BootProblem } from '../boot.error.js';

const ENGINES = ['postgres', 'mysql', 'mariadb', 'better-sqlite3'];

/**
 * A resource can be served only from a data source that exists, knows its entity and speaks a supported SQL.
 *
 * @param companions entities of ours that the resource needs beside its own.
 */
export function checkDataSource(
  resource: Resource,
  dataSource: DataSource | undefined,
  companions: readonly EntityTarget[] = [],
): BootProblem | undefined {
  const about = { resource: resource.name, place: resource.context };
  const name = resource.dataSource;
  if (!dataSource) {
    return {
      ...about,
      code: 'LA032',
      message: `there is no data source "${name}".`,
      fix: `import TypeOrmModule.forRoot({ ${name === 'default' ? '' : `name: '${name}', `}… }), or name another dataSource`,
    };
  }
  const unknown = [resource.entity, ...companions].find((entity) => !dataSource.hasMetadata(entity as never));
  if (unknown !== undefined) {
    const entityName = entityNameOf(unknown);
    return {
      ...about,
      code: 'LA032',
      message: `the data source "${name}" does not know the entity ${entityName}.`,
      fix: `set autoLoadEntities: true, or add ${entityName} to its entities`,
    };
  }
  if (!ENGINES.includes(dataSource.options.type)) {
    return {
      ...about,
      code: 'LA034',
      message: `the engine ${dataSource.options.type} is not supported.`,
      allowed: ENGINES,
    };
  }
  return undefined;
}
