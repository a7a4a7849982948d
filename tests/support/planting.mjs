// What jest compiles, with one piece of text of one file replaced: SIJILL_PLANTED says which. The sources stay as they are.
import swc from '@swc/jest';

const { file, find, replace } = JSON.parse(process.env.SIJILL_PLANTED ?? '{}');

const planted = (source, path) => (path === file ? source.replace(find, () => replace) : source);

export default {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    return {
      ...transformer,
      process: (source, path, more) => transformer.process(planted(source, path), path, more),
      processAsync: (source, path, more) => transformer.processAsync(planted(source, path), path, more),
      getCacheKey: (source, path, more) => transformer.getCacheKey(planted(source, path), path, more),
    };
  },
};
