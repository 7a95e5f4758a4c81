package runtime

import (
	"bytes"
	"cmp"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// fail makes the run an ERROR. It refuses nothing: an author who has already
// failed must not fail to say so.
func (r *run) fail(kind, message, traceback []byte) reply {
	r.failure = &check.Fault{
		Reason:    check.Failed,
		Kind:      cmp.Or(r.anyText(kind), "Error"),
		Detail:    r.anyText(message),
		Backtrace: r.anyText(traceback),
	}
	return reply(abi.OK)
}

// anyText is text in which what is not UTF-8 is replaced.
func (r *run) anyText(b []byte) string {
	s, _ := r.text(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	return s
}

// lastError tells why the last refused call was refused.
func (r *run) lastError(to buffer) reply { return to.put([]byte(r.refusal.String())) }
