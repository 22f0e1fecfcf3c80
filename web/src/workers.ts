// Imported first: the editor asks for its workers as soon as it is there.
window.MonacoEnvironment = {
  getWorker(_id, label) {
    const name = label === "json" || label === "graphql" ? label : "editor";
    return new Worker(WORKERS[`${name}.worker`]!, { name: label });
  },
};
