//go:build noscripts

package javascript

// Module is nil: this program was built without the interpreter.
func Module() []byte { return nil }

// Strip returns nothing: there is no interpreter to read it.
func Strip([]byte) []byte { return nil }
