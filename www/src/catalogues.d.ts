/** The message files, language by language; made by the build. */
declare module "catalogues" {
  const catalogues: Record<string, Record<string, string>>;
  export default catalogues;
}
