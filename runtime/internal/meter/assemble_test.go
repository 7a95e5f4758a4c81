package meter

import "github.com/sandpiper-checks/sandpiper/runtime/internal/wat"

// assemble makes a module of its text.
func assemble(text string) []byte { return wat.Assemble(text) }

// sized is a text led by its length.
func sized(s string) string { return string(name(nil, s)) }
