"""What a mail that came in is: a report on one of ours, an absence, a person's reply. Pure, never raises."""
