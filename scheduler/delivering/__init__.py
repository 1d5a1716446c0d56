"""Mails on their way: the courier, what is given up or takes another's place, and what comes back."""
