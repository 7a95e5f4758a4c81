package forwarder

import (
	"errors"
	"slices"
	"strconv"

	"github.com/sandpiper-checks/sandpiper/check"
)

var (
	errTooLarge  = errors.New("larger than a body may be")
	errNotFinite = errors.New("the value is not finite")
	errNotObject = errors.New("the data is not a JSON object")
	errNoName    = errors.New("the name is empty")
)

// Encode implements [Output]. Metadata stays behind: the intake has no place
// for it.
func (s *StackState) Encode(p check.Payload) ([]Body, []Loss) {
	head := must(s.envelope(p))
	e := encoder{limit: s.bounds.single(head), key: s.key}
	e.metrics(p.Series)
	if s.asEvent {
		e.events(slices.Concat(p.Events, asEvents(p.ServiceChecks)))
	} else {
		e.events(p.Events)
		e.serviceChecks(p.ServiceChecks)
	}
	for _, t := range p.Topologies {
		e.topology(t)
	}
	return s.bounds.pack(head, e.items), e.losses
}

// encoder gathers the items of one payload, and what cannot be one.
type encoder struct {
	limit  int // bytes that an item may cost
	key    string
	items  []item
	losses []Loss
}

// add appends an item unless it fits into no body.
func (e *encoder) add(i item, what func() string) {
	if i.cost(nil) > e.limit {
		e.lose(what(), errTooLarge)
		return
	}
	e.items = append(e.items, i)
}

func (e *encoder) lose(what string, err error) {
	e.losses = append(e.losses, Loss{Item: what, Err: err})
}

// named quotes what a guest chose, so that it is safe to show.
func named(kind, name string) string { return kind + " " + strconv.Quote(shorten(name, 80)) }
