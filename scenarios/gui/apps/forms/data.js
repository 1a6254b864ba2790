"use strict";
// Forms of everyday life. A field is {key, label, type, options, isRequired}; types say how it is shown, checked and filled.
{
  const field = (type, key, label, isRequired = true) => ({ key, label, type, isRequired });
  const choice = (type, key, label, options, isRequired = true) => ({ key, label, type, options, isRequired });

  agentic.formList = {
    newsletter: { title: "Newsletter", fields: [
      field("name", "name", "Name"), field("email", "email", "E-mail"), choice("select", "topic", "Topic", ["Science", "Music", "Sports", "Cooking"]),
      choice("radio", "often", "How often", ["daily", "weekly", "monthly"]), field("check", "terms", "Accept terms")] },
    address: { title: "Change of address", fields: [
      field("name", "name", "Name"), field("street", "street", "Street"), field("zip", "zip", "Post code"), field("city", "city", "City"),
      field("date", "from", "Valid from"), field("check", "forward", "Forward mail", false)] },
    event: { title: "Event registration", fields: [
      field("name", "name", "Name"), field("email", "email", "E-mail"), choice("select", "session", "Session", ["Morning", "Afternoon", "Evening"]),
      field("count", "guests", "Guests"), choice("radio", "meal", "Meal", ["meat", "fish", "vegan"]), field("check", "parking", "Parking", false)] },
    ticket: { title: "Support ticket", fields: [
      field("words", "subject", "Subject"), choice("select", "product", "Product", ["Phone", "Router", "Television", "Tablet"]),
      choice("radio", "priority", "Priority", ["low", "normal", "high"]), field("area", "details", "Details"), field("phone", "phone", "Phone", false)] },
    expense: { title: "Expense claim", fields: [
      field("words", "purpose", "Purpose"), field("money", "amount", "Amount"), field("date", "date", "Date"),
      choice("select", "category", "Category", ["Travel", "Meals", "Hotel", "Material"]), field("check", "receipt", "Receipt kept")] },
    appointment: { title: "Appointment", fields: [
      field("name", "name", "Name"), field("phone", "phone", "Phone"), field("date", "date", "Date"),
      choice("select", "time", "Time", ["08:30", "10:00", "11:30", "14:00", "15:30"]), choice("radio", "visit", "Visit", ["first", "return"])] },
    feedback: { title: "Feedback", fields: [
      choice("select", "place", "Branch", ["North", "South", "Harbor", "Station"]), choice("radio", "rating", "Rating", ["1", "2", "3", "4", "5"]),
      field("area", "comment", "Comment"), field("email", "email", "E-mail", false), field("check", "contact", "Contact me", false)] },
    parcel: { title: "Send a parcel", fields: [
      field("name", "to", "Recipient"), field("street", "street", "Street"), field("zip", "zip", "Post code"), field("count", "weight", "Weight in kg"),
      choice("radio", "speed", "Speed", ["normal", "fast"]), field("check", "insured", "Insured", false)] },
    rental: { title: "Car rental", fields: [
      field("name", "driver", "Driver"), choice("select", "car", "Car", ["Small", "Family", "Van", "Electric"]), field("date", "from", "From"),
      field("count", "days", "Days"), field("phone", "phone", "Phone"), field("check", "seat", "Child seat", false)] },
    course: { title: "Course enrolment", fields: [
      field("name", "name", "Student"), choice("select", "course", "Course", ["Drawing", "Pottery", "Guitar", "Spanish", "Chess"]),
      choice("radio", "level", "Level", ["new", "some", "good"]), field("date", "start", "Start"), field("area", "goal", "Your goal", false)] },
  };

  const sentences = ["Please call in the morning", "It stopped after an hour", "All went very well", "The door was locked", "We would come again", "The screen stays dark"];
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const isSomething = (value) => value.trim() !== "";
  const two = (number) => String(number).padStart(2, "0");

  /** How each type is filled at random and checked. */
  const types = {
    name: { make: (random) => `${random.pick(agentic.pools.firstNames)} ${random.pick(agentic.pools.lastNames)}`, isRight: isSomething },
    street: { make: (random) => `${capital(random.pick(agentic.pools.words))} Street ${random.whole(1, 120)}`, isRight: isSomething },
    city: { make: (random) => `${capital(random.pick(agentic.pools.words))}${random.pick(["ton", "ville", "field", " Bay"])}`, isRight: isSomething },
    words: { make: (random) => `${capital(random.pick(agentic.pools.words))} ${random.pick(agentic.pools.words)}`, isRight: isSomething },
    area: { make: (random) => random.pick(sentences), isRight: isSomething },
    email: {
      make: (random) => `${random.pick(agentic.pools.words)}@${random.pick(agentic.pools.words)}.example`,
      isRight: (value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value), hint: "must look like ann@mail.example",
    },
    phone: { make: (random) => `0${random.whole(10, 99)} ${random.whole(100000, 999999)}`, isRight: (value) => /^0\d{2} \d{6}$/.test(value), hint: "must look like 030 123456" },
    zip: { make: (random) => `${random.whole(10000, 99999)}`, isRight: (value) => /^\d{5}$/.test(value), hint: "must have five digits" },
    count: { make: (random) => `${random.whole(1, 30)}`, isRight: (value) => /^\d{1,2}$/.test(value), hint: "must be a whole number below 100" },
    money: { make: (random) => `${random.whole(3, 480)}.${two(random.below(100))}`, isRight: (value) => /^\d+\.\d{2}$/.test(value), hint: "must look like 12.50" },
    date: {
      make: (random) => agentic.days.text(random.whole(2025, 2029), random.whole(1, 12), random.whole(1, 28)),
      isRight(value) {
        if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
        const [year, month, day] = agentic.days.parts(value);
        return month >= 1 && month <= 12 && day >= 1 && day <= agentic.days.inMonth(year, month);
      },
      hint: "must look like 2026-03-14",
    },
    select: { make: (random, { options }) => random.pick(options), isRight: (value) => value !== "" },
    radio: { make: (random, { options }) => random.pick(options), isRight: (value) => value !== "" },
    check: { make: () => true, isRight: (value) => value === true },
  };

  agentic.fieldTypes = types;

  /** What is wrong with a value, or null. */
  agentic.mistake = (field, value) => {
    const isEmpty = value === "" || value === false;
    if (isEmpty) return field.isRequired ? `${field.label} is needed.` : null;
    return types[field.type].isRight(value) ? null : `${field.label} ${types[field.type].hint ?? "is not right"}.`;
  };

  agentic.emptyValues = ({ fields }) => Object.fromEntries(fields.map((one) => [one.key, one.type === "check" ? false : ""]));
}
