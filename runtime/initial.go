package runtime

import (
	"slices"
	"sync"

	"github.com/sandpiper-checks/sandpiper/check"
)

// initial is what the host keeps of an initialisation, for the guests that
// begin where it ended. It is the same for all instances, and kept between
// starts with the image of the guest.
type initial struct {
	Metrics  []registration // by handle
	Reported int            // bytes
	Refused  []check.Refused
	Noted    []check.Refused
	Refusal  refusal

	under *initial // of the interpreter, where it is that of a script

	mu   sync.Mutex
	Logs []check.Log // until a run has them
}

// registration is a metric as the guest gave it. For which context it stands
// depends on the instance.
type registration struct {
	Kind   check.Kind
	Packed string
}

// initialised takes from a run what its guest's initialisation has left there.
func (r *run) initialised() *initial {
	r.endOutput()
	return &initial{
		Metrics: r.metrics.registrations, Reported: r.reported,
		Refused: slices.Clone(r.journal.refused), Noted: slices.Clone(r.journal.noted), Refusal: r.refusal,
		Logs: r.journal.logs,
	}
}

// begin puts the run where the initialisation ended. What that has logged goes
// to the first run.
func (r *run) begin(i *initial) {
	r.resume(i)
	r.journal.logs = i.logs()
}

// resume is begin without the logs.
func (r *run) resume(i *initial) {
	r.register(i)
	r.reported = i.Reported
	r.journal.refused, r.journal.noted, r.refusal = slices.Clone(i.Refused), slices.Clone(i.Noted), i.Refusal
}

// logs are what was logged, for whoever asks first.
func (i *initial) logs() (logs []check.Log) {
	if i.under != nil {
		logs = i.under.logs()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	logs, i.Logs = append(logs, i.Logs...), nil
	return logs
}

// registered are the handles of an initialisation, with the contexts for which
// they stand in one instance.
type registered struct {
	by      *initial
	given   []*given
	handles []metric
}

// register gives the run the handles of the initialisation. The limits of the
// run are not asked: those of the initialisation were.
func (r *run) register(i *initial) {
	c := &r.memory.contexts
	if c.registered.by != i {
		c.registered = registered{by: i}
		for _, m := range i.Metrics {
			k, _ := r.newContext(unpack(m.Packed))
			if k == nil {
				panic("BUG: what was a context is none: " + m.Packed)
			}
			g := &given{interned: k}
			c.keep(m.Packed, g)
			c.registered.given = append(c.registered.given, g)
			c.registered.handles = append(c.registered.handles, metric{k.Context, m.Kind})
		}
	}
	r.metrics.handles = append(r.metrics.handles, c.registered.handles...)
	for n, g := range c.registered.given {
		r.metrics.use(g, c.run)
		if handle := &g.handles[c.registered.handles[n].kind]; *handle == 0 {
			*handle = int32(n + 1)
		}
	}
}
