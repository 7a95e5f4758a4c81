// Package python is the interpreter that Python checks run in: CPython, its
// library and the AgentCheck interface as one module for the sandbox, which
// imports what every check may import and nothing else. PROVENANCE.md says what
// it is built from.
package python
