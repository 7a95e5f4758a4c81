// Package config decides what is configured: the agent's own settings, and the
// instances of checks that conf.d holds. It reads files and never writes one.
//
//	sandpiper.yaml, StackState.conf, SANDPIPER_… ──LoadMain──▶ Main
//	                                                            │
//	conf.d/*.yaml, conf.d/NAME.d/*.yaml, checks.d/* ────────LoadChecks──▶ Checks ──▶ []check.Instance
//
// No mistake stops the rest. Whatever is wrong becomes a [Problem] that names
// the file, the line and the column, shows the line, and says what to do; a
// file that has an error yields no instance, and every other file yields its
// own. A file reports either its first syntax error or all that is wrong with
// its meaning.
//
// The configuration of an instance reaches its check as JSON. YAML is read as
// the older agents read it where their files depend on it: yes, no, on and off
// are booleans and 010 is 8. Numbers keep all their digits, keys their order.
//
// Paths are used as they were written, relative to the folder of the file that
// names them, so that messages stay short; nothing is made absolute.
package config
