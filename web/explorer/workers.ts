// Imported first: the editor asks for its workers as soon as it is there.
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

window.MonacoEnvironment = {
  getWorker(_id, label) {
    const Made = { json: JsonWorker, graphql: GraphQLWorker }[label] ?? EditorWorker;
    return new Made({ name: label });
  },
};
