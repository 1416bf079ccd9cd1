// Holds Kubernetes objects (JSON lines {file, object} on standard input) against the types made from Kubernetes' own schema: unknown fields, missing ones and
// wrong kinds of values. Prints one line a fault; the exit code is 1 if there is any.
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const manifests = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));
const groupOf = version => version.includes('/') ? version.replace('.k8s.io/', '/').replace('rbac.authorization/', 'rbac/') : `core/${version}`;
// An object literal, not a cast: only for literals does the compiler name fields that the type does not know. One line each, so that a line is a manifest.
const source = manifests.map(({ object }, index) =>
  `const _${index}: import('kubernetes-types/${groupOf(object.apiVersion)}').${object.kind} = ${JSON.stringify(object)};`).join('\n') + '\nexport {};\n';

const fileName = path.join(__dirname, 'manifests.ts');
const options = { strict: true, noEmit: true, skipLibCheck: true, moduleResolution: ts.ModuleResolutionKind.Node10, types: [] };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists } = host;
host.fileExists = name => name === fileName || fileExists(name);
host.getSourceFile = (name, ...rest) => name === fileName ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);

const faults = ts.getPreEmitDiagnostics(ts.createProgram([fileName], options, host));
for (const fault of faults) {
  const { line, character } = fault.file.getLineAndCharacterOfPosition(fault.start);
  const near = source.split('\n')[line].slice(character, character + 40);
  console.log(`${manifests[line].file}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')} (at ${near})`);
}

console.log(`${manifests.length} objects, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
