import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import { describeRepository } from './repository.contract.js';

describeRepository('the compiled repository', createCompiledRepository);
// With a limit on query time every statement goes through TypeORM's query runner, and values come back parsed.
describeRepository('the compiled repository, watched by TypeORM,', createCompiledRepository, {
  maxQueryExecutionTime: 60_000,
});
describeRepository('the ORM repository', createOrmRepository);
