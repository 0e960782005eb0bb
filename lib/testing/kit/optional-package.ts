/**
 * Loads a package that only tests need.
 *
 * @throws Error that says what to install
 */
export async function loadForTests<Loaded>(name: string, importIt: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await importIt();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} is not installed, and this test cannot do without it: npm install --save-dev ${name}`, {
      cause: error,
    });
  }
}
