package forwarder

const (
	refusalsToDoubt = 8 // with rests between them, about three minutes
	takenToConvict  = 3
)

// suspect watches the oldest body of a queue for the one fault that patience
// does not mend: a body on which the receiver itself breaks, while it takes
// every other. Only the receiver can say so, hence the trial: when it has
// answered with server errors often enough, a later body is tried in turn with
// the suspect. In an outage both fail and nothing is lost.
type suspect struct {
	id       int64 // of the item; 0 when there is none
	refusals int   // server errors for it
	taken    int   // later bodies that the receiver took meanwhile
	aside    bool  // the next try is another's
}

// watch starts over when the oldest item is another than before.
func (s *suspect) watch(id int64) {
	if s.id != id {
		*s = suspect{id: id}
	}
}

// succeeded notes that the receiver took a body of the item.
func (s *suspect) succeeded(id int64) {
	if id != s.id {
		s.taken++
		s.aside = false
	}
}

// failed notes that it did not, and says whether that convicts the item.
func (s *suspect) failed(id int64, status int) bool {
	if id != s.id || status < 500 {
		s.aside = false
		return false
	}
	s.refusals++
	s.aside = s.refusals >= refusalsToDoubt
	return s.taken >= takenToConvict
}
