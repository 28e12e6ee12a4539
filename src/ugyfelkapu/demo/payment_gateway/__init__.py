"""A payment gateway to try: orders and statements for programs, a page to pay on for people."""
