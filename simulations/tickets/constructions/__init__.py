"""One construction a file: what builds its tickets, what checks them, and at the end what it says of itself; `catalogue` lists them."""
