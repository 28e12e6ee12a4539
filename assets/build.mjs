// Compiles the style sheet and puts it, the scripts and the marks where the server finds them.
// `npm ci && npm run build`; the results are committed.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import postcss from "postcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "ugyfelkapu", "foundation", "page", "static");
mkdirSync(target, { recursive: true });

// What the components bring and no page of ours uses; everything else stays, whether a page uses it yet or not.
const unused = new RegExp(
  [
    "summary-card",
    "grid-(column|row)",
    "button--(start|inverse)",
    "button__start-icon",
    "inverse",
    "back-link--",
    "link--(muted|text-colour|no-underline)",
    "(radios|checkboxes)__(conditional|divider)",
    "table__(header|cell)--(normal|.*-(half|third|quarter|full))",
    "tag--(purple|magenta|teal|blue|orange|pink|turquoise|white)",
    "width-(30|one|two|three|full)",
    "(label|fieldset__legend|table__caption)--(xl|m)",
    "caption-(xl|m)",
    "panel--interruption",
    "input__(prefix|suffix)",
    "section-break--xl",
    "exit-this",
    "text-colour",
  ]
    .map((part) => `govuk-(?:[a-z_-]*)?(?:${part})`)
    .join("|"),
);

// Every component sets the typeface anew and every colour as a variable; ours come from the body and never change.
const inherited = new Set(["font-family", "-webkit-font-smoothing", "-moz-osx-font-smoothing"]);
const component = (rule) => rule.selectors.every((selector) => selector.startsWith(".govuk"));

function slimmed(css) {
  const root = postcss.parse(css.replaceAll(/var\(--govuk-[a-z-]+,\s*(#[0-9a-f]+|transparent|[a-z]+)\)/g, "$1"));
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !unused.test(selector.replaceAll(/:not\([^)]*\)/g, "")));
    if (kept.length === 0) return rule.remove();
    if (kept.length < rule.selectors.length) rule.selectors = kept;
    if (component(rule)) rule.each((line) => (inherited.has(line.prop) || line.prop?.startsWith("--govuk")) && line.remove());
    if (rule.nodes.length === 0) rule.remove();
  });
  root.walkAtRules("media", (media) => {
    if (media.nodes.length === 0) media.remove();
  });
  joinNeighbours(root);
  return root.toString();
}

// Only neighbours are joined, so the order of the cascade stays.
function joinNeighbours(container) {
  const nameOf = (node) => (node.type === "rule" ? node.selector : `@${node.name} ${node.params}`);
  const joinable = (node) => node?.type === "rule" || node?.name === "media";
  for (let node = container.first; node; node = node.next()) {
    while (joinable(node) && joinable(node.next()) && nameOf(node) === nameOf(node.next())) {
      const next = node.next();
      node.append(next.nodes);
      next.remove();
    }
    if (node.name === "media") joinNeighbours(node);
  }
}

const { css: compiled } = sass.compile(join(here, "styles", "site.scss"), {
  loadPaths: [join(here, "node_modules", "govuk-frontend", "dist")],
  style: "compressed",
  quietDeps: true,
});
// The same address as the server gives the file, so it is fetched once and may be kept for good.
const digest = createHash("sha256").update(readFileSync(join(target, "inter.woff2"))).digest("hex").slice(0, 12);
const css = slimmed(compiled).replace("inter.woff2", `inter.woff2?v=${digest}`);
writeFileSync(join(target, "site.css"), css.endsWith("\n") ? css : `${css}\n`);
for (const script of ["site.js", "passkey.js"]) {
  copyFileSync(join(here, "scripts", script), join(target, script));
}
for (const mark of ["mark.svg", "favicon.svg"]) {
  copyFileSync(join(here, "marks", mark), join(target, mark));
}
// The components' own licence asks to stay with the copies of their style sheet.
const licence = readFileSync(join(here, "govuk-frontend-licence.txt"));
writeFileSync(join(target, "govuk-frontend-licence.txt"), licence);
for (const name of ["site.css", "site.js", "passkey.js", "inter.woff2"]) {
  const content = readFileSync(join(target, name));
  console.log(`${name}: ${content.length} bytes, ${gzipSync(content).length} gzipped`);
}
