/** Of every language that has a message file its name in itself; made by the build. */
declare module "languages" {
  const names: Record<string, string>;
  export default names;
}
