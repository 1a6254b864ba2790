"use strict";
// What to do next with the forms: open the right one, mend the first field that is wrong, submit.
{
  const mend = ({ key, type }, value) => {
    if (type === "select") return value === "" ? { select: key, text: "–" } : { select: key, text: value };
    if (type === "radio") return { click: `${key}-${value}` };
    return type === "check" ? { click: key } : { fill: key, text: value };
  };

  agentic.formsPlan = (state, differences) => {
    const missing = differences.find(({ kind }) => kind === "missing");
    if (!missing) return null;
    const { form, values } = missing.record;
    if (state.view.form !== form) return { click: `form-${form}` };
    const wrong = agentic.formList[form].fields.find(({ key }) => state.data.drafts[form][key] !== values[key]);
    return wrong ? mend(wrong, values[wrong.key]) : { click: "submit" };
  };
}
