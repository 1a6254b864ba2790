"use strict";
{
  const { h, ui, formList } = agentic;

  const controls = {
    area: (field, value, set) => ui.area(field.key, value, set),
    select: (field, value, set) => ui.select(field.key, value, [["", "–"], ...field.options], set),
    radio: (field, value, set) => h("div", { class: "choices" }, field.options.map((option) =>
      ui.toggle(`${field.key}-${option}`, option, value === option, () => set(value === option && !field.isRequired ? "" : option)))),
    check: (field, value, set) => h("input", { type: "checkbox", key: field.key, checked: value, onchange: (event) => set(event.target.checked) }),
  };

  const line = (state, change, field) => {
    const { form, isTried } = state.view;
    const value = state.data.drafts[form][field.key];
    const set = (next) => change((s) => { s.data.drafts[form][field.key] = next; });
    const error = isTried ? agentic.mistake(field, value) : null;
    const control = controls[field.type] ?? ((one, is, put) => ui.input(one.key, is, put));
    return h("div", { key: `line-${form}-${field.key}` },
      // Several controls in one label would make a click beside them press the first.
      field.type === "radio"
        ? h("div", { class: "labelled" }, h("span", {}, `${field.label}${field.isRequired ? " *" : ""}`), control(field, value, set))
        : ui.labelled(`${field.label}${field.isRequired ? " *" : ""}`, control(field, value, set)),
      error && h("p", { class: "error" }, error));
  };

  agentic.appView({
    draw(state, change) {
      const { form } = state.view;
      const { title, fields } = formList[form];
      const submit = () => change((s) => {
        const values = s.data.drafts[form];
        s.view.isTried = true;
        if (fields.every((field) => agentic.mistake(field, values[field.key]) === null)) {
          s.data.submitted.push({ id: agentic.newId(s.data), form, values: agentic.copy(values) });
        }
      });
      return ui.frame("Forms", h("span", { class: "soft" }, "* needed"),
        Object.entries(formList).map(([name, { title: label }]) => ui.toggle(`form-${name}`, label, name === form,
          () => change((s) => { Object.assign(s.view, { form: name, isTried: false }); }))),
        h("div", { class: "sheet" }, h("h2", {}, title), fields.map((field) => line(state, change, field)),
          h("div", { class: "buttons" }, ui.button("submit", "Submit", submit, { class: "primary" }))));
    },
    plan: agentic.formsPlan,
  });
}
