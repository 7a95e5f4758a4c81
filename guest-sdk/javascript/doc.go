// Package javascript is the interpreter that JavaScript checks run in: QuickJS
// and the AgentCheck interface as one module for the sandbox, which imports
// what every check may import and nothing else. PROVENANCE.md says what it is
// built from.
package javascript
