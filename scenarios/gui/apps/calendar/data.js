"use strict";
// A calendar: {month: {year, month}, events: [{id, title, date, start, end, calendar, place}]}. Times are on the half hour.
{
  const titles = [
    "Dentist", "Yoga", "Team meeting", "Lunch with Ada", "Piano lesson", "Car service", "Book club", "Swimming", "Project review", "Parents evening",
    "Choir", "Haircut", "Budget talk", "Garden work", "Football", "Board games", "Interview", "Museum visit", "Train to Basel", "Tax adviser",
  ];
  const places = ["Room 4", "City library", "Main hall", "Café Luna", "North gym", "Station", ""];

  /** The half hours from 08:00 to 20:00. */
  agentic.halfHours = Array.from({ length: 25 }, (_, i) => `${String(8 + Math.floor(i / 2)).padStart(2, "0")}:${i % 2 === 0 ? "00" : "30"}`);

  agentic.calendarData = (random, { items, alike }) => {
    const month = { year: random.whole(2024, 2028), month: random.whole(1, 12) };
    // The more alike, the more events share a title; the day tells them apart.
    const names = random.sample(titles, Math.max(3, items - 4 * alike));
    const days = Array.from({ length: agentic.days.inMonth(month.year, month.month) }, (_, i) => i + 1);
    const slots = random.sample([...days, ...days], items);
    const events = slots.map((day, i) => {
      const start = random.whole(0, 20);
      return {
        id: `e${i + 1}`,
        title: names[i % names.length],
        date: agentic.days.text(month.year, month.month, day),
        start: agentic.halfHours[start],
        end: agentic.halfHours[start + random.whole(1, 4)],
        calendar: random.pick(["work", "home", "sport"]),
        place: random.pick(places),
      };
    });
    // One title at most once a day: "the Yoga of 3 May" means one event.
    const seen = new Set();
    return { month, events: events.filter(({ title, date }) => !seen.has(title + date) && seen.add(title + date)) };
  };
}
