/**
 * Texts that did harm somewhere: to SQL of each engine, patterns, templates, shells, paths, markup, logs, prototypes and
 * parsers. All are different, have 40 characters at most, and are storable text.
 */
export const INJECTIONS: readonly string[] = [
  // ends of strings and statements
  ["'", '"', '`', '\\', "\\'", "';--", "'))--", "'/*", ';', "' OR '1'='1", '" OR ""="', "' OR 1=1#", '1 OR 1=1'],
  // other rows and further statements
  ["' UNION SELECT NULL--", '0 UNION SELECT 1,2,3', "'; DROP TABLE specimen;--", '1; DELETE FROM country'],
  ["';COPY (SELECT 1) TO PROGRAM 'id'--", "'; ATTACH DATABASE 'x' AS y;--", 'randomblob(1000000000)', '@@version'],
  // delays
  ["'||pg_sleep(9)||'", "' AND SLEEP(9)--", '(SELECT pg_sleep(9))', "1' AND BENCHMARK(9e9,MD5(1))#"],
  // placeholders, comments, encodings
  ['$1', '?', ':id', ':...id', '@p1', '%s', '$$', '/*!50000 SELECT*/', '--', '0x27', 'x\u02bc OR 1=1', '%27 OR 1=1'],
  ['＇ OR 1=1', 'a\u0008b', '\u001b[31m', '\u202eevil', 'a\u2028b', '\ufeff'],
  // patterns
  ['%', '_', '*', '[a-z]', '\\%', '^(a+)+$', '(((((', '.*'],
  // other languages
  ['${7*7}', '{{7*7}}', '$(id)', '<script>alert(1)</script>', '=1+1', '*)(uid=*', '<!ENTITY x SYSTEM "y">'],
  ['../../etc/passwd', 'a/b', 'a%2Fb', 'a%00b', '\r\nX: y'],
  // what means something to JavaScript, JSON or a driver
  ['__proto__', 'constructor', '{"$ne":null}', '[object Object]', 'null', 'NaN', 'true', '0', '1e309', '{a,b}', 'a,b'],
  ['a=b&c=d', 'a+b', 'a#b'],
].flat();
