package wasm

import "fmt"

// Error says where in a module reading ended, and why.
type Error struct {
	Offset  int    // in bytes, from the start of the module
	Section string // "import", "code" …; empty outside any section
	Detail  string
}

func (e *Error) Error() string {
	if e.Section == "" {
		return fmt.Sprintf("at byte %#x: %s", e.Offset, e.Detail)
	}
	return fmt.Sprintf("at byte %#x, %s section: %s", e.Offset, e.Section, e.Detail)
}
