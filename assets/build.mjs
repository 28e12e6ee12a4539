// Compiles the style sheet and puts it, the scripts and the marks where the server finds them.
// `npm ci && npm run build`; the results are committed.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "ugyfelkapu", "foundation", "page", "static");
mkdirSync(target, { recursive: true });

const { css } = sass.compile(join(here, "styles", "site.scss"), {
  loadPaths: [join(here, "node_modules", "govuk-frontend", "dist")],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(target, "site.css"), css.endsWith("\n") ? css : `${css}\n`);
copyFileSync(join(here, "scripts", "site.js"), join(target, "site.js"));
for (const mark of ["mark.svg", "favicon.svg"]) {
  copyFileSync(join(here, "marks", mark), join(target, mark));
}
// The components' own licence asks to stay with the copies of their style sheet.
const licence = readFileSync(join(here, "govuk-frontend-licence.txt"));
writeFileSync(join(target, "govuk-frontend-licence.txt"), licence);
for (const name of ["site.css", "site.js", "inter.woff2"]) {
  const content = readFileSync(join(target, name));
  console.log(`${name}: ${content.length} bytes, ${gzipSync(content).length} gzipped`);
}
