package wasm

import "fmt"

// Error says where in a module reading ended, and why.
type Error struct {
	Offset   int    // in bytes, from the start of the module
	Section  string // "import", "code" …; empty outside any section
	Function int    // the index of the one whose body it is in; -1 outside of bodies
	Detail   string
}

func (e *Error) Error() string {
	if e.Section == "" {
		return fmt.Sprintf("at byte %#x: %s", e.Offset, e.Detail)
	}
	where := fmt.Sprintf("at byte %#x, %s section", e.Offset, e.Section)
	if e.Function >= 0 {
		where += fmt.Sprintf(", function %d", e.Function)
	}
	return where + ": " + e.Detail
}
