"""Files in: recognise an export and read it; never write."""
