"use strict";
// Calendar arithmetic on whole numbers and texts of the form 2026-03-14; no clock, no time zone.
{
  const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const two = (number) => String(number).padStart(2, "0");

  agentic.days = {
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],

    /** Days of a month; months count from 1. */
    inMonth: (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1],

    /** 0 for Monday to 6 for Sunday (Sakamoto's method). */
    weekday(year, month, day) {
      const y = month < 3 ? year - 1 : year;
      const sunday = (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] + day) % 7;
      return (sunday + 6) % 7;
    },

    text: (year, month, day) => `${year}-${two(month)}-${two(day)}`,

    parts: (text) => text.split("-").map(Number),

    /** The day `count` days later or earlier. */
    add(text, count) {
      let [year, month, day] = agentic.days.parts(text);
      day += count;
      while (day < 1) {
        [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
        day += agentic.days.inMonth(year, month);
      }
      while (day > agentic.days.inMonth(year, month)) {
        day -= agentic.days.inMonth(year, month);
        [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
      }
      return agentic.days.text(year, month, day);
    },

    /** "14 March 2026". */
    spoken(text) {
      const [year, month, day] = agentic.days.parts(text);
      return `${day} ${agentic.days.months[month - 1]} ${year}`;
    },
  };
}
