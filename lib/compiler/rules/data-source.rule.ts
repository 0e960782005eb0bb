import type { DataSource } from 'typeorm';
import type { Resource } from '../../resource/resource.js';
import type { BootProblem } from '../boot.error.js';

const ENGINES = ['postgres', 'mysql', 'mariadb', 'better-sqlite3'];

/** A resource can be served only from a data source that exists, knows its entity and speaks a supported SQL. */
export function checkDataSource(resource: Resource, dataSource: DataSource | undefined): BootProblem | undefined {
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
  if (!dataSource.hasMetadata(resource.entity as never)) {
    return {
      ...about,
      code: 'LA032',
      message: `the data source "${name}" does not know the entity ${resource.entityName}.`,
      fix: `set autoLoadEntities: true, or add ${resource.entityName} to its entities`,
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
