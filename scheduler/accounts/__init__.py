"""Who may use the page: accounts, their passwords, the sessions of those who are signed in."""
