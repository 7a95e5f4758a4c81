"""The base of StackState's checks, as their authors import it."""
