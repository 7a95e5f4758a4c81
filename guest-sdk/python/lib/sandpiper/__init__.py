"""What lies between the interpreter and a script: loading it, running it, and
the functions of check/v1 behind the names that authors know."""
