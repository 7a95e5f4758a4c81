package runtime

import (
	"errors"
	"fmt"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
)

// The two methods below are what the WASI world asks of a host for files.

// Descriptors are the guest's open files.
func (r *run) Descriptors() *wasi.Descriptors { return &r.files }

// FileRefused takes a file with which something was not done. What the policy
// or a limit refused is counted, with a warning that names the line that would
// let it; what is merely not there is the guest's affair.
func (r *run) FileRefused(name string, err error) {
	deny := func(cause, was, more string) {
		r.journal.deny(denial{check.Refused{Cause: cause, Key: name}, was, fmt.Sprintf("%q %v%s", name, err, more)})
	}
	switch {
	case r.initialising: // a language's runtime looks for what may be there
	case errors.Is(err, files.ErrNotGranted):
		deny("file not granted", "not read", r.granting(name))
	case errors.Is(err, files.ErrOutside):
		deny("link out of what is granted", "not read", "; grant the path that the link leads to instead")
	case errors.Is(err, files.ErrWrite):
		deny("file not written", "not written", "")
	case errors.Is(err, files.ErrMany), errors.Is(err, files.ErrLimit):
		r.journal.reject(err.Error(), name)
	}
}

// granting says how a file could be granted, or why it cannot be.
func (r *run) granting(name string) string {
	if _, err := check.ParsePath(name); err != nil {
		return fmt.Sprintf(", and cannot be: %v", err)
	}
	return fmt.Sprintf("; add {read: %q} under sandbox: {allow: […]} in %s to let it", name, r.file())
}
