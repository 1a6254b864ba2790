"use strict";
// One template a form: fill it in as told and submit it. What is submitted is submitted.
{
  const { formList, fieldTypes } = agentic;

  const said = (field, value) => {
    if (field.type === "check") return `${field.label}: ${value ? "yes" : "no"}`;
    return `${field.label}: ${value}`;
  };

  const template = (name, { title, fields }) => ({
    about: `Fill in and submit the form "${title}".`,
    turns: 40,
    open: ["the instance.params.values"],
    make(random, data, axes) {
      const optional = random.sample(fields.filter((field) => !field.isRequired), axes.optional).map(({ key }) => key);
      const asked = fields.filter((field) => field.isRequired || optional.includes(field.key));
      const values = Object.fromEntries(asked.map((field) => [field.key, fieldTypes[field.type].make(random, field)]));
      // Values that somebody else has left in the form: to be replaced where asked for, kept elsewhere.
      const left = random.sample(fields.filter(({ type }) => type !== "check"), axes.prefilled);
      for (const field of left) data.drafts[name][field.key] = fieldTypes[field.type].make(random, field);
      return { form: name, values };
    },
    goal: ({ values }) => `Open the form "${title}", fill it in and submit it. ${fields.filter(({ key }) => key in values).map((field) => said(field, values[field.key])).join("; ")}. Leave other fields as they are.`,
    want(data, { form, values }) {
      data.submitted.push({ id: null, form, values: { ...data.drafts[form], ...values } });
    },
  });

  agentic.app({
    name: "forms",
    title: "Forms",
    axes: {
      optional: { min: 0, max: 2, easy: 0, about: "optional fields to fill in" },
      prefilled: { min: 0, max: 3, easy: 0, about: "fields that hold a value already" },
    },
    data: () => ({ drafts: Object.fromEntries(Object.entries(formList).map(([name, form]) => [name, agentic.emptyValues(form)])), submitted: [] }),
    view: () => ({ form: Object.keys(formList)[0], isTried: false }),
    watched: { submitted: ["form", "values"] },
    isLost: (differences) => differences.some(({ kind }) => kind !== "missing"),
    templates: Object.fromEntries(Object.entries(formList).map(([name, form]) => [`fill-${name}`, template(name, form)])),
  });
}
