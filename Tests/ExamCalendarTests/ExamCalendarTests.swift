// ExamCalendar
