// Ask an endpoint by Comunica: node comunica.cjs ENDPOINT QUERY...; prints a JSON array of what each query finds:
// rows, triples or a truth value.
const { QueryEngine } = require('@comunica/query-sparql');

async function found(engine, endpoint, text) {
  const result = await engine.query(text, { sources: [{ type: 'sparql', value: endpoint }] });
  const items = await result.execute();
  if (result.resultType === 'boolean') {
    return items;
  }
  const all = await items.toArray();
  return result.resultType === 'quads'
    ? all.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value])
    : all.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}

async function main(endpoint, ...queries) {
  const engine = new QueryEngine();
  const answers = [];
  for (const text of queries) {
    answers.push(await found(engine, endpoint, text));
  }
  console.log(JSON.stringify(answers));
}

main(...process.argv.slice(2));
