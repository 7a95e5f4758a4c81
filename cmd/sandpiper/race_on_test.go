//go:build race

package main

// raced says that the race detector watches the tests, whose own memory no limit
// can tell from the program's.
const raced = true
