"use strict";
// An application as a page of tasks: seeded data, templates that say what the data should become, a judge by differences.
//
// A template is {about, turns, chance, open, watched, make(random, data, axes), goal(params, data), want(data, params)}: `make` chooses the
// parameters (and may prepare the data), `want` changes a copy of the data into what they should be. Nothing else may change.
{
  const axes = {
    items: { min: 6, max: 20, easy: 8, about: "records in the application" },
    alike: { min: 0, max: 3, easy: 0, about: "how much records resemble each other: how few names they share" },
  };

  let app = null;

  const wanted = (template, instance) => {
    const data = agentic.copy(instance.data);
    template.want(data, instance.params);
    return data;
  };

  const left = (template, instance, data) => agentic.differences(data, wanted(template, instance), template.watched ?? app.watched);

  const judge = (template, instance, state) => {
    const differences = left(template, instance, state.data);
    const atFirst = left(template, instance, instance.data);
    const known = new Set(atFirst.map((difference) => agentic.canonical([difference.collection, difference.id, difference.field, difference.record])));
    const damage = differences.filter((difference) => difference.kind === "extra" || !known.has(agentic.canonical([difference.collection, difference.id, difference.field, difference.record]))).length;
    const success = differences.length === 0;
    return {
      done: success || app.isLost(differences),
      success,
      parts: { progress: Math.max(0, 1 - differences.length / Math.max(1, atFirst.length)), damage },
    };
  };

  const taskOf = (template) => ({
    about: template.about,
    turns: template.turns,
    axes: app.axes ?? axes,
    open: template.open,
    chance: () => template.chance ?? 0.02,
    generate(random, values) {
      const data = app.data(random, values);
      const params = template.make(random, data, values);
      return { data, params };
    },
    goal: ({ params, data }) => template.goal(params, data),
    begin: ({ data }) => ({ data: agentic.copy(data), view: app.view(data) }),
    judge: (instance, state) => judge(template, instance, state),
    left: (instance, state) => left(template, instance, state.data),
  });

  /** Declares the application: {name, title, axes, data(random, axes), view(data), watched, isLost(differences), templates}; axes are the common ones unless given. */
  agentic.app = (description) => {
    app = description;
    const templates = Object.fromEntries(Object.entries(app.templates).map(([name, template]) => [name, taskOf(template)]));
    agentic.page({ name: app.name, title: app.title, width: 640, height: 420, themes: ["light", "dark", "compact"], templates });
  };

  /** An id that no record of the data has had: created records are numbered. */
  agentic.newId = (data) => {
    data.made = (data.made ?? 0) + 1;
    return `new-${data.made}`;
  };
}
