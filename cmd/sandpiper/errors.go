package main

import (
	"errors"
	"fmt"
	"strings"
)

// The exit codes besides 0. Only check --format nagios has codes of its own.
const (
	failed  = 1 // a check or the configuration is wrong
	misused = 2 // the call is wrong, or names a check that there is not
	noAgent = 3 // no agent is running
)

// refusal ends a command. Without a message it has been told already what is
// wrong.
type refusal struct {
	code          int
	message, hint string
}

func (r *refusal) Error() string { return r.message }

// told ends a command that has said why.
func told(code int) error { return &refusal{code: code} }

// misuse is a wrong call.
func misuse(hint, format string, values ...any) error {
	return &refusal{misused, fmt.Sprintf(format, values...), hint}
}

// exitCode tells what is left to tell of an error, a line for it and one for
// what to do, and returns the exit code that it means.
func (a *app) exitCode(err error) int {
	if err == nil {
		return 0
	}
	r := &refusal{code: failed, message: err.Error()}
	errors.As(err, &r)
	if r.message != "" {
		message := strings.ReplaceAll(r.message, "\n", "; ") // joined errors have a line each
		fmt.Fprintln(a.stderr, "error: "+printable(message))
		a.hint(r.hint)
	}
	return r.code
}

// hint tells what to do, if anything.
func (a *app) hint(text string) {
	if text != "" {
		fmt.Fprintln(a.stderr, "hint: "+printable(text))
	}
}
