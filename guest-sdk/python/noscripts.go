//go:build noscripts

package python

// Module is nil: this program was built without the interpreter.
func Module() []byte { return nil }
